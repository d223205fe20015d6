"""How a promise ends, whoever says so, and how that is taken back. Each verb is one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.models import Moment
from regulars.book.shells import sealed
from regulars.practices.promises import learning, rules
from regulars.practices.promises.ledger import append, last, settle, taken
from regulars.practices.promises.making import make
from regulars.practices.promises.models import Outcome, Promise, Undone
from regulars.practices.promises.rules import Said
from regulars.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Shows:
    """What shows how a promise ended: what happened, when that was, and words. `cost` (minor units of `currency`) is
    what it took us to honour it."""

    moment: Moment | None = None
    happened: datetime | None = None
    words: str = ""
    cost: int = 0
    currency: str = ""


NOTHING = Shows()


def keep(promise: Promise, agent: Agent | None, now: datetime, shows: Shows = NOTHING) -> Outcome | Refused:
    """It is done; kept late where that was after its time. Without an agent the desk says so, by a record."""
    kind = rules.kept_as(promise.due_at, promise.due_means, when_done(shows, now))
    return end(promise, kind, agent, now, shows)


def honour(promise: Promise, agent: Agent, now: datetime, shows: Shows) -> Outcome | Refused:
    """Make good what the customer understood, whoever promised it and whatever our systems say. Of two who do so at
    once, the second is told who was first."""
    if shows.cost < 0:
        return Refused(_("What it cost us is an amount of money, or nothing."), "cost")
    kind = rules.kept_as(promise.due_at, promise.due_means, when_done(shows, now))
    return end(promise, kind, agent, now, shows, honoured=True)


def break_(promise: Promise, agent: Agent | None, now: datetime, words: str = "") -> Outcome | Refused:
    """It was not kept, says an agent, or the desk after its time."""
    return end(promise, Outcome.BROKEN, agent, now, Shows(words=words))


def release(promise: Promise, agent: Agent | None, now: datetime, words: str = "") -> Outcome | Refused:
    """The customer let us off; `words` are what they said. Without an agent they say so themself, on their receipt."""
    if agent is not None and not words.strip():
        return Refused(_("Write what they said: only the customer lets us off a promise."), "words")
    return end(promise, Outcome.RELEASED, agent, now, Shows(words=words))


def mistaken(promise: Promise, agent: Agent, now: datetime, *, misread: bool = False) -> Outcome | Refused:
    """It was none, or was written down wrongly: it counts nowhere. `misread`: the words commit us to nothing, which
    puts right who read them."""
    with transaction.atomic():
        ended = end(promise, Outcome.MISTAKEN, agent, now)
        if misread and isinstance(ended, Outcome):
            learning.was_misread(promise, agent, now)
    return ended


def when_done(shows: Shows, now: datetime) -> datetime:
    """When what is shown was done."""
    return shows.happened or (shows.moment.at if shows.moment else now)


def end(
    promise: Promise, kind: str, agent: Agent | None, now: datetime, shows: Shows = NOTHING, *, honoured: bool = False
) -> Outcome | Refused:
    """Write down how it ended, unless somebody was quicker. What was broken and is kept after all is kept late."""
    with transaction.atomic():
        held = taken(promise)
        if erased := sealed(held.customer):
            return erased
        kind = Outcome.LATE if held.state == Outcome.BROKEN and kind == Outcome.KEPT else kind
        before = last(held)
        name = before.agent.name if before and before.agent else ""
        if refused := rules.refused_ending(held.state, kind, name):
            return refused
        made = Outcome.objects.create(
            promise=held,
            kind=kind,
            agent=agent,
            at=now,
            happened_at=when_done(shows, now),
            moment=shows.moment,
            words=shows.words.strip()[: rules.LONGEST_WORDS],
            honoured=honoured,
            cost=shows.cost,
            currency=shows.currency,
        )
        settle(held)
        theirs = rules.is_theirs(kind, agent is None)
        told = append(held, "honoured" if honoured else kind, agent, now, theirs=theirs)
        if theirs:
            Outcome.objects.filter(pk=made.pk).update(moment=told)
    return made


def replace(promise: Promise, said: Said, agent: Agent, now: datetime) -> Promise | Refused:
    """Put another promise in its place; the old one ends by it."""
    with transaction.atomic():
        held = taken(promise)
        made = make(held.customer, said, agent, now, replaces=held)
        if isinstance(made, Refused):
            return made
        ended = end(held, Outcome.REPLACED, agent, now)
        if isinstance(ended, Refused):
            # The new one must not stand beside what somebody else has just ended.
            transaction.set_rollback(True)
            return ended
        Promise.objects.filter(pk=made.pk).update(holder=held.holder)
    return made


def undo(promise: Promise, agent: Agent | None, now: datetime) -> Undone | Refused:
    """Take back how it ended. What was put in its place goes, unless that has ended by itself. Without an agent the
    customer takes back that they let us off."""
    with transaction.atomic():
        held = taken(promise)
        ended = last(held)
        if ended is None:
            return Refused(_("There is nothing to take back: this promise is open."))
        for after in held.replaced_by.filter(state=Promise.OPEN) if ended.kind == Outcome.REPLACED else ():
            end(after, Outcome.MISTAKEN, agent, now)
        if ended.kind == Outcome.MISTAKEN and agent is not None:
            learning.after_all(held, agent, now)
        made = taken_back(held, ended, agent, now, theirs=agent is None)
        if ended.kind == Outcome.REPLACED:
            Promise.objects.filter(pk=held.pk).update(told_at=None)
    return made


def taken_back(held: Promise, ended: Outcome, agent: Agent | None, now: datetime, *, theirs: bool) -> Undone:
    """Write down that an outcome stands no more, in the caller's transaction."""
    made = Undone.objects.create(outcome=ended, agent=agent, at=now)
    settle(held)
    append(held, "reopened", agent, now, theirs=theirs)
    return made


def unproven(promise: Promise, now: datetime) -> Undone | None:
    """Open again what the desk noted as kept by a record that was taken back since. None where it has ended by a
    person's word, or nobody is left to whom it could be kept."""
    with transaction.atomic():
        held = taken(promise)
        ended = last(held)
        if ended is None or ended.agent_id or ended.kind not in (Outcome.KEPT, Outcome.LATE) or sealed(held.customer):
            return None
        return taken_back(held, ended, None, now, theirs=False)
