"""Acts on one conversation or on many at once, and the way back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.ids import public_id
from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation
from regulars.conversations import acts
from regulars.conversations.acts.bulk import DOINGS, Asked
from regulars.conversations.acts.change import Outcome
from regulars.conversations.drafts import times
from regulars.conversations.pages import onward
from regulars.conversations.pages.inbox import list_fragment, oldest_first, whole
from regulars.intake.hours import hours
from regulars.intake.models import Inbox
from regulars.staff.hours.rules import Hours
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web import flash
from regulars.web.forms import Form, page_before, typed
from regulars.web.middleware import zone
from regulars.web.routes import page
from regulars.web.templating import url
from regulars.web.words import full

MOST_AT_ONCE, MOST_MERGED = 500, 50
FIELDS = ("to", "inbox", "until", "at", "why", "why_given", "name", "off", "back", "in", "from")
ME, NOBODY, REPLY = "me", "nobody", "reply"


def chosen(request: HttpRequest, agent: Agent) -> dict[int, str]:
    """Those that a form names and this agent may see, or the whole of its list: public ids by row ids."""
    if "whole" in request.POST:
        return whole(request, QueryDict(request.POST.get("back", "")), MOST_AT_ONCE)
    named = request.POST.getlist("on")[:MOST_AT_ONCE]
    found = Conversation.objects.filter(eyes_of(agent).among(), public_id__in=named)
    return dict(found.values_list("pk", "public_id"))


def asked(form: Form, act: str, on: Collection[int], agent: Agent, batch: str) -> Asked | Refused:
    """What a form asks for, or what is missing in it."""
    now = timezone.now()
    if act == "merge" and len(on) > MOST_MERGED:
        said = _("At most %(most)s become one at a time. Choose those that belong together.")
        return Refused(said % {"most": MOST_MERGED})
    if act == "assign":
        to = receiver(form.value("to"), agent)
        return to if isinstance(to, Refused) else Asked(agent, now, batch, to=to, why=form.value("why_given"))
    if act == "move":
        return Asked(agent, now, batch, inbox=Inbox.objects.filter(public_id=form.value("inbox")).first())
    if act == "snooze" and form.value("until") != REPLY:
        until = times.chosen(form.value("until"), form.value("at"), now, zone(agent.time_zone), hours_shown(form, on))
        if until is None:
            return Refused(_("Choose a day and an hour that lie ahead."), "at")
        return Asked(agent, now, batch, until=until, why=form.value("why"))
    return Asked(agent, now, batch, why=form.value("why"), name=form.value("off") or form.value("name"))


def hours_shown(form: Form, on: Collection[int]) -> Hours:
    """The hours by which the page told its times: on a conversation's page theirs who answer in its inbox, in a list,
    which is of many inboxes, the desk's."""
    inbox = (
        Conversation.objects.filter(pk__in=on).values_list("inbox", flat=True).first() if form.value("from") else None
    )
    return hours(inbox)


def receiver(named: str, agent: Agent) -> Agent | Refused | None:
    """To whom it shall go: `me`, `nobody`, or an agent's public id."""
    if named == ME:
        return agent
    if named == NOBODY:
        return None
    found = Agent.objects.filter(public_id=named, is_active=True).first()
    return found or Refused(_("Choose whom to give it to."), "to")


@page("/acts/<str:act>", may="conversation.work", methods=("POST",), name="act")
def act(request: HttpRequest, act: str) -> HttpResponseBase:
    """Carry out an act on all that a form names, and go on where its page says."""
    if act not in DOINGS:
        raise Http404(act)
    agent, form, batch = agent_of(request), typed(request, FIELDS), public_id()
    on = chosen(request, agent)
    wanted = asked(form, act, on, agent, batch)
    if isinstance(wanted, Refused):
        flash.tell(request, wanted.reason)
        return back(request, form)
    if not on:
        flash.tell(request, _("Choose at least one conversation first."))
        return back(request, form)
    outcome = DOINGS[act].carry(list(on), wanted)
    tell_outcome(request, act, wanted, outcome)
    leaves = DOINGS[act].leaves and bool(outcome.changes)
    return back(request, form, leaves=leaves, refused={pk: no.reason for pk, no in outcome.refused.items()})


def tell_outcome(request: HttpRequest, act: str, wanted: Asked, outcome: Outcome) -> None:
    """What was done, and what could not be."""
    done = len(outcome.changes)
    said = (asleep(done, wanted.until) if wanted.until else DOINGS[act].told(done)) if done else ""
    if outcome.refused:
        said = f"{said} {not_done(list(outcome.refused.values()))}".strip()
    flash.tell(request, said or _("It is so already."), url("undo", batch=wanted.batch) if done else "")


def asleep(done: int, until: datetime) -> str:
    """Until when they were put off: a menu that was open for long may have said another day."""
    said = ngettext("Put off until %(time)s.", "%(num)s put off until %(time)s.", done)
    return said % {"num": done, "time": full(timezone.localtime(until))}


def not_done(refused: Sequence[Refused]) -> str:
    """How many were left as they are, and why the first of them."""
    if len(refused) == 1:
        return refused[0].reason
    said = ngettext("%(num)s stayed as it is: %(why)s", "%(num)s stayed as they are: %(why)s", len(refused))
    return said % {"num": len(refused), "why": refused[0].reason}


def back(
    request: HttpRequest, form: Form, *, leaves: bool = False, refused: Mapping[int, str] | None = None
) -> HttpResponseBase:
    """The list again, as a fragment where a script asked; or from a conversation to where its reader goes on."""
    if form.value("from"):
        queue = form.value("in")
        oldest = oldest_first(request, queue)
        return redirect(onward.path(agent_of(request), form.value("from"), queue, leaves=leaves, oldest=oldest))
    if "HX-Request" in request.headers:
        return list_fragment(request, QueryDict(form.value("back")), refused or {})
    return redirect(f"/?{QueryDict(form.value('back')).urlencode()}")


@page("/undo/<str:batch>", may="conversation.work", methods=("POST",), name="undo")
def undo(request: HttpRequest, batch: str) -> HttpResponseBase:
    """Take back what was just done, and show where it was done."""
    answer = acts.undo(batch, agent_of(request), timezone.now())
    if isinstance(answer, Refused):
        flash.tell(request, answer.reason)
    elif answer.refused:
        flash.tell(request, not_done(list(answer.refused.values())))
    else:
        flash.tell(request, _("Taken back.") if answer.count else _("It is as it was before."))
    return redirect(onward.return_to(batch, page_before(request)))
