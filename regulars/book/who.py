"""What a page says of a person beside what they said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.http import Http404

from regulars.book.models import Customer, Identity, Task
from regulars.book.panels import PANELS, Panel, panels_for
from regulars.book.view import view

TASKS_SHOWN = 20
Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Person:
    """The customer of a page: how they are called, their handles, and what is open for them."""

    customer: Customer
    name: str
    identities: list[Mapping[str, Any]]
    tasks: list[Mapping[str, Any]]


def customer(public_id: str) -> Customer:
    """Raises Http404."""
    found = Customer.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404(public_id)
    return found


def person(of: Customer) -> Person:
    """All that the panel of a person shows."""
    fields = ("kind", "shown", "source", "verified_at", "first_seen", "last_seen")
    identities: list[Mapping[str, Any]] = list(
        Identity.objects.filter(customer=of).order_by("-last_seen", "id").values(*fields)
    )
    tasks = Task.objects.filter(customer=of, done_at__isnull=True).order_by("due_at", "id")
    shown: list[Mapping[str, Any]] = list(
        tasks.values("public_id", "title", "reason", "due_at", "practice")[:TASKS_SHOWN]
    )
    return Person(of, called(of.name, identities), identities, shown)


def panels(of: Customer, now: datetime) -> list[Panel]:
    """What practices have to say; the book is read for them only where there are any."""
    return panels_for(view(of), now) if PANELS.offers else []


def called(name: str, identities: Iterable[Mapping[str, Any]]) -> str:
    """The name, or the first handle where there is none."""
    return name or next((str(identity["shown"]) for identity in identities), "")


def names(customers: Mapping[Key, str], key: str = "customer") -> dict[Key, str]:
    """Customers' names, with a handle for those that have none; asks only if there are such.

    `key` is what they are known by: "customer" for row ids, "customer__public_id" for public ones.
    """
    nameless = [known_by for known_by, name in customers.items() if not name]
    if not nameless:
        return dict(customers)
    handles = Identity.objects.filter(**{f"{key}__in": nameless}).order_by("-last_seen", "-id")
    return {**customers, **dict(handles.values_list(key, "shown"))}
