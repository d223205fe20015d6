"""Links of customers, and what is known of them where these lead."""

from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone

from regulars.book.models import Customer, Fact, Order, PersonalLink, Visit
from regulars.book.theirs import acts, links
from tests import builders

WEEK = timedelta(days=7)


def link_to(customer: Customer, what: str = "page") -> PersonalLink:
    """A link for them, that an agent made."""
    made = acts.offer(customer, what, WEEK, builders.agent(), timezone.now())
    assert isinstance(made, PersonalLink)
    return made


def path(link: PersonalLink) -> str:
    """Where it leads."""
    return f"/my/{links.token(link)}"


def seen(link: PersonalLink) -> str:
    """The page that it opens."""
    answer = Client().get(path(link))
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex"
    return unescape(answer.content.decode())


def send(link: PersonalLink, **typed: str) -> str:
    """The page after something was sent there."""
    answer = Client().post(path(link), typed, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def mirrored(of: Customer, source: str, number: str) -> dict[str, Any]:
    """What every record of theirs has."""
    whose = {"customer": of, "birth_customer": of}
    return {"source": source, "source_id": number, "number": number, "updated_at": timezone.now(), **whose}


def order(of: Customer) -> Order:
    """An order that went to Vienna."""
    return Order.objects.create(
        **mirrored(of, "shop", "L-1001"),
        currency="EUR",
        total=3890,
        ordered_at=timezone.now() - WEEK,
        ship_to={"name": "Ana Novak", "street": "Linden Lane 4", "postcode": "1010", "city": "Vienna", "country": "AT"},
    )


def visit(of: Customer) -> Visit:
    """A booking in a week."""
    starts = (timezone.now() + WEEK).replace(microsecond=0)
    return Visit.objects.create(
        **mirrored(of, "desk", "B-7"),
        place="Linde",
        what="Double room",
        party=2,
        wishes="A quiet room",
        zone="Europe/Vienna",
        starts_local=starts.strftime("%Y-%m-%dT15:00:00"),
        starts_at=starts,
    )


def fact(of: Customer, text: str, **more: object) -> Fact:
    """What is known of them, and they may see."""
    now = timezone.now()
    row = {"kind": "preference", "origin": "said", "visible": True, "at": now - WEEK, "used_at": now - WEEK, **more}
    return Fact.objects.create(customer=of, birth_customer=of, text=text, **row)
