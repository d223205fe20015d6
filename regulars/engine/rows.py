"""Plain SQL for the few pages that are asked for all day: the ORM makes a statement slower than it is run."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

from regulars.engine.sqlite.base import DatabaseWrapper


def rows(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What a statement that only reads gives. It must suit both engines. Times among `params` are put as the engine
    wants them."""
    written = [stored(one) if isinstance(one, datetime) else one for one in params]
    engine = connections[DEFAULT_DB_ALIAS]
    if isinstance(engine, DatabaseWrapper):
        return engine.read(statement, written)
    with engine.cursor() as cursor:
        cursor.execute(statement, written)
        return list(cursor.fetchall())


def marks(values: Iterable[object]) -> str:
    """As many placeholders as there are values, for `in (...)`. An empty list would be no SQL: ask first."""
    return ", ".join("%s" for _ in values)


def stored(at: datetime) -> Any:
    """A time as the engine keeps it."""
    return as_time(at) if connection.vendor == "sqlite" else connection.ops.adapt_datetimefield_value(at)


@lru_cache(maxsize=4096)
def as_time(value: datetime) -> str:
    """An aware time as SQLite keeps it, written as Django writes it at a third of its cost. Rows of one batch share
    most of theirs."""
    return value.astimezone(UTC).isoformat(" ").removesuffix("+00:00")


def aware(at: datetime) -> datetime:
    """A time as it was kept, in UTC: SQLite gives it back without its zone."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def parsed(text: str) -> Any:
    """A JSON column's content; both engines give it as text."""
    return json.loads(text)
