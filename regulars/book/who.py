"""What a page says of a person beside what they said."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.http import Http404

from regulars.base.frozen import dataclass
from regulars.book.eyes import eyes_of
from regulars.book.matching import handles
from regulars.book.matching.handles import Handle
from regulars.book.merging.roots import root_of
from regulars.book.models import Customer, Identity
from regulars.book.panels import PANELS, Panel, panels_for
from regulars.book.view import view
from regulars.engine.rows import rows
from regulars.engine.whole_rows import made, shown
from regulars.staff.models import Agent
from regulars.web.routes import MovedOn

NAMED = "select {columns}, {seen} from book_customer c where c.public_id = %s"
Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Person:
    """The customer of a page: how they are called, and their handles, the one they used last first."""

    customer: Customer
    name: str
    identities: list[Handle]


class MergedInto(MovedOn):
    """The customer who was asked for was merged into `survivor`, whose book answers for both."""

    def __init__(self, old: str, survivor: Customer) -> None:
        super().__init__(old, survivor.public_id)
        self.survivor = survivor


def customer(agent: Agent, public_id: str) -> Customer:
    """The one whose book this agent opens. Raises Http404, also where it is kept from them, and MergedInto for one who
    was merged: a page then leads on by itself."""
    seen = eyes_of(agent).sees_book("c.id")
    kept = rows(NAMED.format(columns=shown(Customer, "c"), seen=seen), [public_id])
    if not kept:
        raise Http404(public_id)
    found = made(Customer, kept[0][:-1])
    if found.merged_into_id:
        raise MergedInto(public_id, root_of(found))
    if not kept[0][-1]:
        raise Http404(public_id)
    return found


def person(of: Customer) -> Person:
    """All that the panel of a person shows."""
    identities = sorted(handles.here(of), key=lambda one: (one.last_seen, -one.id), reverse=True)
    return Person(of, of.name or next((one.shown for one in identities), ""), identities)


def panels(of: Customer, now: datetime) -> list[Panel]:
    """What practices have to say; the book is read for them only where there are any."""
    return panels_for(view(of), now) if PANELS.offers else []


def names(customers: Mapping[Key, str], key: str = "customer") -> dict[Key, str]:
    """Customers' names, with a handle for those that have none; asks only if there are such.

    `key` is what they are known by: "customer" for row ids, "customer__public_id" for public ones.
    """
    nameless = [known_by for known_by, name in customers.items() if not name]
    if not nameless:
        return dict(customers)
    handles = Identity.objects.filter(**{f"{key}__in": nameless}).order_by("-last_seen", "-id")
    return {**customers, **dict(handles.values_list(key, "shown"))}
