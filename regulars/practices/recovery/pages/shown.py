"""What the page of a recovery shows of its rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.book.models import Message, Moment
from regulars.gestures.models import Gesture
from regulars.practices.recovery import clocks, course, matters, words
from regulars.practices.recovery.acts.opening import conversation_of
from regulars.practices.recovery.acts.projecting import LOT, owed_of, standing_of
from regulars.practices.recovery.models import Coding, Recovery, Sign, Step
from regulars.practices.recovery.words import STEPS, Said
from regulars.staff.models import Agent
from regulars.web.templating import url

EXCERPT = 500


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
class Answer:
    """What they last wrote since a time."""

    moment: str
    at: datetime
    text: str


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


def sheet(recovery: Recovery, now: datetime) -> Sheet:
    """Of one recovery."""
    stands = standing_of(recovery)
    talk = conversation_of(recovery)
    rows = rows_of(recovery, stands, talk.public_id if talk else "")
    signs = list(recovery.signs.select_related("agent").order_by("at", "pk"))
    hold = matters.stand((one.key, one.label) for one in sorted(signs, key=lambda one: one.pk))
    due = recovery.due_at
    return Sheet(
        recovery,
        tuple(part(step, rows.get(step, ()), stands, recovery) for step in course.STEPS),
        tuple((one, place(one.moment, talk.public_id if talk else "")) for one in signs if one.key in hold),
        recovery.codings.select_related("agent").order_by("-at", "-pk")[0],
        to_do(recovery),
        clocks.left(recovery.since, due, now) if due else -1,
        clocks.slipping(recovery.since, due, now),
        answer_since(recovery, stands),
        talk.public_id if talk else "",
        owed_of(recovery) if stands.owed and not recovery.ended_at else None,
        recovery.holders.order_by("-at", "-pk").values_list("why", flat=True).first() or "",
    )


def to_do(recovery: Recovery) -> Said:
    """What is to be done next, in words."""
    return words.to_do(recovery.step, recovery.waiting, recovery.customer.name)


def rows_of(recovery: Recovery, stands: course.Standing, talk: str) -> dict[str, Sequence[Row]]:
    """The acts that nobody took back, by step."""
    found: dict[str, list[Row]] = {}
    undone = set(Step.objects.filter(recovery=recovery, undoes__isnull=False).values_list("undoes", flat=True))
    for one in Step.objects.filter(recovery=recovery).select_related("agent").order_by("pk"):
        if one.outcome != course.UNDONE and one.pk not in undone:
            last = stands.last is not None and stands.last.id == one.pk and recovery.ended_at is None
            found.setdefault(one.name, []).append(row(one, talk, last))
    return {name: tuple(rows) for name, rows in found.items()}


def row(one: Step, talk: str, last: bool) -> Row:
    """One of them."""
    return Row(
        one.outcome,
        one.at,
        one.agent.name if one.agent else "",
        one.words,
        one.reason,
        place(one.moment, talk),
        one.due_at,
        one.code == LOT,
        one.pk if last else 0,
        one.agent is None and one.name == course.MEET and one.outcome == course.DONE,
    )


def place(moment: str, talk: str) -> str:
    """Where a moment is read; empty for one without."""
    return f"{url('conversation', public_id=talk)}?to={moment}#latest" if moment and talk else ""


def part(step: str, rows: Sequence[Row], stands: course.Standing, recovery: Recovery) -> Part:
    """One step."""
    settled = stands.settled.get(step)
    open_ = (step, course.PASSED) in course.allowed(stands, recovery.ended_at is not None)
    here = step == stands.next and recovery.ended_at is None
    return Part(step, STEPS[step], tuple(rows), settled.outcome if settled else "", step in stands.begun, here, open_)


def answer_since(recovery: Recovery, stands: course.Standing) -> Answer | None:
    """What they wrote, or what was written down of a call with them, after what the next step waits for was said."""
    if not recovery.waiting or recovery.conversation_id is None or stands.next not in stands.begun:
        return None
    said_at = stands.begun[stands.next].at
    theirs = Message.objects.filter(
        Q(moment__direction=Moment.IN) | Q(moment__kind="call", moment__direction=Moment.OUT),
        moment__conversation=recovery.conversation_id,
        moment__automatic="",
        moment__at__gt=said_at,
    )
    newest = theirs.select_related("moment").order_by("-moment__at", "-pk").first()
    return Answer(newest.moment.public_id, newest.moment.at, newest.text[:EXCERPT]) if newest else None


def people(recovery: Recovery) -> list[Agent]:
    """Whom it can be given to."""
    return list(Agent.objects.filter(is_active=True).order_by("name", "pk"))


def in_hours(now: datetime, hours: int) -> tuple[str, str]:
    """Day and hour in the reader's zone, that many hours from now, for the fields of a form."""
    local = timezone.localtime(now) + timedelta(hours=hours)
    return local.date().isoformat(), f"{local.hour:02}:00"
