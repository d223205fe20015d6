"""What a customer's page says of merges."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from regulars.book.merging.pages.merges import names_of
from regulars.book.models import Customer, Merge
from regulars.book.slots import SECTIONS, Section
from regulars.engine.rows import rows
from regulars.staff.models import Agent

MOST = 5
ANY = "select 1 from book_merge where stays_id = %s and undone_at is null limit 1"


def merged_from(customer: Customer, agent: Agent, _now: datetime) -> Mapping[str, Any] | None:
    """Who was merged into this one, the newest first, and the way to merge another."""
    if not agent.may("book.merge"):
        return None
    # Every page of a book asks, and hardly any has one: so in plain SQL first.
    if not rows(ANY, [customer.pk]):
        return {"merges": [], "names": {}}
    live = Merge.objects.filter(stays=customer, undone_at=None).select_related("gone", "agent")
    found = list(live.order_by("-pk")[:MOST])
    return {"merges": found, "names": names_of([one.gone for one in found])}


SECTIONS.offer("merges", Section("foot", 60, "book/merging/section.html", merged_from))
