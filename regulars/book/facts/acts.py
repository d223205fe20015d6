"""Verbs of facts. Each is one transaction."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.facts import course
from regulars.book.facts.course import Said
from regulars.book.facts.history import before
from regulars.book.models import Customer, Fact, FactMark, Moment
from regulars.book.shells import sealed
from regulars.engine import outbox
from regulars.engine.scrubbing import overwriting
from regulars.staff import trail
from regulars.staff.models import Agent
from regulars.staff.trail import Actor

Faults = tuple[Refused, ...]
MARKS = (FactMark.HONOURED, FactMark.CONTRADICTED, FactMark.RENEWED)
_COUNTED = {
    "honoured": Count("pk", Q(kind=FactMark.HONOURED)),
    "contradicted": Count("pk", Q(kind=FactMark.CONTRADICTED)),
    "sightings": Count("pk", Q(kind=FactMark.SIGHTED)) + 1,
}


def current(**more: Any) -> QuerySet[Fact]:
    """Facts that hold as far as their history goes; some of them may have expired."""
    return Fact.objects.filter(replaced_by=None, forgotten_at=None, **more)


def said_by(fact: Fact) -> Said:
    """What a row says."""
    expires = None
    if fact.expires_local:
        expires = LocalTime(datetime.fromisoformat(fact.expires_local), fact.expires_zone)
    own = {name: getattr(fact, name) for name in asdict(Said("", "")) if name != "expires"}
    return Said(**own, expires=expires)


def columns(said: Said) -> dict[str, Any]:
    """The columns of what a fact says."""
    until = said.expires
    return {
        **{name: value for name, value in asdict(said).items() if name != "expires"},
        "expires_local": until.wall.isoformat(timespec="seconds") if until else "",
        "expires_zone": until.zone if until else "",
        "expires_at": until.utc() if until else None,
    }


def add(
    customer: Customer, said: Said, agent: Agent | None, now: datetime, *, moment: Moment | None = None
) -> Fact | Faults:
    """Write a fact down; or, where it is known already, that it was seen again. Or what is wrong with it.

    What was observed is situational until its second sighting.
    """
    if wrong := course.faults(said, now):
        return wrong
    with transaction.atomic():
        whose = held_book(customer)
        if erased := sealed(whose):
            return (erased,)
        for known in current(customer=whose).filter(Q(expires_at=None) | Q(expires_at__gt=now)):
            if more := course.said_again(said_by(known), said):
                return sighted(known, more, agent, now, moment)
        nudge(whose)
        return Fact.objects.create(
            customer=whose,
            birth_customer=whose,
            agent=agent,
            moment=moment,
            at=now,
            used_at=now,
            **columns(course.first_standing(said)),
        )


def nudge(customer: Customer) -> None:
    """Let open pages know that something else is known of a customer, in the caller's transaction."""
    outbox.append(outbox.NUDGE, {"topics": [f"facts:{customer.public_id}"]})


def held_book(customer: Customer) -> Customer:
    """In whose book a row of a customer's is written now, held until the end of the transaction: of two who write the
    same down at once, the second sees what the first wrote, and nobody merges it meanwhile.

    Whoever appends a moment holds the key of the row and then waits to write in it: with a lock on the key as well,
    two of them would wait for each other.
    """
    held = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    while held.merged_into_id is not None:
        held = Customer.objects.select_for_update(no_key=True).get(pk=held.merged_into_id)
    return held


def sighted(fact: Fact, said: Said, agent: Agent | None, now: datetime, moment: Moment | None) -> Fact:
    """Write down that a fact was seen again. Within the transaction of `add`."""
    by, on = agent.pk if agent else None, moment.pk if moment else None
    seen = [(fact.at, fact.agent_id, fact.moment_id), *marked(fact, FactMark.SIGHTED)]
    if not course.is_once(seen, now, by, on):
        FactMark.objects.create(fact=fact, kind=FactMark.SIGHTED, at=now, agent=agent, moment=moment)
        Fact.objects.filter(pk=fact.pk).update(**columns(said))
        count(fact)
        nudge(fact.customer)
        if said.sensitive:
            cover_history(fact)
    fact.refresh_from_db()
    return fact


def marked(fact: Fact, kind: str) -> list[tuple[datetime, int | None, int | None]]:
    """When, by whom and on what a fact was marked so."""
    return list(fact.marks.filter(kind=kind).values_list("at", "agent", "moment"))


def count(fact: Fact) -> None:
    """Write the projections of a fact's marks anew."""
    counted = fact.marks.aggregate(**_COUNTED, used_at=Max("at"))
    used_at = counted.pop("used_at") or fact.at
    Fact.objects.filter(pk=fact.pk).update(**counted, used_at=max(used_at, fact.at))


