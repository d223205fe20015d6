"""Buttons on mail that is on its way out, and the page of what waits for somebody to let it go."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.conversations.models import Draft, Outgoing
from regulars.conversations.sending import acts, queueing, shown
from regulars.conversations.sending.telling import may_see
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url

MENU.offer("held", Entry(gettext_lazy("Held mail"), "/held", "mail.release", 35))
Act = Callable[[Outgoing, Agent, datetime], Refused | Draft | None]


def found(request: HttpRequest, public_id: str) -> Outgoing:
    """The mail that a button names. Raises Http404, also where its inbox is kept from who asks."""
    mail = Outgoing.objects.select_related("conversation__joined_to", "inbox").filter(public_id=public_id).first()
    if mail is None or not may_see(agent_of(request), mail):
        raise Http404(public_id)
    return mail


def done(request: HttpRequest, mail: Outgoing, act: Act, said: str) -> HttpResponseBase:
    """Do it, say so or why not, and go back to where the button was."""
    answer = act(mail, agent_of(request), timezone.now())
    tell(request, answer.reason if isinstance(answer, Refused) else said)
    if isinstance(answer, Draft) and answer.conversation is None:
        return redirect(f"{url('new_conversation')}?draft={answer.public_id}")
    return redirect(back(request, mail))


def back(request: HttpRequest, mail: Outgoing) -> str:
    """Where the button was."""
    if request.GET.get("from") == "held" or mail.conversation is None:
        return "/held"
    shown_as = mail.conversation.joined_to or mail.conversation
    return f"{url('conversation', public_id=shown_as.public_id)}#latest"


@page("/outgoing/<str:public_id>/undo", may="conversation.reply", methods=("POST",), name="recall_mail")
def undo(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take a mail back; its draft is there again."""
    mail = found(request, public_id)
    if mail.draft_id is None:
        return done(request, mail, acts.call_off, _("Taken back. It is not sent."))
    return done(request, mail, acts.undo, _("Taken back. It is a draft again."))


@page("/outgoing/<str:public_id>/go", may="conversation.reply", methods=("POST",), name="let_mail_go")
def go(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Let a mail leave now. What the desk holds, only those may let go who may release mail."""

    def let_go(mail: Outgoing, agent: Agent, now: datetime) -> Refused | None:
        if agent.may("mail.release"):
            return acts.let_go(mail, agent, now)
        if mail.held_for not in ("", "news"):
            raise PermissionDenied(mail.public_id)
        return queueing.kept_back(mail, now) or acts.let_go(mail, agent, now)

    return done(request, found(request, public_id), let_go, _("It leaves now."))


@page(
    "/outgoing/<str:public_id>/settle/<str:answer>",
    may="conversation.reply",
    methods=("POST",),
    name="settle_sending",
)
def settle(request: HttpRequest, public_id: str, answer: str) -> HttpResponseBase:
    """Say of a mail of which nobody knows that it was sent (`sent`), or that it is to be sent again (`again`)."""
    if answer not in ("sent", "again"):
        raise Http404(answer)

    def settled(mail: Outgoing, agent: Agent, now: datetime) -> Refused | None:
        return acts.settle(mail, answer == "sent", agent, now)

    return done(
        request,
        found(request, public_id),
        settled,
        _("Settled: it was sent.") if answer == "sent" else _("It is sent again."),
    )


@page("/outgoing/<str:public_id>/again", may="conversation.reply", methods=("POST",), name="send_again")
def again(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Send a mail again that failed or came back."""
    return done(request, found(request, public_id), acts.send_again, _("It is sent again."))


@page("/held", may="mail.release")
def held(request: HttpRequest) -> HttpResponseBase:
    """What waits for somebody to let it go, and what the desk wrote by itself and could not deliver."""
    eyes = eyes_of(agent_of(request))
    mails, astray = shown.held(eyes), shown.astray(eyes, timezone.now())
    return render(request, "conversations/held.html", {"topics": "sending", "mails": mails, "astray": astray})


@page("/held/go", may="mail.release", methods=("POST",), name="let_all_go")
def let_all_go(request: HttpRequest) -> HttpResponseBase:
    """Let go what stood on the page; what came since has to be looked at first."""
    agent, now = agent_of(request), timezone.now()
    named = Outgoing.objects.filter(public_id__in=request.POST.getlist("mail")[: shown.MOST])
    mails = [one for one in named.select_related("conversation__joined_to") if may_see(agent, one)]
    answers = [acts.let_go(mail, agent, now) for mail in mails]
    refused = next((one for one in answers if one is not None), None)
    count = answers.count(None)
    said = ngettext("%(num)s mail leaves now.", "%(num)s mails leave now.", count) % {"num": count}
    tell(request, refused.reason if refused else said)
    return redirect("/held")
