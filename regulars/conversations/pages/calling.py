"""Writing a call down from the page of whom it was with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from regulars.book import who
from regulars.book.models import Customer
from regulars.book.slots import SECTIONS, Section
from regulars.conversations.drafts.sheets import sheet
from regulars.conversations.models import Draft
from regulars.conversations.pages.beginning import calling
from regulars.conversations.pages.writing import done
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.routes import page


def may_write(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """The way to it, on top of what stands beside a book."""
    return {} if agent.may("conversation.reply") else None


SECTIONS.offer("write down a call", Section("side", 1, "conversations/call_them.html", may_write))


@page(
    "/customers/<str:public_id>/call", may="conversation.reply", methods=("GET", "POST"), name="write_call", slow=True
)
def call(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """An empty page for it, or the one that somebody has begun; a conversation begins when it is written down."""
    customer = who.customer(agent_of(request), public_id)
    if request.method == "POST":
        form = request.POST.dict() | {"customer": customer.public_id}
        return done(request, None, sheet(form, Draft.CALL, None, None))
    return calling(request, customer)
