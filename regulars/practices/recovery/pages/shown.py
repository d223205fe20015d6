"""What the page of a recovery shows of its rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.gestures.models import Gesture
from regulars.practices.recovery import clocks, course, matters, words
from regulars.practices.recovery.acts.opening import conversation_of
from regulars.practices.recovery.acts.projecting import LOT, owed_of, standing_of
from regulars.practices.recovery.models import Coding, Recovery, Sign, Step
from regulars.practices.recovery.pages.evidence import Answer, answer_since, places
from regulars.practices.recovery.words import STEPS, Said
from regulars.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Row:
    """An act as a line. `link` leads to where it stands in the conversation; `undo`: it is the last one; `theirs`: the
    customer did it, on their own page."""

    outcome: str
    at: datetime
    by: str
    words: str
    reason: str
    link: str
    due_at: datetime | None
    drawn: bool
    undo: int
    theirs: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One step: `here` is the one to be done, `open_` one that may be done already."""

    code: str
    title: Said
    rows: tuple[Row, ...]
    settled: str
    begun: bool
    here: bool
    open_: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it. `left` is what is left of the time for the next step, in hundredths, -1 where it has none; `owed` what
    they chose and do not have yet; `handed` why it was given to who has it, where that was said."""

    recovery: Recovery
    parts: tuple[Part, ...]
    signs: tuple[tuple[Sign, str], ...]
    coding: Coding
    to_do: Said
    left: int
    slipping: str
    answer: Answer | None
    conversation: str
    owed: Gesture | None
    handed: str


def sheet(recovery: Recovery, agent: Agent, now: datetime) -> Sheet:
    """Of one recovery, as this agent may see it."""
    stands = standing_of(recovery)
    talk = conversation_of(recovery)
    acts = list(Step.objects.filter(recovery=recovery).select_related("agent").order_by("pk"))
    signs = list(recovery.signs.select_related("agent").order_by("at", "pk"))
    links = places(recovery, [*(one.moment for one in acts), *(one.moment for one in signs)], agent)
    rows = rows_of(acts, stands, links, recovery.ended_at is not None)
    hold = matters.stand((one.key, one.label) for one in sorted(signs, key=lambda one: one.pk))
    due = recovery.due_at
    return Sheet(
        recovery,
        tuple(part(step, rows.get(step, ()), stands, recovery) for step in course.STEPS),
        tuple((one, links.get(one.moment, "")) for one in signs if one.key in hold),
        recovery.codings.select_related("agent").order_by("-at", "-pk")[0],
        to_do(recovery),
        clocks.left(recovery.since, due, now) if due else -1,
        clocks.slipping(recovery.since, due, now),
        answer_since(recovery, stands, agent),
        talk.public_id if talk else "",
        owed_of(recovery) if stands.owed and not recovery.ended_at else None,
        recovery.holders.order_by("-at", "-pk").values_list("why", flat=True).first() or "",
    )


def to_do(recovery: Recovery) -> Said:
    """What is to be done next, in words."""
    return words.to_do(recovery.step, recovery.waiting, recovery.customer.name)


def rows_of(
    acts: Sequence[Step], stands: course.Standing, links: Mapping[str, str], ended: bool
) -> dict[str, Sequence[Row]]:
    """The acts that nobody took back, by step."""
    found: dict[str, list[Row]] = {}
    undone = {one.undoes_id for one in acts}
    for one in acts:
        if one.outcome != course.UNDONE and one.pk not in undone:
            last = stands.last is not None and stands.last.id == one.pk and not ended
            found.setdefault(one.name, []).append(row(one, links.get(one.moment, ""), last))
    return {name: tuple(rows) for name, rows in found.items()}


def row(one: Step, link: str, last: bool) -> Row:
    """One of them."""
    return Row(
        one.outcome,
        one.at,
        one.agent.name if one.agent else "",
        one.words,
        one.reason,
        link,
        one.due_at,
        one.code == LOT,
        one.pk if last else 0,
        one.agent is None and one.name == course.MEET and one.outcome == course.DONE,
    )


def part(step: str, rows: Sequence[Row], stands: course.Standing, recovery: Recovery) -> Part:
    """One step."""
    settled = stands.settled.get(step)
    open_ = (step, course.PASSED) in course.allowed(stands, recovery.ended_at is not None)
    here = step == stands.next and recovery.ended_at is None
    return Part(step, STEPS[step], tuple(rows), settled.outcome if settled else "", step in stands.begun, here, open_)


def people(recovery: Recovery) -> list[Agent]:
    """Whom it can be given to."""
    return list(Agent.objects.filter(is_active=True).order_by("name", "pk"))


def in_hours(now: datetime, hours: int) -> tuple[str, str]:
    """Day and hour in the reader's zone, that many hours from now, for the fields of a form."""
    local = timezone.localtime(now) + timedelta(hours=hours)
    return local.date().isoformat(), f"{local.hour:02}:00"
