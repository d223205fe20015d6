"""What the rows of a recovery mean now, written into its own columns, by which lists are made."""

from collections.abc import Iterable
from datetime import datetime

from regulars.book.models import Customer
from regulars.engine import outbox
from regulars.gestures.models import Gesture
from regulars.gestures.rules import FAILED, OPEN
from regulars.practices.recovery import clocks, course
from regulars.practices.recovery.matters import AGAIN_WITHIN
from regulars.practices.recovery.models import Coding, Holder, Recovery, Step
from regulars.practices.recovery.worth import days
from regulars.readings.texts import house_zone
from regulars.staff.rules import is_zone

LOT = "lot"


def acts_of(recovery: Recovery) -> list[course.Act]:
    """Its rows as the rules see them."""
    rows = Step.objects.filter(recovery=recovery).order_by("pk")
    found = rows.values_list("pk", "name", "outcome", "at", "due_at", "undoes", "code")
    return [
        course.Act(pk, name, outcome, at, due, undoes or 0, code == LOT)
        for pk, name, outcome, at, due, undoes, code in found
    ]


def standing_of(recovery: Recovery) -> course.Standing:
    """How far it has come."""
    return course.standing(acts_of(recovery), recovery.opened_at, owed=owed_of(recovery) is not None)


def owed_of(recovery: Recovery) -> Gesture | None:
    """What they chose and have not got yet. What failed counts for as long as nothing else was met instead."""
    theirs = Gesture.objects.filter(customer=recovery.customer_id, recovery=recovery.public_id, gift=False)
    found = theirs.filter(state__in=OPEN).order_by("-at", "-pk")
    return next((one for one in found if one.state != FAILED or is_what_met(recovery, one.public_id)), None)


def is_what_met(recovery: Recovery, gesture: str) -> bool:
    """Whether that is what they chose, and what settles the step."""
    met = course.standing(acts_of(recovery), recovery.opened_at).settled.get(course.MEET)
    return met is not None and Step.objects.filter(pk=met.id, gesture=gesture).exists()


def zone_of(customer: Customer) -> str:
    """Whose hours count: the customer's own zone, else that of the house, which is where its owner sits."""
    if is_zone(customer.time_zone):
        return customer.time_zone
    return house_zone()


def count_of(recovery: Recovery) -> int:
    """Which failure of this customer's it is within a year; what was none does not count."""
    before = Recovery.objects.filter(
        customer=recovery.customer_id,
        opened_at__gt=recovery.opened_at - AGAIN_WITHIN,
        opened_at__lte=recovery.opened_at,
    )
    earlier = before.exclude(pk=recovery.pk).exclude(ending=course.MISTAKEN)
    # Of two that were opened in one instant the second row is the second failure.
    return earlier.exclude(opened_at=recovery.opened_at, pk__gt=recovery.pk).count() + 1


def ending_of(recovery: Recovery) -> tuple[str, datetime | None]:
    """How it ended and when, or ("", None)."""
    rows = list(recovery.endings.values_list("pk", "how", "undoes", "at"))
    held = course.ending([(pk, how, undoes or 0) for pk, how, undoes, _at in rows])
    return (held[1], next(at for pk, _how, _undoes, at in rows if pk == held[0])) if held else ("", None)


def project(recovery: Recovery) -> course.Standing:
    """Write its columns anew from its rows, and give back how far it has come. Within the transaction of a verb."""
    stands = standing_of(recovery)
    coded = Coding.objects.filter(recovery=recovery).order_by("-at", "-pk").first()
    if coded is not None:
        recovery.severity, recovery.failed = coded.severity, coded.failed
        recovery.failure, recovery.fault = coded.failure, coded.fault
    if stands.round > 1:
        recovery.failed = "recovery"
    held = Holder.objects.filter(recovery=recovery).order_by("-at", "-pk").first()
    recovery.holder_id = held.agent_id if held else None
    recovery.nth = count_of(recovery)
    recovery.ending, recovery.ended_at = ending_of(recovery)
    recovery.step, recovery.waiting, recovery.since = stands.next, stands.waiting, stands.since
    recovery.round, recovery.urgent = stands.round, course.urgent(stands, recovery.nth)
    recovery.due_at = clocks.due(stands, recovery.severity, zone_of(recovery.customer))
    recovery.until_at = until(recovery, stands)
    recovery.save()
    return stands


def until(recovery: Recovery, stands: course.Standing) -> datetime | None:
    """When they count as gone: their own patience after the four steps were settled, as long as they have not come
    back. What was written once stays: a longer silence does not lengthen it."""
    if any(step not in stands.settled for step in course.MAMA) or course.SECOND in stands.begun or stands.owed:
        return None
    if course.SECOND in stands.settled:
        return None
    acted = stands.settled[course.ACT].at
    return acted + clocks.patience(days(recovery.customer, acted))


def project_all(customers: Iterable[int]) -> None:
    """The same for all open ones of these customers (row ids): which failure is the second depends on the others.
    Within a transaction."""
    ids = list(customers)
    # Held, the books before their rows: what somebody writes meanwhile would be overwritten with what stood before.
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    open_ = Recovery.objects.select_for_update(no_key=True, of=("self",)).filter(customer__in=ids, ended_at=None)
    for one in open_.select_related("customer").order_by("pk"):
        project(one)


def tell(recovery: Recovery) -> None:
    """Pages that show it are to ask again."""
    topics = ["today", "recoveries", f"customer:{recovery.customer.public_id}"]
    if recovery.conversation is not None:
        topics.append(f"conversation:{recovery.conversation.public_id}")
    outbox.append("work", {"topics": topics})
