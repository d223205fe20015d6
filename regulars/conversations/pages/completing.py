"""What is offered while somebody types a name: people to write to, colleagues to name; and how an answer will end."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from regulars.book.eyes import eyes_of
from regulars.book.search import people
from regulars.book.search.operators import Asking
from regulars.book.search.sought import sought
from regulars.channels.contract import Address
from regulars.conversations.drafts import times
from regulars.conversations.drafts.addressing import shown
from regulars.conversations.notes.acts import colleagues
from regulars.conversations.pages import spread
from regulars.conversations.pages.beginning import inbox_named
from regulars.conversations.signatures import signature_for
from regulars.intake.hours import hours
from regulars.staff.seat import agent_of
from regulars.web.middleware import zone
from regulars.web.routes import page

LONGEST, MOST = 80, 8


def asked(request: HttpRequest) -> str:
    """What was typed so far, as plain words: nothing in it is an operator here."""
    typed = request.GET.get("q", "").replace("\0", "")[:LONGEST]
    return " ".join("".join(sign if sign.isalnum() or sign in "@.+_'" else " " for sign in typed).split())


@page("/write/people", may="conversation.reply")
def people_named(request: HttpRequest) -> HttpResponseBase:
    """Customers by a beginning of their name or address, each with the address to write to."""
    agent, words = agent_of(request), asked(request)
    asking = Asking(agent.pk, eyes_of(agent), timezone.now(), timezone.get_current_timezone())
    found = people.find(people.wanted(sought(words, asking)), asking).shown if words else ()
    pairs = [(one.name, handle) for one in found for handle in one.handles if "@" in handle]
    options = [(shown(Address("" if name == email else name, email)), name, email) for name, email in pairs]
    return render(request, "conversations/_options.html", {"options": options[:MOST]})


@page("/write/colleagues", may="conversation.reply")
def colleagues_named(request: HttpRequest) -> HttpResponseBase:
    """Colleagues of whose name any word begins so."""
    words = asked(request).casefold()
    found = [one.name for one in colleagues() if f" {words}" in f" {one.name.casefold()}"]
    return render(
        request, "conversations/_options.html", {"options": [(f"@{name}", name, "") for name in found[:MOST]]}
    )


@page("/write/ways", may="conversation.reply")
def ways_to_send(request: HttpRequest) -> HttpResponseBase:
    """What can be done with sending: close, sleep, later; `on` names the conversation."""
    inbox = spread.found(request, request.GET["on"]).inbox_id if "on" in request.GET else None
    later = times.choices(timezone.now(), zone(agent_of(request).time_zone), hours(inbox))
    return render(request, "conversations/_ways.html", {"later": later})


@page("/write/signed", may="conversation.reply", name="signed")
def signed(request: HttpRequest) -> HttpResponseBase:
    """How an answer from an inbox ends, if somebody settled that."""
    inbox = inbox_named(request, request.GET.get("inbox", ""))
    return (
        render(request, "conversations/_signed.html", {"text": signature_for(agent_of(request), inbox)})
        if inbox
        else HttpResponse()
    )
