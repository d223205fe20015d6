"""Verbs of promises. Each is one transaction, and each that a customer could notice appends one moment."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.shells import sealed
from regulars.practices.promises import rules
from regulars.practices.promises.ending import (
    Shows,
    break_,
    honour,
    keep,
    mistaken,
    release,
    replace,
    undo,
)
from regulars.practices.promises.ledger import taken, tell
from regulars.practices.promises.making import due_columns, make
from regulars.practices.promises.models import Holding, Promise, Sign
from regulars.practices.promises.telling import tell_before_late
from regulars.staff.models import Agent

__all__ = [
    "Shows",
    "break_",
    "dismiss",
    "hand_over",
    "honour",
    "keep",
    "make",
    "mistaken",
    "release",
    "replace",
    "set_due",
    "tell_before_late",
    "undo",
]


def set_due(promise: Promise, due: LocalTime, means: str, agent: Agent, now: datetime) -> Promise | Refused:
    """Say until when, of a promise that had no time. A time that was given is not moved: it is told, or replaced."""
    if wrong := rules.due_fault(due, now):
        return wrong
    with transaction.atomic():
        held = taken(promise)
        if erased := sealed(held.customer):
            return erased
        if held.due_at is not None:
            return Refused(_("It has its time. Another one has to be told to them first."), "due")
        if held.state != Promise.OPEN:
            return Refused(_("It has ended meanwhile."))
        Promise.objects.filter(pk=held.pk).update(**due_columns(due, means))
        held.refresh_from_db()
        tell(held)
    return held


def hand_over(
    promise: Promise, to: Agent | None, agent: Agent | None, now: datetime, why: str = ""
) -> Holding | Refused:
    """Give it into somebody's hands, or into nobody's, where all see it. Without an agent the desk does so."""
    if to is not None and not to.is_active:
        return Refused(_("%(name)s does not work here any more.") % {"name": to.name}, "to")
    with transaction.atomic():
        held = taken(promise)
        if erased := sealed(held.customer):
            return erased
        if held.state != Promise.OPEN:
            return Refused(_("It has ended meanwhile."))
        made = Holding.objects.create(promise=held, agent=to, by=agent, at=now, why=why.strip()[: rules.LONGEST_WHY])
        Promise.objects.filter(pk=held.pk).update(holder=to)
        tell(held)
    return made


def dismiss(sign: Sign, agent: Agent, now: datetime) -> None:
    """Say that what happened does not keep the promise."""
    with transaction.atomic():
        if Sign.objects.filter(pk=sign.pk, dismissed_at=None).update(dismissed_at=now, dismissed_by=agent):
            tell(sign.promise)
