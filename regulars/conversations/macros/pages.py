"""Macros on screen: the list, writing one with a preview on a real conversation, and the choice in an editor."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.ids import public_id as fresh_id
from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.conversations.macros import acts, lists, rules
from regulars.conversations.macros.forms import FIELDS, SHOWN, filled_form, written
from regulars.conversations.macros.rules import Step
from regulars.conversations.models import Draft, Event, Macro
from regulars.conversations.pages.acts import not_done
from regulars.conversations.pages.spread import found
from regulars.intake.hours import hours
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.staff.trail import actor
from regulars.web.flash import Told, tell
from regulars.web.forms import Form, page_before, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url
from regulars.web.words import full

MENU.offer("macros", Entry(gettext_lazy("Macros"), "/macros", "conversation.reply", 25, ("/macros/", "/signatures")))


def mine(request: HttpRequest, public_id: str, *, to_change: bool = False) -> Macro:
    """A macro that this agent may use, or may change. Raises Http404."""
    agent = agent_of(request)
    macro = Macro.objects.filter(public_id=public_id).first()
    if macro is None or macro.agent_id not in (None, agent.pk):
        raise Http404(public_id)
    if to_change and not may_change(macro, agent):
        raise Http404(public_id)
    return macro


def may_change(macro: Macro, agent: Agent) -> bool:
    """One's own always; what all share, by permission."""
    return macro.agent_id == agent.pk or (macro.agent_id is None and agent.may("desk.settle"))


@page("/macros", may="conversation.reply", name="macros")
def macros(request: HttpRequest) -> HttpResponseBase:
    """The list: one's own, then what all share."""
    agent = agent_of(request)
    listed = lists.for_agent(agent)
    shown = {
        "own": [macro for macro in listed if macro.agent_id],
        "shared": [macro for macro in listed if not macro.agent_id],
        "may_share": agent.may("desk.settle"),
    }
    return render(request, "conversations/macros.html", shown)


@page("/macros/new", may="conversation.reply", methods=("GET", "POST"), name="new_macro")
def new_macro(request: HttpRequest) -> HttpResponseBase:
    """Write a new one."""
    if request.method != "POST":
        return form_page(request, None, Form({"then": "leave"}))
    return keep(request, None)


@page("/macros/preview", may="conversation.reply", methods=("POST",), name="preview_macro")
def preview(request: HttpRequest) -> HttpResponseBase:
    """The preview alone, while somebody writes."""
    form = typed(request, FIELDS, rules.LONGEST_TEXT + 1)
    return render(request, "conversations/_macro_preview.html", {"preview": preview_of(request, form)})


@page("/macros/choose", may="conversation.reply", name="choose_macro")
def choose(request: HttpRequest) -> HttpResponseBase:
    """What an editor offers: a button for each, which says what it writes and does."""
    return render(request, "conversations/_macros.html", {"found": lists.for_agent(agent_of(request))})


