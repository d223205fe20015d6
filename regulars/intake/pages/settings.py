"""One inbox: how mail comes in and goes out, who sees it, who gets what is new, how it signs."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base import fields
from regulars.base.results import Refused
from regulars.intake import sending, settling
from regulars.intake.alarms import alarms
from regulars.intake.models import Inbox, Mailbox, Stop, Submission
from regulars.intake.pages.finding import found
from regulars.intake.recording import By
from regulars.staff.models import Team
from regulars.staff.seat import agent_of
from regulars.staff.trail import actor
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.routes import page
from regulars.web.templating import url

Verb = Callable[[Inbox, str, By, datetime], Refused | None]
# Each part of the page is a form of its own with one field.
PARTS: dict[str, Verb] = {
    "name": settling.rename,
    "assignment": settling.assign_new,
    "weight": settling.weigh,
    "signature": settling.sign,
    "ceiling": settling.limit,
    "reply_tokens": settling.expect_tokens,
}


@page("/inboxes/<str:public_id>", may="book.read", name="inbox_settings")
def inbox_settings(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The page; who may not settle inboxes sees how it does."""
    return settings_page(request, found(request, public_id), Form())


def settings_page(request: HttpRequest, inbox: Inbox, form: Form) -> HttpResponse:
    """The page with what is so, or in the part that was sent, what was typed."""
    agent, now = agent_of(request), timezone.now()
    so = {"name": inbox.name, "assignment": inbox.assignment, "signature": inbox.signature}
    signs = {"agent.name": agent.name, "agent.first_name": fields.first_name(agent.name)}
    signs |= {"inbox.name": inbox.name or inbox.address, "inbox.address": inbox.address}
    submission = Submission.objects.filter(inbox=inbox).first()
    so |= {
        "weight": str(inbox.weight),
        "ceiling": str(inbox.ceiling),
        "reply_tokens": "yes" if submission and submission.reply_tokens else "",
    }
    shown = {
        "inbox": inbox,
        "form": Form({**so, **form.typed}, form.faults),
        "mailbox": Mailbox.objects.filter(inbox=inbox).first(),
        "submission": submission,
        "alarms": alarms(now, inbox),
        "stops": sending.stopped(inbox),
        "teams": Team.objects.order_by("name"),
        "kept_for": set(inbox.teams.values_list("public_id", flat=True)),
        "signed": fields.fill(inbox.signature, signs).text,
        "signature_fields": fields.in_braces(settling.SIGNATURE_FIELDS),
    }
    return render(request, "intake/settings.html", shown, status=422 if form.faults else 200)


@page("/inboxes/<str:public_id>/settle", may="inbox.settle", methods=("POST",), name="settle_inbox")
def settle_inbox(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Change one part."""
    inbox, part = found(request, public_id), request.POST.get("part", "")
    if part not in PARTS:
        raise Http404(part)
    form = typed(request, (part,))
    refused = PARTS[part](inbox, form.value(part), actor(request), timezone.now())
    if refused:
        return settings_page(request, inbox, form.with_faults(refused))
    return settled(request, inbox, part)


@page("/inboxes/<str:public_id>/teams", may="inbox.settle", methods=("POST",), name="keep_inbox")
def keep_inbox(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Keep it for the teams that are ticked."""
    inbox = found(request, public_id)
    if refused := settling.keep_for(inbox, request.POST.getlist("team"), actor(request), timezone.now()):
        return settings_page(request, inbox, Form(faults=(refused,)))
    return settled(request, inbox, "teams")


def settled(request: HttpRequest, inbox: Inbox, part: str) -> HttpResponseBase:
    """Say so, where on the page it was."""
    tell(request, _("Kept."))
    return redirect(f"{url('inbox_settings', public_id=inbox.public_id)}#{part}")


@page("/inboxes/<str:public_id>/stop", may="mail.release", methods=("POST",), name="stop_inbox")
def stop_inbox(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Hold all mail out of this inbox."""
    inbox = found(request, public_id)
    sending.stop(inbox, agent_of(request), timezone.now())
    tell(request, _("Mail out of %s is held from now on.") % inbox.address)
    return redirect(f"{url('inbox_settings', public_id=inbox.public_id)}#sending")


@page("/inboxes/<str:public_id>/release", may="mail.release", methods=("POST",), name="release_inbox")
def release_inbox(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Let mail out of this inbox go: for what was seen on the page only, not for a stop that came since."""
    inbox = found(request, public_id)
    kinds = [kind for kind in request.POST.getlist("kind") if kind in (Stop.NEW, Stop.PERSON, Stop.CEILING)]
    if kinds and sending.release(inbox, agent_of(request), timezone.now(), kinds):
        tell(request, _("Mail out of %s goes on.") % inbox.address)
    return redirect(f"{url('inbox_settings', public_id=inbox.public_id)}#sending")


@page("/sending/stop", may="mail.release", methods=("POST",), name="stop_all")
def stop_all(request: HttpRequest) -> HttpResponseBase:
    """Hold all mail out of the desk."""
    sending.stop(None, agent_of(request), timezone.now())
    return redirect("/inboxes#sending")


@page("/sending/release", may="mail.release", methods=("POST",), name="release_all")
def release_all(request: HttpRequest) -> HttpResponseBase:
    """Take the stop of the whole desk away. Inboxes that are stopped themselves stay so."""
    if sending.release(None, agent_of(request), timezone.now()):
        tell(request, _("Mail goes out again."))
    return redirect("/inboxes#sending")
