"""The pages on which a conversation begins with us: with a message, or with a call that is written down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from regulars.base.ids import public_id
from regulars.book import who
from regulars.book.models import Customer
from regulars.conversations.calls.rules import Call
from regulars.conversations.drafts import editors, times
from regulars.conversations.drafts.editors import Editor
from regulars.conversations.models import Draft
from regulars.conversations.pages.spread import QUIET, Turn
from regulars.intake.access import hidden_inboxes
from regulars.intake.hours import hours
from regulars.intake.models import Inbox
from regulars.staff.seat import agent_of
from regulars.web.middleware import zone


def inbox_of(request: HttpRequest) -> int | None:
    """The inbox from which it is to go, of those that are open to this agent."""
    chosen = inbox_named(request, request.POST.get("inbox", ""))
    return chosen.pk if chosen else None


def inbox_named(request: HttpRequest, public_id: str) -> Inbox | None:
    """An inbox by its public id, where it is open to this agent."""
    return Inbox.objects.filter(public_id=public_id).exclude(pk__in=hidden_inboxes(agent_of(request))).first()


def beginning(request: HttpRequest, named: str, turn: Turn = QUIET) -> HttpResponse:
    """The page with a draft of this agent's, or with an empty one; `to` in the address says to whom."""
    agent = agent_of(request)
    kept = Draft.objects.filter(
        agent=agent, public_id=named, conversation=None, sent_at=None, discarded_at=None
    ).first()
    empty = Editor(Draft.REPLY, public_id(), to=request.GET.get("to", "")[:500])
    inboxes = list(Inbox.objects.exclude(pk__in=hidden_inboxes(agent)).order_by("name", "address"))
    inbox = kept.inbox_id if kept else next((one.pk for one in inboxes), None)
    shown = {
        "one": editors.of_draft(kept) if kept else empty,
        "inbox": inbox,
        "inboxes": inboxes,
        "turn": turn,
        "signature": "",
        "later": times.choices(timezone.now(), zone(agent.time_zone), hours(inbox)),
    }
    return render(request, "conversations/write.html", shown, status=turn.status)


def calling(request: HttpRequest, customer: Customer, turn: Turn = QUIET) -> HttpResponse:
    """The page on which a call with a customer is written down, with what this agent has begun of it."""
    own = Draft.objects.filter(agent=agent_of(request), kind=Draft.CALL, call__customer=customer.public_id)
    kept = own.filter(conversation=None, sent_at=None, discarded_at=None).order_by("-pk").first()
    empty = Editor(Draft.CALL, public_id(), call=Call(customer=customer.public_id))
    shown = {
        "one": editors.of_draft(kept) if kept else empty,
        "customer": customer,
        "person": who.person(customer),
        "turn": turn,
    }
    # htmx puts only a 200 where it belongs.
    return render(
        request, "conversations/call.html", shown, status=200 if "HX-Request" in request.headers else turn.status
    )
