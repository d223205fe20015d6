"""Whom a note names. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from regulars.base.frozen import dataclass

# A person who thinks better of it does so at once; later a second note puts right what the first one said.
TAKEN_BACK_WITHIN = timedelta(minutes=1)
# "@" in a mail address names nobody.
NAMING = re.compile(r"(?<![\w.+-])@(?=\w)")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be named; `id` is a row id."""

    id: int
    name: str


def mentioned(text: str, colleagues: Iterable[Colleague]) -> list[Colleague]:
    """Those whom the text names as "@Ada Byrne", or as "@Ada" where only one is called so; each once, in order."""
    known = list(colleagues)
    found = [named(text[at.end() :], known) for at in NAMING.finditer(text)]
    return list(dict.fromkeys(one for one in found if one))


def named(rest: str, known: Sequence[Colleague]) -> Colleague | None:
    """The colleague with whose name `rest` begins: the longest whole name, else a first name that only one has."""
    whole = [one for one in known if begins(rest, one.name)]
    if whole:
        return max(whole, key=lambda one: len(one.name))
    first = [one for one in known if begins(rest, one.name.partition(" ")[0])]
    return first[0] if len(first) == 1 else None


def begins(rest: str, name: str) -> bool:
    """Whether `rest` begins with the name and no word goes on behind it."""
    return bool(name) and rest[: len(name)].casefold() == name.casefold() and not rest[len(name) :][:1].isalnum()


def can_be_taken_back(written_at: datetime, now: datetime) -> bool:
    """Whether it is early enough."""
    return now - written_at < TAKEN_BACK_WITHIN
