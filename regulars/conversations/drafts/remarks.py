"""What practices remark of a text: hints while it is written, concerns before it leaves. One that fails says so in its
own place, and keeps nobody from writing or sending."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.models import Conversation, Customer, Identity
from regulars.book.panels import Missing, tried
from regulars.conversations.calls import rules as calls
from regulars.conversations.calls.whose import whose
from regulars.conversations.drafts.rules import LONGEST_TEXT
from regulars.conversations.drafts.sheets import Sheet
from regulars.conversations.models import Draft
from regulars.conversations.slots import CHECKS, HINTS, Concern, Hint, Writing
from regulars.staff.models import Agent
from regulars.web.middleware import zone

# Somebody types. What is late a few times in a row is left out for a while; once is a machine that woke up.
SLOW, PATIENCE, REST = 0.25, 3, 60.0
late: dict[str, int] = {}
resting: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Shown:
    """A hint as a page shows it. Where one could not be made, nothing is underlined, and `html` says so."""

    key: str
    start: int
    end: int
    html: str


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern as a page shows it."""

    key: str
    html: str


def writing_of(agent: Agent, asked: Conversation | None, read: Sheet, now: datetime) -> Writing:
    """An editor as practices see it."""
    draft = Draft.objects.filter(agent=agent, public_id=read.place.draft).first()
    customer = asked.customer if asked else known(read)
    at = now
    if read.place.kind == Draft.CALL:
        # "Tomorrow" is the day after the call, whenever it is written down.
        began = calls.began(read.save.written.call, now, zone(agent.time_zone))
        at = now if isinstance(began, Refused) else began
    # Somebody types: of what is too long to be sent, no more is looked through.
    text = read.save.written.text[:LONGEST_TEXT]
    return Writing(text, read.place.kind, agent, asked, customer, draft, at)


def known(read: Sheet) -> Customer | None:
    """Whom a new conversation goes to first, or with whom the call was, where they are known."""
    if read.save.written.call.customer:
        return whose(read.save.written.call)
    first = next(iter(read.save.written.everybody), None)
    if first is None:
        return None
    named = Identity.objects.filter(kind="email", value=first.email, verified_at__isnull=False)
    found = named.select_related("customer").first()
    return found.customer if found else None


def hints_of(writing: Writing) -> list[Shown]:
    """All that is remarked, in the order of the words."""
    found = [one for name, ask in HINTS for one in in_time(name, partial(hinted, ask, writing))]
    return sorted(found, key=lambda one: (one.start, one.end))


def in_time(name: str, ask: Callable[[], list[Shown]]) -> list[Shown]:
    """What one practice remarks; a line about itself where it failed or rests."""
    began = time.monotonic()
    if began < resting.get(name, 0.0):
        return [failed(name, _("Took too long and rests for a minute."))]
    made = tried(f"hint {name}", ask, rests=False)
    late[name] = late.get(name, 0) + 1 if time.monotonic() - began > SLOW else 0
    if late[name] >= PATIENCE:
        late[name], resting[name] = 0, time.monotonic() + REST
    return [failed(name, made.why)] if isinstance(made, Missing) else made


def failed(name: str, why: str) -> Shown:
    """The line in the place of hints that are missing."""
    return Shown(
        f"failed:{name}", 0, 0, render_to_string("conversations/_remark_failed.html", {"name": name, "why": why})
    )


def hinted(ask: Callable[[Writing], Sequence[Hint]], writing: Writing) -> list[Shown]:
    """The hints of one practice."""
    return [
        Shown(
            one.key,
            one.start,
            one.end,
            render_to_string(one.template, {**one.context, "hint": one, "writing": writing}),
        )
        for one in ask(writing)
    ]


def concerns_of(writing: Writing) -> tuple[Raised, ...]:
    """Why a message should not leave as it is. A practice that fails raises nothing; the log has it."""
    return tuple(one for name, ask in CHECKS for one in checked(name, ask, writing))


def checked(name: str, ask: Callable[[Writing], Sequence[Concern]], writing: Writing) -> list[Raised]:
    """The concerns of one practice."""
    made = tried(f"check {name}", partial(raised, ask, writing), rests=False)
    return [] if isinstance(made, Missing) else made


def raised(ask: Callable[[Writing], Sequence[Concern]], writing: Writing) -> list[Raised]:
    """The same, put into words."""
    return [
        Raised(one.key, render_to_string(one.template, {**one.context, "concern": one, "writing": writing}))
        for one in ask(writing)
    ]
