"""Operators of a search: what is written as `name:value`, and how each narrows what is found.

Rooms and practices offer theirs to OPERATORS. An operator reads the value and answers with phrases that the index
knows, with a condition on rows, or with why the value means nothing.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from datetime import UTC, datetime, tzinfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.base.results import Refused
from regulars.book.eyes import DESK, Eyes
from regulars.book.models import Conversation
from regulars.book.search.query import Phrase
from regulars.book.search.terms import Term

log = logging.getLogger(__name__)
STATUSES = (
    Conversation.OPEN,
    Conversation.CLOSED,
    Conversation.SNOOZED,
    Conversation.AUTOMATIC,
    Conversation.SPAM,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who searches, and when: the agent's row id, what they may see, the time now and their time zone."""

    agent: int = 0
    eyes: Eyes = DESK
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Where:
    """A condition in SQL for both engines, over `c`, the conversation as it is shown, with `%s` for each parameter.

    `{at}` in it is the time of what is found: a moment's own, or when a conversation began. `source` is a statement
    that gives, by an index, ids of all conversations for which it is true (more do no harm): with one, a rare value
    is as quick as a rare word. `since` and `until` bound the time of moments. `statuses`: no others can be meant.
    """

    sql: str
    params: tuple[object, ...] = ()
    source: str = ""
    sourced: tuple[object, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    statuses: frozenset[str] | None = None
    exact: bool = False


Narrowing = Where | tuple[Phrase, ...] | Refused


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator. `values` gives what can be suggested for a value that begins so, folded; `example` is shown with
    `says` to who asks for help.

    `compares`: it also takes `<` and `>`.
    """

    example: str
    says: str | Promise
    read: Callable[[Term, Asking], Narrowing]
    values: Callable[[Asking, str], Iterable[str]] = lambda asking, begun: ()
    compares: bool = False


OPERATORS: Slot[Operator] = Slot("search operators")


def narrowing(term: Term, asking: Asking) -> Narrowing:
    """What an operator's term means. One that fails says so, and the rest is searched for."""
    operator = OPERATORS.get(term.name)
    if operator is None:
        return unknown(term)
    if term.relation != ":" and not operator.compares:
        return Refused(
            _("“%(term)s”: %(name)s is followed by a colon, as in %(example)s.")
            % {"term": term, "name": term.name, "example": operator.example}
        )
    if not term.text:
        return Refused(
            _("“%(term)s” names nothing. Write it like %(example)s.") % {"term": term, "example": operator.example}
        )
    try:
        return operator.read(term, asking)
    except Exception:
        log.exception("The search operator %s failed", term.name)
        return Refused(_("“%(term)s” could not be looked for: this is our fault.") % {"term": term})


def unknown(term: Term) -> Refused:
    """Why `name:` is none, with the one that was perhaps meant."""
    near = [name for name, _operator in OPERATORS if is_near(name, term.name)]
    if near:
        return Refused(
            _("“%(name)s:” is not known here. Did you mean %(near)s:?") % {"name": term.name, "near": near[0]}
        )
    return Refused(
        _("“%(name)s:” is not known here, so “%(term)s” was left out. In quotes it is searched for as words.")
        % {"name": term.name, "term": term}
    )


def is_near(one: str, other: str) -> bool:
    """Whether two names differ by a slip: the same letters in another order, or one more or less."""
    if sorted(one) == sorted(other):
        return True
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return len(longer) - len(shorter) == 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def either(wheres: Sequence[Where]) -> Where:
    """That one of these is true."""
    if len(wheres) == 1:
        return wheres[0]
    sourced = all(one.source for one in wheres)
    statuses = [one.statuses for one in wheres]
    return Where(
        " or ".join(f"({one.sql})" for one in wheres),
        tuple(value for one in wheres for value in one.params),
        " union all ".join(one.source for one in wheres) if sourced else "",
        tuple(value for one in wheres for value in one.sourced) if sourced else (),
        statuses=None if None in statuses else frozenset().union(*filter(None, statuses)),
    )


def opposite(where: Where) -> Where:
    """That this is not true. What is unknown counts as not true, so its opposite holds."""
    others = frozenset(STATUSES) - where.statuses if where.exact and where.statuses else None
    return Where(f"not coalesce(({where.sql}), false)", where.params, statuses=others, exact=others is not None)
