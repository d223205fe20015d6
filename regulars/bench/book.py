"""One book with everything in it: 20,000 moments, 500 orders, 50 facts, 20 visits, and rewards."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from regulars.book.models import (
    Conversation,
    Customer,
    Fact,
    Identity,
    Message,
    Moment,
    Order,
    OrderLine,
    Participant,
    Reward,
    Task,
    Visit,
)
from regulars.intake.models import Inbox

MOMENTS, CONVERSATIONS, ORDERS, FACTS, VISITS, REWARDS = 20_000, 100, 500, 50, 20, 3
A_BATCH = 2_000
ADDRESS = "ana.novak@nordbake.example"
ZONE = "Europe/Lisbon"
WORDS = "the oven stayed cold again this morning and nobody could tell us when somebody comes to look at it. "


def fill_book() -> dict[str, str]:
    """Write it; gives back its public id, and that of a conversation that is open."""
    now = timezone.now()
    times = {"first_seen": now - timedelta(days=900), "last_seen": now}
    customer = Customer.objects.create(
        name="Ana Novak", greeting="Ms Novak", language="pt", time_zone=ZONE, last_at=now
    )
    whose = {"customer": customer, "birth_customer": customer}
    identity = Identity.objects.create(
        **whose, kind="email", value=ADDRESS, shown=ADDRESS, source="mail", verified_at=now, **times
    )
    talks = list(conversations(whose, now))
    Participant.objects.bulk_create(Participant(conversation=one, value=ADDRESS, role="from") for one in talks)
    waiting = said(whose, identity, talks, now)
    while batch := list(islice(waiting, A_BATCH)):
        Moment.objects.bulk_create(batch)
        Message.objects.bulk_create(letter(moment) for moment in batch if moment.kind == "message")
    records(whose, now)
    known(whose, now)
    return {"book": customer.public_id, "book_conversation": talks[0].public_id}


def conversations(whose: dict[str, Any], now: datetime) -> Iterator[Conversation]:
    """The first five are open."""
    inbox = Inbox.objects.order_by("pk").first()
    for place in range(CONVERSATIONS):
        at = now - timedelta(days=place * 9)
        status = Conversation.OPEN if place < 5 else Conversation.CLOSED
        row = {"subject": f"Oven {place}", "status": status, "opened_at": at - timedelta(days=8), "last_at": at}
        yield Conversation.objects.create(**whose, inbox=inbox, preview="The oven stayed cold.", **row)


def said(whose: dict[str, Any], identity: Identity, talks: list[Conversation], now: datetime) -> Iterator[Moment]:
    """Every eighth is something about an order, the others are mail; each conversation has its nine days."""
    for place in range(MOMENTS):
        at = now - timedelta(days=9 * CONVERSATIONS) * (place / MOMENTS)
        times = dict.fromkeys(("received_at", "recorded_at", "at"), at)
        if place % 8 == 7:
            payload = {"number": str(place // 8 % ORDERS), "total": 3890, "currency": "EUR"}
            yield Moment(**whose, kind="order.sent", direction="own", payload=payload, **times)
            continue
        talk = talks[place * CONVERSATIONS // MOMENTS]
        way = {"direction": "in", "author": identity} if place % 2 else {"direction": "out"}
        yield Moment(**whose, kind="message", channel="email", conversation=talk, **way, **times)


def letter(moment: Moment) -> Message:
    """The text of a mail."""
    return Message(moment=moment, sender_name="Ana Novak", sender_email=ADDRESS, text=WORDS * 5)


def records(whose: dict[str, Any], now: datetime) -> None:
    """Orders with two lines each, visits and rewards."""
    orders = Order.objects.bulk_create(
        Order(**whose, **order(now - timedelta(days=place), place), updated_at=now) for place in range(ORDERS)
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=one, position=line, name="Blue kettle", quantity=line, price=1945)
        for one in orders
        for line in (1, 2)
    )
    Visit.objects.bulk_create(
        Visit(**whose, **visit(now + timedelta(days=6 - place * 30), place), updated_at=now) for place in range(VISITS)
    )
    Reward.objects.bulk_create(
        Reward(**whose, **reward(now + timedelta(days=20 * (place + 1)), place), updated_at=now)
        for place in range(REWARDS)
    )


def order(at: datetime, place: int) -> dict[str, Any]:
    """The first two are under way, and late."""
    promised = at + timedelta(days=1)
    return {
        "source": "bench",
        "source_id": f"b{place}",
        "number": str(place),
        "status": Order.SENT if place < 2 else Order.DELIVERED,
        "currency": "EUR",
        "total": 3890,
        "ordered_at": at,
        "promised_local": f"{promised:%Y-%m-%dT18:00:00}",
        "promised_zone": ZONE,
        "promised_at": promised,
        "delivered_at": None if place < 2 else at,
    }


def reward(ends: datetime, place: int) -> dict[str, Any]:
    """Points that end at midnight in Lisbon."""
    return {
        "source": "bench",
        "source_id": f"b{place}",
        "programme": "Harbour Circle",
        "unit": "points",
        "balance": 4200,
        "expires_local": f"{ends:%Y-%m-%dT23:59:00}",
        "expires_zone": ZONE,
        "expires_at": ends,
    }


def visit(starts: datetime, place: int) -> dict[str, Any]:
    """Two nights; the first one lies ahead."""
    ends = starts + timedelta(days=2)
    return {
        "source": "bench",
        "source_id": f"b{place}",
        "number": f"H-{place}",
        "status": Visit.BOOKED if place == 0 else Visit.CAME,
        "place": "Harbour House",
        "unit": "Room 12",
        "party": 2,
        "zone": ZONE,
        "starts_local": f"{starts:%Y-%m-%dT15:00:00}",
        "starts_at": starts,
        "ends_local": f"{ends:%Y-%m-%dT11:00:00}",
        "ends_at": ends,
    }


def known(whose: dict[str, Any], now: datetime) -> None:
    """Facts of all kinds, one of them not to be said, and two tasks."""
    kinds = Fact.KINDS
    Fact.objects.bulk_create(
        Fact(
            **whose,
            kind=kinds[place % len(kinds)],
            text=f"Something known of them, as a line of some length, number {place}",
            allergen="nuts" if place in (1, 7) else "",
            day="05-14" if kinds[place % len(kinds)] == "date" else "",
            origin=Fact.ORIGINS[place % 4],
            unspoken=place == 2,
            at=now - timedelta(days=place),
            used_at=now,
        )
        for place in range(FACTS)
    )
    Task.objects.bulk_create(
        Task(**whose, practice="bench", key=f"book {place}", kind="call", title="Call back", due_at=now, created_at=now)
        for place in range(2)
    )
