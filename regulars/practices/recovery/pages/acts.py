"""What is pressed on the page of a recovery: one verb each, and back to the page."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.gestures.offers import links
from regulars.practices.recovery import course, letters, matters
from regulars.practices.recovery.acts import amends, opening, steps, undoing
from regulars.practices.recovery.acts.opening import Coded, conversation_of
from regulars.practices.recovery.pages.one import recovery_of, shown
from regulars.practices.recovery.pages.press import (
    FIELDS,
    Outcome,
    Press,
    became,
    drafted,
    evidence,
    hollow_in,
    needs_words,
)
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import too_long, typed
from regulars.web.routes import page
from regulars.web.templating import url


def listen_write(press: Press) -> Outcome:
    """Read back by letter: the draft is begun, and the step waits for their answer."""
    if missing := needs_words(press, _("Write what you heard, so that it can be read back to them.")):
        return missing
    if conversation_of(press.recovery) is None:
        return drafted(press, "")
    said = {"words": press.value("words")}
    begun = steps.write(press.recovery, course.LISTEN, course.BEGUN, press.agent, press.now, **said)
    if isinstance(begun, Refused):
        return begun
    return drafted(press, letters.read_back(press.recovery.customer, press.value("words")))


def listen_said(press: Press) -> Outcome:
    """Read back by voice, and confirmed."""
    if missing := needs_words(press, _("Write what you heard and read back to them.")):
        return missing
    said = {"words": press.value("words")}
    confirmed = {"words": _("Confirmed when it was said to them")}
    return became(steps.together(press.recovery, course.LISTEN, press.agent, press.now, said, confirmed))


def listen_confirmed(press: Press) -> Outcome:
    """They answered that it is so."""
    said = {"moment": evidence(press), "words": press.value("words")}
    return became(steps.write(press.recovery, course.LISTEN, course.DONE, press.agent, press.now, **said))


def acknowledge_write(press: Press) -> Outcome:
    """Begin the letter; once it is sent and read, the step is done by it."""
    if missing := needs_words(press, _("Write what we are sorry for.")) or hollow_in(press):
        return missing
    return drafted(press, letters.greeted(press.recovery.customer, press.value("words")))


def acknowledge_said(press: Press) -> Outcome:
    """It was said."""
    if missing := needs_words(press, _("Write what we are sorry for.")) or hollow_in(press):
        return missing
    said = {"words": press.value("words")}
    return became(steps.write(press.recovery, course.ACKNOWLEDGE, course.DONE, press.agent, press.now, **said))


def meet_offer(press: Press) -> Outcome:
    """Offer what was ticked, in a letter with a link to their page; where there is nothing to write in, it is said."""
    made = amends.offer(
        press.recovery, press.codes, press.agent, press.now, why=press.value("why"), beyond=press.value("reason_beyond")
    )
    if isinstance(made, Refused):
        return made
    if conversation_of(press.recovery) is None:
        return ""
    words = [one.words for one in made.offered.order_by("position")]
    link = f"{press.home}{url('their_choice', token=links.token(made))}"
    return drafted(press, letters.choices(press.recovery.customer, words, link))


def meet_chosen(press: Press) -> Outcome:
    """They said which."""
    return became(amends.choose(press.recovery, press.value("code"), press.value("words"), press.agent, press.now))


def meet_agreed(press: Press) -> Outcome:
    """What makes it good for them is nothing that is given: they said what it is, and it was agreed."""
    if missing := needs_words(press, _("Write what they asked for and what was agreed.")):
        return missing
    said = {"words": press.value("words")}
    return became(steps.together(press.recovery, course.MEET, press.agent, press.now, said, said))


def act_plan(press: Press) -> Outcome:
    """Who follows up, and when."""
    whose = Agent.objects.filter(public_id=press.value("whose"), is_active=True).first()
    if whose is None:
        return Refused(_("Choose who follows up."), "whose")
    try:
        wall = datetime.fromisoformat(f"{press.value('day')}T{press.value('hour') or '12:00'}")
    except ValueError:
        return Refused(_("Choose a day and an hour."), "day")
    due = LocalTime(wall.replace(tzinfo=None), timezone.get_current_timezone_name())
    return became(steps.plan(press.recovery, whose, due, press.agent, press.now, press.value("words")))


def act_done(press: Press) -> Outcome:
    """It was followed up, and what was promised was done."""
    if missing := needs_words(press, _("Write what was done, and what they said.")):
        return missing
    said = {"words": press.value("words"), "moment": evidence(press)}
    return became(steps.write(press.recovery, course.ACT, course.DONE, press.agent, press.now, **said))


def failed(press: Press) -> Outcome:
    """It did not make it good."""
    if missing := needs_words(press, _("Write what is still wrong, in their words.")):
        return missing
    said = {"words": press.value("words"), "moment": evidence(press)}
    return became(steps.fail(press.recovery, press.value("step"), press.agent, press.now, **said))


def extra_done(press: Press) -> Outcome:
    """Something unexpected was done."""
    if missing := needs_words(press, _("Write what you did.")):
        return missing
    said, beyond = (press.value("words"), press.value("code")), press.value("reason_beyond")
    return became(steps.surprise(press.recovery, *said, press.agent, press.now, beyond=beyond))


def second_well(press: Press) -> Outcome:
    """They are well."""
    if missing := needs_words(press, _("Write how you know that they are well.")):
        return missing
    said = {"words": press.value("words"), "moment": evidence(press)}
    return became(steps.look_again(press.recovery, press.agent, press.now, **said))


def pass_over(press: Press) -> Outcome:
    """A step is left out, and why."""
    step = press.value("step")
    if step not in course.STEPS:
        raise Http404(step)
    reason = {"reason": press.value("reason")}
    return became(steps.write(press.recovery, step, course.PASSED, press.agent, press.now, **reason))


def undo(press: Press) -> Outcome:
    """Take the last act back."""
    row = press.value("row")
    return became(undoing.undo(press.recovery, int(row) if row.isdecimal() else 0, press.agent, press.now))


def end(press: Press) -> Outcome:
    """It ends."""
    how, why = press.value("how"), press.value("why")
    ended = steps.end(press.recovery, how, press.agent, press.now, why=why)
    return became(ended)


def go_on(press: Press) -> Outcome:
    """It has not ended."""
    return became(steps.go_on(press.recovery, press.agent, press.now))


def code(press: Press) -> Outcome:
    """What it is."""
    said = Coded(*(press.value(name) for name in ("severity", "failed", "failure", "fault", "need")))
    return became(opening.code(press.recovery, said, press.agent, press.now))


def quote(press: Press) -> Outcome:
    """More of their own words."""
    key = f"said:{press.value('key')}"
    words = press.value("quote")
    return became(opening.quote(press.recovery, words, press.value("moment"), press.agent, press.now, key))


def hold(press: Press) -> Outcome:
    """Somebody else has it."""
    whose = Agent.objects.filter(public_id=press.value("whose"), is_active=True).first()
    if whose is None and press.value("whose"):
        return Refused(_("Choose who has it."), "whose")
    opening.hold(press.recovery, whose, press.agent, press.now, press.value("why"))
    return ""


DOES: dict[str, Callable[[Press], Outcome]] = {
    "listen-write": listen_write,
    "listen-said": listen_said,
    "listen-confirmed": listen_confirmed,
    "acknowledge-write": acknowledge_write,
    "acknowledge-said": acknowledge_said,
    "meet-offer": meet_offer,
    "meet-chosen": meet_chosen,
    "meet-agreed": meet_agreed,
    "act-plan": act_plan,
    "act-done": act_done,
    "extra-done": extra_done,
    "second-well": second_well,
    "failed": failed,
    "pass": pass_over,
    "undo": undo,
    "end": end,
    "go-on": go_on,
    "code": code,
    "quote": quote,
    "hold": hold,
}
MOST = {
    "words": steps.LONGEST["words"],
    "reason": steps.LONGEST["reason"],
    "quote": matters.LONGEST_QUOTE,
    "need": opening.LONGEST,
    "why": steps.LONGEST_WHY,
}
ITS_STEP = {"failed": "failed", "pass": "pass", "end": "end", "code": "code", "quote": "quote", "hold": "hold"}


@page("/recoveries/<str:public_id>/do/<str:what>", may="conversation.work", methods=("POST",), name="recover")
def recover(request: HttpRequest, public_id: str, what: str) -> HttpResponseBase:
    """Do what a button says. Raises Http404 for one that no page of ours has."""
    do = DOES.get(what)
    if do is None:
        raise Http404(what)
    of, form = recovery_of(request, public_id), typed(request, FIELDS)
    codes = tuple(request.POST.getlist("codes"))
    press = Press(of, form, agent_of(request), timezone.now(), codes, request.build_absolute_uri("/")[:-1])
    answer = too_long(form, MOST) or do(press)
    if isinstance(answer, Refused):
        at = ITS_STEP.get(what, what.partition("-")[0])
        return shown(request, recovery_of(request, public_id), form.with_faults(answer), at)
    if what == "end":
        tell(request, _("Noted how it ended."), url("recover", public_id=public_id, what="go-on"))
    return redirect(answer or url("recovery", public_id=public_id))
