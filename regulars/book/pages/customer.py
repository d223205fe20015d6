"""The book of a customer: who they are, and everything that happened, over all conversations."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from regulars.book import margins, stream, who
from regulars.book.slots import sections
from regulars.intake.access import hidden_inboxes
from regulars.staff.seat import agent_of
from regulars.web import paging
from regulars.web.routes import page


@page("/customers/<str:public_id>", may="book.read")
def customer(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One page of the book, read from top to bottom; older pages lie above it."""
    found, now = who.customer(public_id), timezone.now()
    cursor = paging.read(request.GET.get("before", ""))
    part = stream.cut(stream.of_customer(found, cursor.place))
    lines = stream.lines(part.rows[::-1], hidden_inboxes(agent_of(request)))
    shown = {
        "topics": f"customer:{found.public_id}",
        "person": who.person(found),
        "matters": stream.matters(lines),
        "notes": margins.notes(lines, now),
        "older": part.next,
        "cursor": cursor,
        "panels_found": who.panels(found, now),
        "sections_found": sections(found, request, now),
    }
    return render(request, "book/customer.html", shown)
