"""The one place where a lower room gets what a higher one offers.

A slot is declared by the room that reads it and filled at start from what is present, so a search for the slot's
name finds both ends. Nothing is registered by being imported twice: an offer's name is unique in its slot.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Offer = TypeVar("Offer")


class AlreadyOffered(LookupError):
    """Two different things were offered under one name."""


@dataclass(slots=True)
class Slot(Generic[Offer]):
    """A named hole in a lower room. Offers keep the order in which they came."""

    name: str
    offers: dict[str, Offer] = field(default_factory=dict)

    def offer(self, name: str, what: Offer) -> None:
        """Fill the slot. Offering the same thing again is harmless; another thing under a taken name raises."""
        if self.offers.setdefault(name, what) is not what:
            raise AlreadyOffered(f"{self.name}: {name} is offered twice")

    def withdraw(self, name: str) -> None:
        """Take an offer back; used where something is present only for a while, as in tests."""
        self.offers.pop(name, None)

    def __iter__(self) -> Iterator[tuple[str, Offer]]:
        return iter(tuple(self.offers.items()))

    def get(self, name: str) -> Offer | None:
        """What stands under `name`, if anything."""
        return self.offers.get(name)
