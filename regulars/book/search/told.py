"""Moments without a text that are found by what their payload says: orders, visits and rewards by their number, and
what was promised by its words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from regulars.book.kinds import MOMENT_KINDS
from regulars.book.models import Moment

GROUPS = frozenset({"order", "visit", "reward"})
BESIDE = ("what", "unit", "place", "programme")


def kinds() -> list[str]:
    """The kinds of moment that are found so."""
    return [code for code, kind in MOMENT_KINDS if kind.sought or kind.group in GROUPS]


def told(moments: Iterable[int]) -> list[tuple[int, datetime, tuple[str, ...]]]:
    """Id, time and the fields of those among these moments that tell first of a record; one is enough for each."""
    ids = sorted(moments)
    if not ids:
        return []
    found = Moment.objects.filter(pk__among=ids, kind__in=kinds()).values_list("pk", "at", "kind", "payload")
    return [(pk, at, fields(payload)) for pk, at, kind, payload in found if payload.get("first") or is_sought(kind)]


def is_sought(code: str) -> bool:
    """Whether every moment of the kind is found, and not the first of a record alone."""
    kind = MOMENT_KINDS.get(code)
    return kind is not None and kind.sought


def fields(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Subject, sender, files and body: its numbers, nobody, none, and what was bought or booked."""
    names = [*payload.get("names", ()), *(payload.get(name) or "" for name in BESIDE)]
    numbers = dict.fromkeys(str(payload.get(name) or "") for name in ("number", "id"))
    return " ".join(numbers), "", "", " ".join(map(str, names))
