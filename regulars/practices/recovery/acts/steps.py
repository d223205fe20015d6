"""The steps of a recovery: each act is a row, and the last one can be taken back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.shells import sealed
from regulars.gestures import acts as gestures
from regulars.practices.recovery import course, lots, surprises
from regulars.practices.recovery.acts.opening import append, conversation_of, held_recovery, renumber
from regulars.practices.recovery.acts.projecting import LOT, owed_of, project, standing_of, tell
from regulars.practices.recovery.models import Ending, Experiment, Holder, Lot, Recovery, Step
from regulars.practices.recovery.words import STEPS
from regulars.staff.models import Agent

TOLD = (course.DONE, course.PASSED, course.FAILED)
LONGEST = {"words": 2000, "reason": 500, "moment": 12, "gesture": 12, "code": 60}
LONGEST_WHY = 1000


def write(
    recovery: Recovery, step: str, outcome: str, agent: Agent | None, now: datetime, **said: Any
) -> Step | Refused:
    """Write an act on a step: `said` are columns of the row (words, reason, moment, gesture, code, due).

    Refused where that is not the step's turn, where it was done already, and for a step passed over without a reason.
    """
    if outcome == course.PASSED and not str(said.get("reason", "")).strip():
        return Refused(_("Say in a sentence why this is passed over. The lead sees it."), "reason")
    with transaction.atomic():
        held = held_recovery(recovery)
        stands = standing_of(held)
        if (step, outcome) not in course.allowed(stands, held.ended_at is not None):
            return why_not(held, stands, step)
        row = Step.objects.create(recovery=held, name=step, outcome=outcome, at=now, agent=agent, **columns(said))
        after = project(held)
        # What was given or chosen has a moment of its own, and is told once.
        if outcome in TOLD and not row.gesture:
            append(held, "recovery.step", now, agent, step=step, outcome=outcome)
        else:
            tell(held)
        if after.next == course.EXTRA and outcome in (course.DONE, course.PASSED):
            draw(held, now)
    return row


def columns(said: dict[str, Any]) -> dict[str, Any]:
    """What was said of an act, as its row keeps it."""
    due: LocalTime | None = said.pop("due", None)
    kept: dict[str, Any] = {name: str(value)[: LONGEST[name]] for name, value in said.items()}
    if due is not None:
        kept["due_local"], kept["due_zone"] = due.wall.isoformat(timespec="seconds"), due.zone
        kept["due_at"] = due.utc()
    return kept


def why_not(recovery: Recovery, stands: course.Standing, step: str) -> Refused:
    """Why an act cannot be written now."""
    if erased := sealed(recovery.customer):
        return erased
    if recovery.ended_at is not None:
        return Refused(_("It has ended. Undo that first, if it goes on."))
    if step in stands.settled:
        return Refused(_("Somebody has done this already. See what stands there now."))
    if stands.owed and step in course.AFTER:
        return Refused(_("What they chose is still to be done: %(what)s. First see that they get it.") % owed(recovery))
    before = next((need for need in course.NEEDS[step] if need not in stands.settled), "")
    if before:
        return Refused(_("First comes “%(step)s”, or a sentence why not.") % {"step": STEPS[before]})
    return Refused(_("This has not begun yet."))


def owed(recovery: Recovery) -> dict[str, str]:
    """What they chose, in its words, for a sentence."""
    waiting = owed_of(recovery)
    return {"what": waiting.words if waiting else ""}


def carried_out(recovery: Recovery, now: datetime) -> None:
    """What they chose was given, or is not owed any more: what waited for that may go on."""
    with transaction.atomic():
        held = held_recovery(recovery)
        if held.ended_at is None:
            after = project(held)
            if after.next == course.EXTRA:
                draw(held, now)
            tell(held)


def together(
    recovery: Recovery, step: str, agent: Agent | None, now: datetime, begun: dict[str, Any], done: dict[str, Any]
) -> Step | Refused:
    """Both halves of a step in one go, as on the phone: said and confirmed, offered and chosen."""
    with transaction.atomic():
        first = write(recovery, step, course.BEGUN, agent, now, **begun)
        if isinstance(first, Refused):
            return first
        return write(recovery, step, course.DONE, agent, now, **done)


def plan(recovery: Recovery, whose: Agent, due: LocalTime, agent: Agent, now: datetime, words: str) -> Step | Refused:
    """Name who follows up and when. They hold it from then on. Refused for a time that is over."""
    if due.utc() <= now:
        return Refused(_("That time is over. Choose one that lies ahead."), "day")
    with transaction.atomic():
        row = write(recovery, course.ACT, course.BEGUN, agent, now, words=words, due=due)
        if isinstance(row, Step) and row.recovery.holder_id != whose.pk:
            Holder.objects.create(recovery=row.recovery, at=now, agent=whose, by=agent)
            project(row.recovery)
    return row


def surprise(
    recovery: Recovery, words: str, code: str, agent: Agent, now: datetime, *, beyond: str = ""
) -> Step | Refused:
    """Something that they did not expect was done; `code` names it, so that it is never done twice in a household. One
    that is a gift is given with it, out of the allowance (`beyond` says why it may go further).

    Refused for what somebody of theirs has had, before the four steps are settled, and where it cannot be given.
    """
    with transaction.atomic():
        held = held_recovery(recovery)
        stands = standing_of(held)
        if (course.EXTRA, course.DONE) not in course.allowed(stands, held.ended_at is not None):
            return why_not(held, stands, course.EXTRA)
        kind, _colon, gift = code.partition(":")
        if code and {code, gift} & (surprises.given_to(held.customer_id) - {""}):
            return Refused(_("They, or somebody of theirs, have had this before. Choose something else."), "code")
        gesture = ""
        if kind == surprises.GIFT:
            why: dict[str, Any] = {"recovery": held.public_id, "gift": True, "why": words, "reason_beyond": beyond}
            given = gestures.give(held.customer, gift, 0, agent, now, conversation=conversation_of(held), **why)
            if isinstance(given, Refused):
                return given
            gesture = given.public_id
        return write(held, course.EXTRA, course.DONE, agent, now, words=words, code=code, gesture=gesture)


def draw(recovery: Recovery, now: datetime) -> None:
    """Where the owner switched the experiment on, let the lot say whether the extra is given; once for a recovery.

    What was drawn stays, whatever is undone before it. Within the transaction that settled the step before.
    """
    setting = Experiment.objects.order_by("-pk").first()
    if setting is None or not setting.is_on or not lots.is_eligible(recovery.severity):
        return
    lot = Lot.objects.filter(recovery=recovery).first() or drawn(recovery, setting, now)
    if not lot.given:
        write(recovery, course.EXTRA, course.PASSED, None, now, reason=_("Drawn by lot: none this time."), code=LOT)


def drawn(recovery: Recovery, setting: Experiment, now: datetime) -> Lot:
    """A new lot. It goes by the book in which the recovery was born, which no merge changes."""
    who, when = recovery.birth_customer.public_id, lots.period(now)
    number = lots.number(setting.salt, who, lots.PLAY, when)
    return Lot.objects.create(
        recovery=recovery,
        experiment=setting,
        who=who,
        play=lots.PLAY,
        period=when,
        permille=setting.permille,
        number=number,
        given=lots.is_given(number, setting.permille),
        at=now,
    )


def fail(recovery: Recovery, step: str, agent: Agent | None, now: datetime, **said: Any) -> Step | Refused:
    """It did not make it good: from here on it outranks everything else, and is gone through once more. What had
    ended is open again with it, or stays as it is where this is refused."""
    with transaction.atomic():
        held = held_recovery(recovery)
        reopened = go_on(held, agent, now) if held.ended_at is not None else None
        answer = reopened or write(held, step, course.FAILED, agent, now, **said)
        if isinstance(answer, Refused):
            transaction.set_rollback(True)
        return answer


def end(
    recovery: Recovery, how: str, agent: Agent | None, now: datetime, *, why: str = "", moment: str = ""
) -> Ending | Refused:
    """Say how it ended. Why is asked for wherever a step was left out, and where it was a mistake."""
    with transaction.atomic():
        held = held_recovery(recovery)
        stands = standing_of(held)
        if not course.may_end(stands, how, held.ended_at is not None):
            return why_no_end(held, stands)
        if not why.strip() and (how in (course.MISTAKEN, course.LEFT) or course.missing(stands)):
            return Refused(_("Say in a sentence how you know. The lead sees it."), "why")
        row = Ending.objects.create(recovery=held, how=how, at=now, agent=agent, why=why[:LONGEST_WHY], moment=moment)
        project(held)
        append(held, "recovery.ended", now, agent, ending=how)
        renumber(held)
    return row


def why_no_end(recovery: Recovery, stands: course.Standing) -> Refused:
    """Why it cannot end so."""
    if recovery.ended_at is not None:
        return Refused(_("It has ended already."))
    if stands.owed:
        return Refused(_("What they chose is still to be done: %(what)s. First see that they get it.") % owed(recovery))
    left = next((step for step in (*course.MAMA, course.SECOND) if step not in stands.settled), course.SECOND)
    return Refused(_("First comes “%(step)s”, or a sentence why not.") % {"step": STEPS[left]})


def look_again(recovery: Recovery, agent: Agent, now: datetime, *, words: str, moment: str = "") -> Refused | None:
    """The second look showed that they are well, and with that it ends."""
    with transaction.atomic():
        held = held_recovery(recovery)
        if course.SECOND not in standing_of(held).begun:
            begun = write(held, course.SECOND, course.BEGUN, agent, now, moment=moment)
            if isinstance(begun, Refused):
                return begun
        looked = write(held, course.SECOND, course.DONE, agent, now, words=words, moment=moment)
        if isinstance(looked, Refused):
            return looked
        ended = end(held, course.WELL, agent, now, why=words, moment=moment)
        return ended if isinstance(ended, Refused) else None


def go_on(recovery: Recovery, agent: Agent | None, now: datetime) -> Refused | None:
    """It had not ended after all. Refused for an erased customer: there is nobody to make anything good for."""
    with transaction.atomic():
        held = held_recovery(recovery)
        if erased := sealed(held.customer):
            return erased
        last = held.endings.order_by("-pk").first()
        if held.ended_at is None or last is None:
            return Refused(_("It goes on already."))
        Ending.objects.create(recovery=held, how=course.UNDONE, at=now, agent=agent, undoes=last)
        project(held)
        tell(held)
        renumber(held)
    return None
