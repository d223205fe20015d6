"""The book of a customer: who they are, what matters now, and everything that happened, over all conversations."""

from functools import partial

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from regulars.book import margins, stream, who
from regulars.book.eyes import eyes_of
from regulars.book.glance.look import glance
from regulars.book.leaving.section import erased_page
from regulars.book.panels import tried
from regulars.book.relations.shown import shared_with
from regulars.book.slots import sections
from regulars.book.timeline import filters, read
from regulars.staff.seat import agent_of
from regulars.web import paging
from regulars.web.routes import page


@page("/customers/<str:public_id>", may="book.read")
def customer(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One page of the book, read from top to bottom; older pages lie above it."""
    found, now = who.customer(agent_of(request), public_id), timezone.now()
    if gone := erased_page(request, found):
        return gone
    cursor, only = paging.read(request.GET.get("before", "")), filters.asked(request.GET.get("only", ""))
    eyes = eyes_of(agent_of(request))
    part = stream.cut(read.page_of(found, only, cursor.place, shared_with(found, eyes)))
    lines = stream.lines(part.rows[::-1], eyes)
    shown = {
        "topics": f"customer:{found.public_id} facts:{found.public_id}",
        "person": who.person(found),
        "glance_found": tried("glance", partial(glance, found, eyes, now), rests=False),
        "matters": read.matters(lines, found),
        "notes": margins.notes(lines, now),
        "older": filters.address(request.path, only, part.next) if part.next else "",
        "newest": filters.address(request.path, only),
        "tabs": filters.tabs(request.path, only),
        "only": only,
        "cursor": cursor,
        "panels_found": who.panels(found, now),
        "sections_found": sections(found, request, now),
    }
    return render(request, "book/customer.html", shown)
