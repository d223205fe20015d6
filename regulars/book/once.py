"""What several parts of a page ask of the same customer is asked once: it is kept with the customer's object, of which
every request has one of its own. Only for what shows: an act asks anew."""

from collections.abc import Callable
from typing import TypeVar

from regulars.book.models import Customer

Asked = TypeVar("Asked")
KEPT = "asked_once"


def once(customer: Customer, what: str, ask: Callable[[], Asked]) -> Asked:
    """What `ask` gives for this customer, or gave under the same name before."""
    kept = customer.__dict__.setdefault(KEPT, {})
    if what not in kept:
        kept[what] = ask()
    found: Asked = kept[what]
    return found
