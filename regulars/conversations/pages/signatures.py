"""How one signs: in all inboxes, and otherwise in one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from regulars.base import fields
from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.conversations.models import Signature
from regulars.conversations.signatures import filled, sign, signature_for
from regulars.intake.access import hidden_inboxes
from regulars.intake.models import Inbox
from regulars.intake.settling import SIGNATURE_FIELDS
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.routes import page

MOST = 100


@dataclass(frozen=True, slots=True)
class Signed:
    """How one signs in an inbox (None: in all): what they wrote for it, and how an answer ends."""

    inbox: Inbox | None
    text: str
    reads: str


def signed(agent: Agent) -> tuple[Signed, list[Signed]]:
    """In all inboxes, and in each that the agent may see."""
    own: dict[int | None, str] = dict(Signature.objects.filter(agent=agent).values_list("inbox_id", "text"))
    inboxes = list(Inbox.objects.exclude(pk__in=hidden_inboxes(agent)).order_by("address")[:MOST])
    text = own.get(None, "")
    sample = inboxes[0] if inboxes else None
    in_all = Signed(None, text, filled(text, agent.name, sample) if sample else "")
    return in_all, [Signed(one, own.get(one.pk, ""), signature_for(agent, one)) for one in inboxes]


def signatures_page(request: HttpRequest, form: Form) -> HttpResponse:
    """The page with its forms."""
    in_all, each = signed(agent_of(request))
    shown = {"all": in_all, "each": each, "form": form, "fields": fields.in_braces(SIGNATURE_FIELDS)}
    return render(request, "conversations/signatures.html", shown, status=422 if form.faults else 200)


@page("/signatures", may="conversation.reply", methods=("GET", "POST"), name="signatures")
def signatures(request: HttpRequest) -> HttpResponseBase:
    """One's own; a POST changes that of `inbox`, or without one that of all."""
    if request.method != "POST":
        return signatures_page(request, Form())
    agent, form = agent_of(request), typed(request, ("inbox", "text"))
    named = form.value("inbox")
    inbox = Inbox.objects.exclude(pk__in=hidden_inboxes(agent)).filter(public_id=named).first() if named else None
    if named and inbox is None:
        raise Http404(named)
    refused = sign(agent, inbox, form.value("text"))
    if refused:
        at = named or "all"
        return signatures_page(request, Form({at: form.value("text")}, (Refused(refused.reason, at),)))
    tell(request, _("Kept."))
    return redirect("/signatures")
