"""And afterwards: when a record changes or is brought in, what we said to its customer is held against it again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime
from regulars.book.merging.roots import standing
from regulars.book.models import Conversation, Customer, Message, Moment
from regulars.practices.promises.checking.acts import Place, note
from regulars.practices.promises.checking.answered import followed
from regulars.practices.promises.checking.asking import is_followed
from regulars.practices.promises.checking.checks import key_of, names_a_time
from regulars.practices.promises.checking.claims import BOOKING, DELIVERY, UNTIL, Claim, claims
from regulars.practices.promises.checking.known import Known, on_record
from regulars.practices.promises.checking.reported import as_said, as_written
from regulars.practices.promises.checking.rules import Against, Records, against
from regulars.practices.promises.making import due_of
from regulars.practices.promises.models import Answer, Contradiction, Promise
from regulars.practices.promises.rules import zone_of
from regulars.readings.texts import house_zone
from regulars.staff.models import Agent

# How far back words are looked at, and how many texts of one customer: the newest say what they count on.
BACK = timedelta(days=183)
MOST = 60
# What was said of a day longer ago than this is over, whatever it cost.
OVER = timedelta(days=60)
SORTS = frozenset({"reward", "delivery", "booking"})
# What a promise that names a record claims of it.
CLAIMS = {"reward": UNTIL, "order": DELIVERY, "visit": BOOKING}


@dataclass(frozen=True, slots=True)
class Said:
    """A contradiction, and where its words stand."""

    found: Against
    place: Place


def look_back(customer: Customer, how: str, now: datetime) -> int:
    """Hold what we said to somebody against their records as they are now; how many contradictions are new. What agrees
    by now is settled; what was answered before it was sent stays answered."""
    customer = standing(customer)
    said = list(contradicted(customer, now))
    keys = {key_of(customer, one.found): one for one in said}
    with transaction.atomic():
        settle(customer, set(keys), now)
        known = set(Contradiction.objects.filter(key__in=keys).values_list("key", flat=True))
        for key, one in keys.items():
            note(one.found, key, one.place, how, now)
    return len(keys.keys() - known)


def settle(customer: Customer, standing_now: set[str], now: datetime) -> None:
    """What the records agree with by now needs nobody any more; nor does what they were asked to follow, and do."""
    open_ = Contradiction.objects.filter(customer=customer, state=Contradiction.OPEN, sort__in=SORTS)
    for row in open_.exclude(key__in=standing_now):
        Answer.objects.create(contradiction=row, kind=Answer.FOLLOWED, at=now)
        Contradiction.objects.filter(pk=row.pk).update(state=Answer.FOLLOWED)
    waiting = Contradiction.objects.filter(customer=customer, state__in=(Answer.ASKED, Answer.HONOURED), sort__in=SORTS)
    for row in waiting.select_related("customer"):
        if is_followed(row):
            followed(row, None, now)


def contradicted(customer: Customer, now: datetime) -> Iterator[Said]:
    """What of our words, and of our promises, the records contradict."""
    held = on_record(customer, now - BACK)
    if not (held.records.rewards or held.records.orders or held.records.visits):
        return
    found: list[tuple[int, range]] = []
    zone = zone_of(customer.time_zone, house_zone())
    for text in texts(customer, now - BACK):
        for one in in_text(text, zone, held, now):
            found.append((text.moment_id, range(one.claim.start, one.claim.end)))
            yield Said(one, of_text(customer, text))
    for promise in promised(customer, now):
        # A promise that stands in a sentence which was found is the same words.
        told = any(moment == promise.moment_id and promise.start in words for moment, words in found)
        if not told and (other := of_promise(promise, held.records, now)):
            yield Said(other, of_row(customer, promise))


def texts(customer: Customer, since: datetime) -> list[Message]:
    """What people of ours wrote to a customer, or told them on the phone, in its newest version, the newest first. Two
    statements."""
    told = Moment.objects.filter(customer=customer, kind__in=("message", "call"), direction=Moment.OUT)
    ours = told.filter(automatic="", at__gte=since)
    newest = list(ours.order_by("-at", "-pk").values_list("pk", flat=True)[:MOST])
    rows = Message.objects.filter(moment__in=newest).select_related("moment__conversation", "moment__agent")
    return list({row.moment_id: row for row in rows.order_by("version")}.values())


def in_text(text: Message, zone: str, held: Known, now: datetime) -> list[Against]:
    """What of one text the records contradict, as far as it is not over."""
    at = text.moment.at
    words = as_said(text.text) if text.moment.kind == "call" else text.text
    if not names_a_time(words, at, zone):
        return []
    said = [one for one in claims(words, at, zone, held.articles, held.booked) if one.due.utc() > now - OVER]
    return [as_written(one, text.text) for one in against(said, held.records, now) if one.sort in SORTS]


def of_text(customer: Customer, text: Message) -> Place:
    """Where the words of a message stand."""
    moment = text.moment
    return Place(customer, moment.conversation, moment=moment, agent=moment.agent)


def promised(customer: Customer, now: datetime) -> Sequence[Promise]:
    """Open promises that name a record and a time."""
    found = Promise.objects.filter(customer=customer, state=Promise.OPEN, due_at__gt=now - OVER, said_at__isnull=False)
    return list(found.exclude(concerns="").select_related("conversation", "moment", "agent"))


def of_promise(promise: Promise, records: Records, now: datetime) -> Against | None:
    """What the record that a promise names holds against it."""
    noun = promise.concerns.partition(":")[0]
    due = due_of(promise)
    if noun not in CLAIMS or due is None:
        return None
    only = replace(
        Records(),
        rewards=tuple(one for one in records.rewards if one.ref == promise.concerns),
        orders=tuple(one for one in records.orders if one.ref == promise.concerns),
        visits=tuple(one for one in records.visits if one.ref == promise.concerns),
    )
    return next(iter(against([claim_of(promise, CLAIMS[noun], due)], only, now)), None)


def claim_of(promise: Promise, sort: str, due: LocalTime) -> Claim:
    """A promise as the claim that it is."""
    quote = promise.quote or promise.what
    grain = "minute" if promise.due_means == Promise.TIME else "day"
    return Claim(sort, 0, len(quote), quote, due, 0, 0, grain, "by", "en")


def of_row(customer: Customer, promise: Promise) -> Place:
    """Where the words of a promise stand."""
    talk: Conversation | None = promise.conversation
    writer: Agent | None = promise.agent
    return Place(customer, talk, moment=promise.moment, promise=promise, agent=writer)