@page("/macros/<str:public_id>", may="conversation.reply", methods=("GET", "POST"), name="macro")
def macro(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Change one."""
    asked = mine(request, public_id, to_change=True)
    return keep(request, asked) if request.method == "POST" else form_page(request, asked, filled_form(asked))


def keep(request: HttpRequest, macro: Macro | None) -> HttpResponseBase:
    """Save what was typed, or show what is wrong with it."""
    agent, form = agent_of(request), typed(request, FIELDS, rules.LONGEST_TEXT + 1)
    shared = bool(form.value("shared")) and agent.may("desk.settle")
    kept = acts.write(macro, written(form), actor(request), timezone.now(), shared=shared)
    if isinstance(kept, tuple):
        return form_page(request, macro, form.with_faults(*kept))
    tell(request, _("“%(name)s” is kept.") % {"name": kept.name})
    return redirect("/macros")


def form_page(request: HttpRequest, macro: Macro | None, form: Form) -> HttpResponse:
    """The page with its form."""
    agent = agent_of(request)
    shown = {
        "macro": macro,
        "form": form,
        "fields": rules.FIELDS,
        "agents": Agent.objects.filter(is_active=True).exclude(pk=agent.pk).order_by("name")[:SHOWN],
        "may_share": agent.may("desk.settle"),
        "samples": lists.samples(agent),
        "preview": preview_of(request, form),
    }
    return render(request, "conversations/macro.html", shown, status=422 if form.faults else 200)


def preview_of(request: HttpRequest, form: Form) -> dict[str, object]:
    """The text as it would stand in an answer to the conversation that was chosen, or to the newest one."""
    agent = agent_of(request)
    chosen = request.POST.get("sample", "")
    on = found(request, chosen) if chosen else next(iter(lists.samples(agent)), None)
    filled = lists.filled(form.value("text"), on, agent)
    return {"on": on, "filled": filled, "pieces": lists.pieces(filled)}


@page("/macros/<str:public_id>/up", may="conversation.reply", methods=("POST",), name="move_macro")
def move(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One place up among its owner's."""
    acts.move_up(mine(request, public_id, to_change=True))
    return redirect("/macros")


@page("/macros/<str:public_id>/remove", may="conversation.reply", methods=("POST",), name="remove_macro")
def remove(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take it away; it can be had back at once."""
    gone = mine(request, public_id, to_change=True)
    acts.remove(gone, actor(request), timezone.now())
    tell(request, _("“%(name)s” is removed.") % {"name": gone.name}, url("restore_macro", public_id=public_id))
    return redirect("/macros")


@page("/macros/<str:public_id>/restore", may="conversation.reply", methods=("POST",), name="restore_macro")
def restore(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Have it back."""
    acts.restore(mine(request, public_id, to_change=True), actor(request), timezone.now())
    return redirect("/macros")


@page("/macros/undo/<str:batch>", may="conversation.reply", methods=("POST",), name="undo_macro")
def undo(request: HttpRequest, batch: str) -> HttpResponseBase:
    """Take back what a macro did, and show the page on which it was asked for."""
    answer = acts.undo(batch, agent_of(request), timezone.now())
    if isinstance(answer, Refused):
        tell(request, answer.reason)
    else:
        tell(request, not_done(list(answer.refused.values())) if answer.refused else _("Taken back."))
    return redirect(page_before(request))


@page("/macros/<str:public_id>/use", may="conversation.reply", methods=("POST",), name="use_macro")
def use(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Do what a macro says on the conversation `on`, and give back its text: `text`, `missing` (fields that stand in
    it unfilled), and where anything was done `undo` (a path to send a POST to) and `told`, the line that says so with
    its button. 409 and `reason` where refused.

    What would put the conversation away before an answer (`kind`) has gone is not done: `do` is the way to send that
    does it then, and `send` its words. Whoever is called away leaves nothing closed that nobody answered.
    """
    agent, macro, batch = agent_of(request), mine(request, public_id), fresh_id()
    named = request.POST.get("on", "")
    on: Conversation | None = found(request, named) if named else None
    filled, refused, now = lists.fill(macro, on, agent), None, timezone.now()
    steps, ends = rules.parted(rules.read(macro.acts))
    if not macro.text or request.POST.get("kind") not in (Draft.REPLY, Draft.FORWARD):
        steps, ends = rules.read(macro.acts), None
    if on is not None:
        refused = acts.apply(macro, on, agent, now, batch, steps) if may_do(macro, agent) else not_allowed()
    if refused:
        return JsonResponse({"reason": refused.reason}, status=409)
    answer = {"text": filled.text, "missing": list(filled.missing), "undo": "", "told": "", "do": "", "send": ""}
    if on is not None and ends is not None:
        answer |= sent_with(ends, on, agent, now)
    if Event.objects.filter(batch=batch).exists():
        done = Told(_("“%(name)s” is done.") % {"name": macro.name}, url("undo_macro", batch=batch))
        told = render_to_string("web/_told.html", {"told": done, "beside": False}, request)
        answer |= {"undo": done.undo, "told": told}
    return JsonResponse(answer)


def sent_with(ends: Step, on: Conversation, agent: Agent, now: datetime) -> dict[str, str]:
    """The way to send that puts the conversation away, as the editor's buttons name it, and its words."""
    if ends.kind == rules.CLOSE:
        return {"do": "close", "send": _("Send and close")}
    at = acts.wakes_at(ends, agent, now, hours(on.inbox_id))
    if at is None:
        return {"do": "snooze:reply", "send": _("Send, and let it sleep until they write")}
    local = timezone.localtime(at)
    said = _("Send, and let it sleep until %(time)s") % {"time": full(local)}
    return {"do": f"snooze:{local:%Y-%m-%dT%H:%M}", "send": said}


def may_do(macro: Macro, agent: Agent) -> bool:
    """Whether the agent may do what it says: a text alone needs nothing more than to answer."""
    return not macro.acts or agent.may("conversation.work")


def not_allowed() -> Refused:
    """Why not."""
    return Refused(_("This macro changes the conversation, which is not open to you. Ask the owner of the desk."))
