"""What recovery hears: what was read in messages, and moments of promises, orders, visits, ratings and amends.

Whatever comes twice is heard twice; a sign has a key, and a step that is settled is not settled again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from regulars.book import ratings
from regulars.book.models import Conversation, Customer, Moment
from regulars.gestures.models import Gesture
from regulars.practices.recovery import clocks, course, matters
from regulars.practices.recovery.acts import opening, steps, withdrawing
from regulars.practices.recovery.acts.projecting import is_what_met, standing_of
from regulars.practices.recovery.lateness import Overdue
from regulars.practices.recovery.matters import Found, Said
from regulars.practices.recovery.models import Amended, Recovery
from regulars.readings.slots import READ, Heard, JustRead
from regulars.staff.models import Agent

DAY = 86400
AMENDS = ("amends.offered", "amends.chosen", "amends.given", "amends.failed", "amends.taken_back", "gift.given")
Payload = dict[str, Any]


def hear_read(read: Sequence[JustRead], now: datetime) -> None:
    """Open recoveries for what customers say, and see an apology in what we say. What is old opens nothing."""
    for one in read:
        if one.again or one.moment.automatic:
            continue
        if one.moment.direction == Moment.IN:
            hear_customer(one, now)
        elif one.moment.direction == Moment.OUT:
            hear_apology(one, now)


def hear_customer(one: JustRead, now: datetime) -> None:
    """A failure with a feeling, or that they have asked before."""
    readings = [said(reading) for reading in one.readings]
    found = read_sign(one, readings) or repeat_sign(one, readings)
    if found is not None:
        open_for(Customer.objects.get(pk=one.customer), found, now)


def said(reading: Heard) -> Said:
    """A reading as the rules see it."""
    return Said(reading.reader, reading.label, reading.score, reading.quote, reading.version)


def read_sign(one: JustRead, readings: Sequence[Said]) -> Found | None:
    """The sign of a failure that is felt."""
    shown = matters.read_as(readings)
    if shown is None:
        return None
    reading, severity, failure = shown
    return sign(one, reading, matters.READING, severity, failure)


def repeat_sign(one: JustRead, readings: Sequence[Said]) -> Found | None:
    """The sign that they have asked before."""
    reading = matters.asked_again(readings)
    return sign(one, reading, matters.REPEAT, matters.MINOR, "wait") if reading else None


def sign(one: JustRead, reading: Said, route: str, severity: str, failure: str) -> Found:
    """What a message shows, with the words in which it does."""
    return Found(
        f"moment:{one.moment.public_id}",
        route,
        one.moment.at,
        severity,
        failure,
        moment=one.moment.public_id,
        quote=reading.quote,
        conversation=shown_as(one.moment.conversation),
        reader=reading.reader,
        version=reading.version,
        label=reading.label,
        score=reading.score,
    )


def shown_as(conversation: int | None) -> int:
    """The row id of what a conversation is shown as, 0 for none."""
    if conversation is None:
        return 0
    joined = Conversation.objects.filter(pk=conversation).values_list("joined_to_id", flat=True).first()
    return joined or conversation


def open_for(customer: Customer, found: Found, now: datetime) -> None:
    """Open one by itself. Whoever has the conversation holds it."""
    with_whom = Conversation.objects.select_related("assignee").filter(pk=found.conversation).first()
    holder: Agent | None = with_whom.assignee if with_whom else None
    opening.open_(customer, found, None, now, holder=holder)


def hear_apology(one: JustRead, now: datetime) -> None:
    """An apology that is one, in the conversation of a recovery: they are acknowledged, and by whom."""
    labels = {reading.label for reading in one.readings if reading.reader == "apology"}
    if "apology" not in labels or "hollow" in labels or one.moment.conversation is None:
        return
    talk = shown_as(one.moment.conversation)
    for recovery in Recovery.objects.filter(conversation=talk, ended_at=None, since__lte=one.moment.at):
        if course.ACKNOWLEDGE not in standing_of(recovery).settled:
            by = Moment.objects.select_related("agent").get(public_id=one.moment.public_id).agent
            quote = next(reading.quote for reading in one.readings if reading.reader == "apology")
            steps.write(recovery, course.ACKNOWLEDGE, course.DONE, by, now, words=quote, moment=one.moment.public_id)


def hear_moment(moment: Moment, now: datetime) -> None:
    """What one moment means for recoveries."""
    HEARS[moment.kind](moment, moment.payload, now)


def hear_promise(moment: Moment, payload: Payload, now: datetime) -> None:
    """A promise was broken."""
    grave = matters.SERIOUS if payload.get("strength") == "explicit" else matters.MINOR
    failure = matters.failure_of_promise(str(payload.get("sort", "")))
    key = promise_key(moment, payload)
    found = of_moment(moment, key, matters.PROMISE, grave, failure)
    if not withdrawing.broken_again(key, moment, now):
        open_for(moment.customer, found, now)


def hear_denied(moment: Moment, payload: Payload, now: datetime) -> None:
    """They say that a promise was not kept. Where it was broken by our own word already, that is the same matter."""
    failure = matters.failure_of_promise(str(payload.get("sort", "")))
    found = of_moment(moment, f"moment:{moment.public_id}", matters.PROMISE, matters.SERIOUS, failure)
    with transaction.atomic():
        held = withdrawing.opened_by(promise_key(moment, payload))
        if held is None or held.ended_at is not None:
            open_for(moment.customer, found, now)
        elif not held.signs.filter(key=found.key).exists():
            opening.joined(held, found, None)


def hear_withdrawn(moment: Moment, payload: Payload, now: datetime) -> None:
    """How a promise ended was taken back, or it was none: it was not broken, unless that still stands."""
    if payload.get("state", "broken") != "broken":
        withdrawing.take_back(promise_key(moment, payload), moment, now)


def promise_key(moment: Moment, payload: Payload) -> str:
    """The key of the sign that a broken promise is."""
    return f"promise:{payload.get('promise') or moment.public_id}"


def of_moment(moment: Moment, key: str, route: str, severity: str, failure: str, order: str = "") -> Found:
    """The sign that a moment is."""
    return Found(
        key,
        route,
        moment.at,
        severity,
        failure,
        moment=moment.public_id,
        conversation=shown_as(moment.conversation_id),
        order=order,
    )


def hear_delivered(moment: Moment, payload: Payload, now: datetime) -> None:
    """An order came, perhaps late."""
    late, order = int(payload.get("late") or 0), str(payload.get("order", ""))
    if matters.is_late(late):
        grave = matters.SERIOUS if late >= 3 * DAY else matters.MINOR
        key = f"order:{order or moment.public_id}"
        open_for(moment.customer, of_moment(moment, key, matters.ORDER, grave, "delivery", order), now)


def hear_damaged(moment: Moment, payload: Payload, now: datetime) -> None:
    """What came, or was on its way, is broken. That it is late as well is another sign of the same matter."""
    order = str(payload.get("order", ""))
    key = f"damaged:{order or moment.public_id}"
    open_for(moment.customer, of_moment(moment, key, matters.ORDER, matters.SERIOUS, "product", order), now)


def see_missing(one: Overdue, now: datetime) -> None:
    """An order is late and has not come. When it comes, that is the same sign."""
    grave = matters.SERIOUS if now - one.promised_at >= timedelta(days=3) else matters.MINOR
    key = f"order:{one.id}"
    found = Found(key, matters.ORDER, now, grave, "delivery", order=one.id)
    open_for(Customer.objects.get(pk=one.customer), found, now)


def hear_rating(moment: Moment, payload: Payload, now: datetime) -> None:
    """They rated us."""
    if matters.is_bad(float(payload.get("score") or 0), float(payload.get("of") or 0)):
        found = of_moment(moment, f"moment:{moment.public_id}", matters.RATING, matters.SERIOUS, "other")
        open_for(moment.customer, replace(found, quote=str(payload.get("words", ""))), now)


def hear_return(moment: Moment, payload: Payload, now: datetime) -> None:
    """They bought or came again: somebody looks a second time."""
    is_open = Q(ended_at=None, step__in=(course.OWED, course.EXTRA, course.SECOND))
    waited = Recovery.objects.filter(is_open | Q(ending=course.GONE), customer=moment.customer_id)
    for recovery in waited.order_by("pk"):
        come_back(recovery, moment.public_id, moment.at, now)


def come_back(recovery: Recovery, moment: str, at: datetime, now: datetime) -> None:
    """Begin the second look, unless it has begun, or they had come before we followed up. What ended since they had
    gone goes on; so long after that, that nobody's own way is longer, it is a new beginning."""
    stands = standing_of(recovery)
    acted = stands.settled.get(course.ACT)
    if acted is None or at <= acted.at or course.SECOND in stands.begun:
        return
    with transaction.atomic():
        gone = recovery.ending == course.GONE
        if gone and (at > (recovery.until_at or acted.at) + clocks.MOST or steps.go_on(recovery, None, now)):
            return
        steps.write(recovery, course.SECOND, course.BEGUN, None, now, moment=moment)


