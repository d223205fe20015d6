"""The stories as they are written down: one TOML file a circle of people, with letters, stays, orders, rewards, facts.

Every time is so many days before (or, negative, after) today, so that the company is always of today.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from regulars.base.frozen import dataclass

FOLDER = Path(__file__).parent / "people"
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """One customer and what is told of them. `key` is the part of their address before the @.

    `letter`: `ago` in days, `by` "them" or the first name of one of ours, `subject`, `text`; a letter without a subject
    answers the one before it. `stay`: `ago` of the first night, `nights`, `unit`, `total` and so on. `order`: `ago`,
    `lines` of name, quantity and price, `promised` and `delivered` in days after. `fact` and `reward`: as their rows
    have them.
    """

    name: str
    email: str
    greeting: str = ""
    language: str = ""
    zone: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    letter: Sequence[Told] = ()
    stay: Sequence[Told] = ()
    order: Sequence[Told] = ()
    reward: Sequence[Told] = ()
    fact: Sequence[Told] = ()

    @property
    def key(self) -> str:
        """What they are called among the stories."""
        return self.email.partition("@")[0].lower()


@dataclass(frozen=True, slots=True)
class Tie:
    """That `other` is `kind` of `one`, both by their keys; `shares` is what each sees of the other."""

    one: str
    other: str
    kind: str
    shares: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody, in the order of the files, and who belongs to whom."""

    people: tuple[Person, ...]
    ties: tuple[Tie, ...]


def written() -> Company:
    """All that is told. Raises TypeError for a word that no story has."""
    people: list[Person] = []
    ties: list[Tie] = []
    for path in sorted(FOLDER.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        people += [Person(**{**one, "address": tuple(one.get("address", ()))}) for one in told.get("person", ())]
        ties += [
            Tie(one["one"], one["other"], one["kind"], tuple(one.get("shares", ()))) for one in told.get("tie", ())
        ]
    return Company(tuple(people), tuple(ties))