def mark(
    fact: Fact, kind: str, agent: Agent, now: datetime, *, moment: Moment | None = None, note: str = ""
) -> FactMark | Refused:
    """Write down that a fact was honoured or contradicted, or that they were asked and it still holds.

    On one moment, or by one agent within an hour, the same is written once. Refused for a fact that is corrected or
    forgotten meanwhile.
    """
    if kind not in MARKS:
        raise ValueError(kind)
    with transaction.atomic():
        held = current(pk=fact.pk).select_for_update().first()
        if held is None:
            return Refused(_("This has been corrected or forgotten meanwhile."))
        known = held.marks.filter(kind=kind).order_by("-at", "-pk").first()
        if course.is_once(marked(held, kind), now, agent.pk, moment.pk if moment else None) and known is not None:
            return known
        made = FactMark.objects.create(fact=held, kind=kind, at=now, agent=agent, moment=moment, note=note[:300])
        count(held)
        nudge(held.customer)
    return made


def unmark(fact: Fact, kind: str, agent: Agent, now: datetime) -> Refused | None:
    """Take back one's own last mark of that kind, minutes after it was made: a slip of the hand is no history."""
    with transaction.atomic():
        held = Fact.objects.select_for_update().get(pk=fact.pk)
        made = held.marks.filter(kind=kind, agent=agent, at__gt=now - course.UNDO).order_by("-at", "-pk").first()
        if made is None:
            return Refused(_("There is nothing of yours to take back here."))
        made.delete()
        count(held)
        nudge(held.customer)
    return None


def correct(
    fact: Fact, said: Said, agent: Agent | None, now: datetime, *, moment: Moment | None = None
) -> Fact | Faults:
    """Put another in a fact's place; the old one stays as its history. Or what is wrong with it.

    Where the words stay, its marks go along: they tell how that sentence has fared. Said as it is, it stays as it is.
    """
    wrong = course.faults(said, now)
    if wrong or columns(said) == columns(said_by(fact)):
        return wrong or fact
    with transaction.atomic():
        held = current(pk=fact.pk).select_for_update().first()
        if held is None:
            return (Refused(_("Somebody has corrected or forgotten this meanwhile. See what stands there now.")),)
        owner = {"customer_id": held.customer_id, "birth_customer_id": held.birth_customer_id}
        came = {"agent": agent, "moment": moment or held.moment, "at": now, "used_at": now}
        made = Fact.objects.create(**owner, **came, **columns(said))
        Fact.objects.filter(pk=held.pk).update(replaced_by=made)
        if course.same(held.text, said.text):
            held.marks.update(fact=made)
            count(held)
            count(made)
            made.refresh_from_db()
        if made.sensitive:
            cover_history(made)
        nudge(held.customer)
    return made


def cover_history(fact: Fact) -> None:
    """What a fact said before is kept apart as well: mostly it is the same, in other words."""
    Fact.objects.filter(pk__in=[one.pk for one in before(fact)]).update(sensitive=True)


def forget(fact: Fact, by: Actor, now: datetime) -> None:
    """Show a fact and its history nowhere any more, and erase them when UNDO has passed.

    The trail keeps that it was done, not what it said. Done twice, the second changes nothing.
    Source: docs/decisions/0013.
    """
    with transaction.atomic():
        if current(pk=fact.pk).update(forgotten_at=now):
            Fact.objects.filter(pk__in=[one.pk for one in before(fact)]).update(forgotten_at=now)
            nudge(fact.customer)
            tell_trail(by, "fact.forgotten", fact, now)


def recall(fact: Fact, by: Actor, now: datetime) -> Refused | None:
    """Have a forgotten fact back, with its marks and its history, while it is there."""
    with transaction.atomic():
        kept = Fact.objects.filter(pk=fact.pk, forgotten_at__gt=now - course.UNDO)
        if not kept.update(forgotten_at=None):
            return Refused(_("It is gone."))
        Fact.objects.filter(pk__in=[one.pk for one in before(fact)]).update(forgotten_at=None)
        nudge(fact.customer)
        tell_trail(by, "fact.recalled", fact, now)
    return None


def erase_forgotten(now: datetime) -> int:
    """Erase what was forgotten long enough ago, with marks and history; how many facts that were."""
    gone = Fact.objects.filter(forgotten_at__lte=now - course.UNDO)
    # Asked each minute, and mostly there is nothing to take the write lock for.
    if not gone.exists():
        return 0
    with overwriting(), transaction.atomic():
        return int(gone.delete()[1].get("book.Fact", 0))


def tell_trail(by: Actor, act: str, fact: Fact, now: datetime) -> None:
    """Record what was done with a fact, without its words, as the last statement of the transaction."""
    trail.record(by, act, f"fact:{fact.public_id}", after={"customer": fact.customer.public_id}, now=now)


def show(fact: Fact, by: Actor, now: datetime) -> str:
    """The words of a sensitive fact. That they were looked at is in the trail."""
    with transaction.atomic():
        tell_trail(by, "fact.shown", fact, now)
    return fact.text
