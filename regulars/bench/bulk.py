"""Rows by the ten thousand, straight into their tables."""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import DateTimeField, Field, JSONField, Model

BATCH = 10_000
Column = tuple[str, Callable[[Any], Any] | None]


def hurry() -> None:
    """On SQLite: keep more in memory and do not wait for the disk. For a desk that can be made again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-600000")


def constant(field: "Field[Any, Any]") -> Any:
    """What stands in a column that the rows do not name: its default."""
    value = None if field.null else field.get_default()
    return json.dumps(value) if isinstance(field, JSONField) else value


def write(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows that give the attributes `names`; all other columns get their defaults. A batch a transaction."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    # An id that nobody names is given by the database.
    others = [field for name, field in fields.items() if name not in names and not field.primary_key]
    constants = tuple(constant(field) for field in others)
    columns = [str(field.column) for field in (*(fields[name] for name in names), *others)]
    times = [place for place, name in enumerate(names) if isinstance(fields[name], DateTimeField)]
    waiting = iter(rows)
    while batch := [(*adapted(row, times), *constants) for row in islice(waiting, BATCH)]:
        with transaction.atomic():
            put(model._meta.db_table, columns, batch)


def adapted(row: Sequence[Any], times: Sequence[int]) -> list[Any]:
    """The row with its times as this database takes them."""
    values = list(row)
    for place in times:
        values[place] = connection.ops.adapt_datetimefield_value(values[place])
    return values


def put(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows the quickest way that the database has."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608 names from models
            return
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)


def finish(models: Sequence[type[Model]]) -> None:
    """Let ids go on behind those that were written, and the planner see what is there."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
