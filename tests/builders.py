"""Rows for tests of pages, written in few statements. Mail that goes the whole way is in `tests/mails.py`."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from regulars.book.models import Conversation, Customer, Erasure, Identity, Message, Moment
from regulars.intake.models import Delivery, Inbox
from regulars.staff.models import Agent

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PASSWORD = "a quiet green teapot"
# The last one has a role that may do nothing.
CAST = {"owner": "Olga Petrova", "lead": "Leo Marsh", "agent": "Ada Byrne", "night-shift": "Nia Vance"}


def agent(role: str = "agent", **more: Any) -> Agent:
    """One of the cast by role, made once. Hashing a password takes long; `PASSWORD` is set where `with_password`."""
    name = CAST[role]
    email = f"{name.split()[0].lower()}@desk.example"
    with_password = more.pop("with_password", False)
    made, fresh = Agent.objects.get_or_create(email=email, defaults={"name": name, "role": role, **more})
    if fresh and with_password:
        made.set_password(PASSWORD)
        made.save()
    return made


def signed_in(role: str = "agent") -> Client:
    """A client at the seat of that role. It gives back the page of a fault instead of raising."""
    client = Client(raise_request_exception=False)
    client.force_login(agent(role))
    return client


def customer(name: str = "Ana Novak", email: str = "ana@nordbake.example") -> Customer:
    """A person with one verified address."""
    made = Customer.objects.create(name=name, last_at=NOW)
    times = {"first_seen": NOW, "last_seen": NOW}
    Identity.objects.create(
        customer=made,
        birth_customer=made,
        kind="email",
        value=email,
        shown=email,
        source="mail",
        verified_at=NOW,
        **times,
    )
    return made


def conversation(of: Customer, subject: str = "The blue kettle", **more: Any) -> Conversation:
    """A conversation without moments."""
    inbox, _ = Inbox.objects.get_or_create(address="help@desk.example")
    row = {"opened_at": NOW, "last_at": NOW, "preview": "It does not boil.", "inbox": inbox, **more}
    return Conversation.objects.create(customer=of, birth_customer=of, subject=subject, **row)


def messages(on: Conversation, texts: Sequence[str], begin: datetime = NOW, **more: Any) -> list[Moment]:
    """A moment with a text for each of `texts`, a minute apart; every second one is ours."""
    author = Identity.objects.filter(customer=on.customer).first()
    moments = [moment(on, author, begin + timedelta(minutes=place), place % 2 == 1) for place in range(len(texts))]
    Moment.objects.bulk_create(moments)
    Message.objects.bulk_create(
        Message(
            moment=row, sender_email=author.value if author else "", sender_name=on.customer.name, text=text, **more
        )
        for row, text in zip(moments, texts, strict=True)
    )
    return moments


def moment(on: Conversation, author: Identity | None, at: datetime, ours: bool) -> Moment:
    """One, not written yet."""
    who = {"customer_id": on.customer_id, "birth_customer_id": on.customer_id, "conversation": on, "author": author}
    times = dict.fromkeys(("said_at", "received_at", "recorded_at", "at"), at)
    return Moment(kind="message", channel="email", direction="out" if ours else "in", **who, **times)


def quarantined(sha256: str, **more: Any) -> Delivery:
    """A delivery that could not be read."""
    inbox, _ = Inbox.objects.get_or_create(address="help@desk.example")
    row = {"road": "import", "size": 10, "recorded_at": NOW, "cause": "not_mail", "detail": "No mail header.", **more}
    return Delivery.objects.create(inbox=inbox, sha256=sha256, state=Delivery.QUARANTINED, **row)


def erasure() -> Erasure:
    """One that was carried out, of somebody of whom little was known."""
    of = Customer.objects.create()
    times = {"asked_at": NOW, "due_at": NOW, "done_at": NOW}
    said = {"asked_at": NOW.isoformat(), "done_at": NOW.isoformat(), "books": 1}
    counted = {"erased": {"texts": 2}, "stays": {"orders": 1}, "digest": "0" * 64}
    return Erasure.objects.create(customer=of, certificate={**said, **counted}, **times)
