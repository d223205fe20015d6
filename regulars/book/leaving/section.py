"""What a customer's page says of their being erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from regulars.book.models import Customer, Erasure
from regulars.book.slots import SECTIONS, Section
from regulars.staff.models import Agent


def notice(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """That they are to be erased, or were."""
    found = Erasure.objects.filter(customer=customer, cancelled_at=None).select_related("asked_by").last()
    return {"erasure": found, "may": agent.may("book.erase")} if found else None


def ways(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """The way to the archive and to erasing, for who may."""
    return {} if agent.may("book.erase") else None


SECTIONS.offer("erasure", Section("top", 0, "book/leaving/notice.html", notice, beside=True))
SECTIONS.offer("leaving", Section("foot", 90, "book/leaving/ways.html", ways))