def hear_amends(moment: Moment, payload: Payload, now: datetime) -> None:
    """Amends of a recovery were offered, chosen, given, or could not be given."""
    recovery = Recovery.objects.filter(public_id=payload.get("recovery") or "").first()
    if recovery is None:
        return
    kind, gesture = moment.kind.rpartition(".")[2], str(payload.get("gesture", ""))
    with transaction.atomic():
        if moment.kind == "gift.given":
            kind = "gift"
        _row, fresh = Amended.objects.get_or_create(
            moment=moment.public_id,
            defaults={
                "recovery": recovery,
                "kind": kind,
                "at": moment.at,
                "gesture": gesture,
                "code": str(payload.get("code", ""))[:200],
                "worth": int(payload.get("worth") or 0),
                "cost": int(payload.get("cost") or 0),
                "currency": str(payload.get("currency", ""))[:3],
            },
        )
        if fresh:
            follow_amends(recovery, kind, gesture, moment, now)


def follow_amends(recovery: Recovery, kind: str, gesture: str, moment: Moment, now: datetime) -> None:
    """Which step that is. What is not the step's turn changes nothing: it stands among what was given."""
    said = {"moment": moment.public_id, "gesture": gesture}
    stands, by = standing_of(recovery), moment.agent
    if kind == "offered" and course.MEET not in stands.begun:
        steps.write(recovery, course.MEET, course.BEGUN, by, now, **said)
    elif kind == "chosen":
        chosen = {**said, "words": words_of(gesture)}
        if course.MEET in stands.begun:
            steps.write(recovery, course.MEET, course.DONE, by, now, **chosen)
        else:
            steps.together(recovery, course.MEET, by, now, said, chosen)
    elif kind in ("failed", "taken_back") and is_what_met(recovery, gesture):
        steps.fail(recovery, course.MEET, None, now, **said)
    elif kind == "gift" and course.EXTRA not in stands.settled:
        steps.write(recovery, course.EXTRA, course.DONE, by, now, code=str(moment.payload.get("code", "")), **said)
    elif kind != "offered":
        steps.carried_out(recovery, now)


def words_of(gesture: str) -> str:
    """What they chose, as it was offered to them."""
    return Gesture.objects.filter(public_id=gesture).values_list("words", flat=True).first() or ""


HEARS: dict[str, Callable[[Moment, Payload, datetime], None]] = {
    "promise.broken": hear_promise,
    "promise.denied": hear_denied,
    "promise.reopened": hear_withdrawn,
    "promise.mistaken": hear_withdrawn,
    "order.delivered": hear_delivered,
    "order.damaged": hear_damaged,
    "order.placed": hear_return,
    "visit.came": hear_return,
    ratings.GIVEN: hear_rating,
    **dict.fromkeys(AMENDS, hear_amends),
}
READ.offer("recovery", hear_read)
