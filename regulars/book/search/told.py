"""Moments without a text that are found by what their payload says: orders, visits and rewards by their number."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from regulars.book.kinds import MOMENT_KINDS
from regulars.book.models import Moment

GROUPS = frozenset({"order", "visit", "reward"})
BESIDE = ("what", "unit", "place", "programme")


def kinds() -> list[str]:
    """The kinds of moment that are found so."""
    return [code for code, kind in MOMENT_KINDS if kind.group in GROUPS]


def told(moments: Iterable[int]) -> list[tuple[int, datetime, tuple[str, ...]]]:
    """Id, time and the fields of those among these moments that tell first of a record; one is enough for each."""
    ids = sorted(moments)
    if not ids:
        return []
    found = Moment.objects.filter(pk__among=ids, kind__in=kinds()).values_list("pk", "at", "payload")
    return [(pk, at, fields(payload)) for pk, at, payload in found if payload.get("first")]


def fields(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Subject, sender, files and body: its numbers, nobody, none, and what was bought or booked."""
    names = [*payload.get("names", ()), *(payload.get(name) or "" for name in BESIDE)]
    numbers = dict.fromkeys(str(payload.get(name) or "") for name in ("number", "id"))
    return " ".join(numbers), "", "", " ".join(map(str, names))
