"""Two people who may be one, with a little in their books, and what tells whether all is as it was."""

from datetime import timedelta
from typing import Any

from django.apps import apps

from regulars.base.results import Refused
from regulars.book.merging import acts
from regulars.book.models import (
    Customer,
    Fact,
    Merge,
    Moment,
    Order,
)
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(days=1)


def merged(gone: Customer, stays: Customer, *takes: str) -> Merge:
    """The merge of these two, by Ada."""
    made = acts.merge(gone, stays, takes, builders.agent(), LATER)
    assert isinstance(made, Merge)
    return made


def undone(merge: Merge, *choices: tuple[str, int]) -> None:
    """Undo it, by Ada."""
    assert not isinstance(acts.undo(merge, choices, builders.agent(), LATER), Refused)


def two() -> tuple[Customer, Customer]:
    """Ana with a conversation of three messages, and Ana at home with one of two."""
    ana, home = builders.customer("A. Novak"), builders.customer("Ana Novak", "ana@home.example")
    builders.messages(builders.conversation(ana), ["It does not boil.", "Did you plug it in?", "Yes."])
    builders.messages(builders.conversation(home, "A visit"), ["May I come?", "Do."], NOW + timedelta(hours=1))
    for one in (ana, home):
        newest = Moment.objects.filter(customer=one).latest("at")
        Customer.objects.filter(pk=one.pk).update(last_at=newest.at)
        one.refresh_from_db()
    return ana, home


def fact(of: Customer, text: str = "No nuts", **more: Any) -> Fact:
    """Something known of them."""
    row = {"kind": "need", "origin": "said", "at": NOW, "used_at": NOW, **more}
    return Fact.objects.create(customer=of, birth_customer=of, text=text, **row)


def order(of: Customer, number: str = "1001") -> Order:
    """An order with the moment that tells of it."""
    times = dict.fromkeys(("received_at", "recorded_at", "at"), NOW)
    told = Moment.objects.create(
        kind="order.placed", customer=of, birth_customer=of, direction="own", payload={"number": number}, **times
    )
    row = {"source": "shop", "source_id": number, "number": number, "currency": "EUR", "total": 4200, "moment": told}
    return Order.objects.create(customer=of, birth_customer=of, ordered_at=NOW, updated_at=NOW, **row)


def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of the book, but those that say what was merged and moved."""
    told = {"book.Merge", "book.Move"}
    rooms = ("book", "conversations", "intake", "gestures", "promises", "recovery")
    models = [one for room in rooms for one in apps.get_app_config(room).get_models() if one._meta.label not in told]
    return {one._meta.label: list(one._default_manager.order_by("pk").values()) for one in models}
