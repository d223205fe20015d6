"""Writing a promise down: by hand, from words that were sent, or in a draft where it waits until it is said."""

from datetime import datetime
from typing import Any

from django.db import transaction

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.facts.acts import held_book
from regulars.book.merging.roots import standing
from regulars.book.models import Customer
from regulars.book.shells import sealed
from regulars.practices.promises import rules
from regulars.practices.promises.ledger import append, tell
from regulars.practices.promises.models import Holding, Outcome, Promise
from regulars.practices.promises.rules import Said
from regulars.staff.models import Agent


def make(
    customer: Customer, said: Said, agent: Agent, now: datetime, *, replaces: Promise | None = None
) -> Promise | Refused:
    """Write a promise down. Words that stand in the ledger already are not written twice: their row is given back.

    In a draft it counts for nothing until that is said; else its moment is appended.
    """
    if wrong := rules.faults(said, now):
        return wrong[0]
    with transaction.atomic():
        whose = held_book(standing(customer, said.conversation))
        if erased := sealed(whose):
            return erased
        if there := already(said):
            return there
        made = Promise.objects.create(
            customer=whose, birth_customer=whose, agent=agent, holder=agent, at=now, replaces=replaces, **columns(said)
        )
        if said.draft is None:
            come_true(made, agent, said.moment.at if said.moment else now, now)
        else:
            tell(made)
    return made


def already(said: Said) -> Promise | None:
    """The promise that was made of the same words."""
    if said.span is None or (said.moment is None and said.draft is None):
        return None
    there = Promise.objects.filter(moment=said.moment) if said.moment else Promise.objects.filter(draft=said.draft)
    start, end = said.span
    return there.filter(start__lt=end, end__gt=start).exclude(state=Outcome.MISTAKEN).first()


def come_true(promise: Promise, agent: Agent, said_at: datetime, now: datetime) -> None:
    """From now on it counts: it is in the hands of who said it, and in the book."""
    promise.said_at = said_at
    Promise.objects.filter(pk=promise.pk).update(said_at=said_at)
    Holding.objects.create(promise=promise, agent=agent, by=agent, at=now)
    append(promise, "made", agent, now)


def columns(said: Said) -> dict[str, Any]:
    """The columns of what was promised."""
    start, end = said.span or (0, 0)
    return {
        "what": " ".join(said.what.split()),
        "sort": said.sort,
        "strength": said.strength,
        "quote": said.quote[: rules.LONGEST_QUOTE],
        "start": start,
        "end": end,
        "reader": said.reader,
        "reader_version": said.version,
        "moment": said.moment,
        "draft": said.draft,
        "conversation": said.conversation,
        "on_behalf_of": said.on_behalf_of.strip()[: rules.LONGEST_ON_BEHALF],
        "concerns": said.concerns,
        **due_columns(said.due, said.due_means),
    }


def due_columns(due: LocalTime | None, means: str) -> dict[str, Any]:
    """The columns of a due time."""
    return {
        "due_local": due.wall.isoformat(timespec="seconds") if due else "",
        "due_zone": due.zone if due else "",
        "due_means": means,
        "due_at": due.utc() if due else None,
    }


def due_of(promise: Promise) -> LocalTime | None:
    """The due time of a row."""
    return LocalTime(datetime.fromisoformat(promise.due_local), promise.due_zone) if promise.due_local else None
