"""Who comes, for tests: Ana in Vienna, with all that a brief can say."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from regulars.book.models import Customer, Fact, Task, Visit
from tests.builders import NOW, conversation, customer

ZONE = "Europe/Vienna"


def visit(of: Customer, starts: datetime, **more: Any) -> Visit:
    """A visit in Vienna; `starts` is in UTC."""
    there = starts.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    row = {"zone": ZONE, "starts_local": there.isoformat(timespec="seconds"), "starts_at": starts, "updated_at": NOW}
    made = Visit(customer=of, birth_customer=of, source="pms", **row, **more)
    made.source_id = made.public_id
    made.save()
    return made


def fact(of: Customer, text: str, kind: str = "preference", **more: Any) -> Fact:
    """Something known of somebody."""
    times = {"at": NOW, "used_at": NOW}
    return Fact.objects.create(customer=of, birth_customer=of, kind=kind, text=text, origin="said", **times, **more)


def expected() -> Customer:
    """Ana, who comes today, with all that a brief can say."""
    ana = customer()
    Customer.objects.filter(pk=ana.pk).update(greeting="Ms Novak")
    last = visit(ana, NOW - timedelta(days=40), status=Visit.CAME)
    visit(ana, NOW + timedelta(hours=5), place="Lakeside", unit="Room 12", wishes="A cot", party=2)
    fact(ana, "No nuts", "need", allergen="nuts")
    fact(ana, "A quiet table", standing=False, place="Lakeside")
    fact(ana, "Red wine", standing=False, place="Hilltop")
    fact(ana, "Her divorce", "context", unspoken=True)
    fact(ana, "Insulin in the fridge", "need", sensitive=True)
    Task.objects.create(
        practice="promises",
        key="1",
        kind="promise",
        customer=ana,
        birth_customer=ana,
        title="A new key",
        created_at=NOW,
    )
    conversation(ana, "The room was cold", opened_at=last.starts_at, last_at=last.starts_at, status="closed")
    return ana
