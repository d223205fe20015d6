"""A book's page as tests ask for it, and rows that stand on it."""

from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from regulars.book.models import Customer, Fact, Moment, Order, Reward

NOW = timezone.now()


def page(client: Client, path: str) -> str:
    """The page at a path; it must be there."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def book(client: Client, of: Customer, query: str = "") -> str:
    """Somebody's page."""
    return page(client, f"/customers/{of.public_id}{query}")


def glance(shown: str) -> str:
    """Only the glance of a page."""
    return shown.partition('<div class="glance"')[2].partition(">")[2].partition("\n</div>")[0]


def fact(of: Customer, text: str, kind: str = "need", **more: Any) -> Fact:
    """Something known of somebody."""
    row = {"origin": "said", "at": NOW, "used_at": NOW, **more}
    return Fact.objects.create(customer=of, birth_customer=of, kind=kind, text=text, **row)


def event(of: Customer, kind: str, at: datetime = NOW, **payload: Any) -> Moment:
    """Something that happened without a text."""
    times = dict.fromkeys(("at", "received_at", "recorded_at"), at)
    return Moment.objects.create(kind=kind, customer=of, birth_customer=of, direction="own", payload=payload, **times)


def reward(of: Customer, ends: datetime) -> Reward:
    """Points that end at a time, in Honolulu."""
    return Reward.objects.create(
        customer=of,
        birth_customer=of,
        source="club",
        source_id="1",
        programme="Harbour Circle",
        unit="points",
        balance=420,
        expires_local="2031-05-30T23:59:00",
        expires_zone="Pacific/Honolulu",
        expires_at=ends,
        updated_at=NOW,
    )


def order(of: Customer, number: str, **more: Any) -> Order:
    """Something bought in the shop."""
    row = {"currency": "EUR", "total": 3890, "ordered_at": NOW, "updated_at": NOW, "source": "shop", **more}
    return Order.objects.create(customer=of, birth_customer=of, source_id=number, number=number, **row)
