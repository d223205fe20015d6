"""A conversation as an open book: on the left what is said, on the right who says it."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from regulars.base.ids import looks_public
from regulars.base.results import Refused
from regulars.book import who
from regulars.book.models import Conversation, Moment
from regulars.conversations import acts, beside, stream
from regulars.conversations.models import Link
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web import paging
from regulars.web.paging import Cursor, Place
from regulars.web.routes import page
from regulars.web.templating import url


def found(public_id: str) -> Conversation:
    """Raises Http404."""
    kept = Conversation.objects.select_related("customer", "inbox").filter(public_id=public_id).first()
    if kept is None:
        raise Http404(public_id)
    return kept


@page("/conversations/<str:public_id>", may="book.read")
def conversation(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The page; one that was joined to another leads there."""
    asked = found(public_id)
    if asked.joined_to is not None:
        return redirect("conversation", public_id=asked.joined_to.public_id)
    return shown(request, asked)


def asked_cursor(request: HttpRequest) -> Cursor:
    """Where the page ends: before a place, or with a moment (`to`) that somebody looks for."""
    if to := request.GET.get("to"):
        named = Moment.objects.filter(public_id=to) if looks_public(to) else Moment.objects.none()
        moment = named.values_list("at", "id").first()
        return Cursor(Place(moment[0], moment[1] + 1)) if moment else Cursor(lost=True)
    return paging.read(request.GET.get("before", ""))


def shown(request: HttpRequest, asked: Conversation, refused: Refused | None = None) -> HttpResponse:
    """The page of a conversation that stands for itself, perhaps with why something was not done."""
    cursor = asked_cursor(request)
    context = {
        "topics": f"conversation:{asked.public_id} customer:{asked.customer.public_id}",
        "conversation": asked,
        "window": stream.window(asked, cursor.place),
        "cursor": cursor,
        "person": who.person(asked.customer),
        "people": beside.people(asked.pk),
        "others": beside.others(asked.pk, asked.customer_id),
        "links": beside.links(asked.pk),
        "panels_found": who.panels(asked.customer, timezone.now()),
        "refused": refused,
    }
    return render(request, "conversations/conversation.html", context, status=409 if refused else 200)


def done(
    request: HttpRequest, public_id: str, act: Callable[[Conversation, Agent, datetime], Refused | None]
) -> HttpResponseBase:
    """Carry out an act on a conversation and show it again."""
    on = found(public_id)
    refused = act(on, agent_of(request), timezone.now())
    if refused:
        return shown(request, on, refused)
    # Whoever reads a long one is not thrown back to where it begins.
    return redirect(f"{url('conversation', public_id=public_id)}#latest")


@page("/conversations/<str:public_id>/close", may="conversation.work", methods=("POST",), name="close")
def close(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Put it aside until the customer writes again."""
    return done(request, public_id, acts.close)


@page("/conversations/<str:public_id>/reopen", may="conversation.work", methods=("POST",), name="reopen")
def reopen(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take it up again."""
    return done(request, public_id, acts.reopen)


@page("/links/<int:link>/<str:answer>", may="conversation.work", methods=("POST",), name="settle")
def settle(request: HttpRequest, link: int, answer: str) -> HttpResponseBase:
    """Say whether a conversation belongs with the other one: `join` or `not`."""
    asked = Link.objects.select_related("conversation").filter(pk=link).first()
    if asked is None or answer not in ("join", "not"):
        raise Http404(answer)

    def act(on: Conversation, agent: Agent, now: datetime) -> Refused | None:
        return acts.settle_link(asked, answer == "join", agent, now)

    return done(request, asked.conversation.public_id, act)
