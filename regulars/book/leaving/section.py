"""What a customer's page says of their being erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regulars.book.models import Customer, Erasure
from regulars.book.slots import SECTIONS, Section
from regulars.engine.rows import rows
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of

ANY = "select 1 from book_erasure where customer_id = %s and cancelled_at is null limit 1"


def notice(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """That they are to be erased, or were."""
    # This is asked for every page of a book, and there is hardly ever one: so in plain SQL first.
    if not rows(ANY, [customer.pk]):
        return None
    found = Erasure.objects.filter(customer=customer, cancelled_at=None).select_related("asked_by").last()
    return {"erasure": found, "may": agent.may("book.erase")}


def ways(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """The way to the archive and to erasing, for who may."""
    return {} if agent.may("book.erase") else None


def erased_page(request: HttpRequest, customer: Customer) -> HttpResponse | None:
    """What stands in place of the book of somebody who was erased. One with a name was not, and is not asked about."""
    found = None if customer.name else Erasure.objects.filter(customer=customer, done_at__isnull=False).first()
    if found is None:
        return None
    shown = {"erasure": found, "may": agent_of(request).may("book.erase")}
    return render(request, "book/leaving/erased.html", shown)


SECTIONS.offer("erasure", Section("top", 0, "book/leaving/notice.html", notice, beside=True))
SECTIONS.offer("leaving", Section("foot", 90, "book/leaving/ways.html", ways))
