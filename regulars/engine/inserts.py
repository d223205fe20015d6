"""Many rows into one table in one statement. Django's own bulk insert costs three times as much a row."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model

Adapt = Callable[[Any], Any]
WORTH_COPYING = 20


def as_json(value: object) -> str:
    """A JSON column's text."""
    return json.dumps(value, ensure_ascii=False)


def adaptation(field: "Field[Any, Any]") -> Adapt | None:
    """How a field's values go to this database, where they do not go as they are."""
    if isinstance(field, DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return as_json if isinstance(field, JSONField) else None


def values_of(row: Model, columns: Sequence[tuple[str, Adapt | None]]) -> tuple[Any, ...]:
    """The values of one row in the order of `columns`."""
    return tuple(
        value if adapt is None or value is None else adapt(value)
        for value, adapt in ((getattr(row, name), adapt) for name, adapt in columns)
    )


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of one model that already have their ids. Columns with `auto_now_add` must have been set.

    Raises what the database raises, such as IntegrityError.
    """
    if not rows:
        return
    options = type(rows[0])._meta
    columns = [(field.attname, adaptation(field)) for field in options.concrete_fields]
    names = ", ".join(f'"{field.column}"' for field in options.concrete_fields)
    values = [values_of(row, columns) for row in rows]
    if connection.vendor == "postgresql" and len(rows) >= WORTH_COPYING:
        copy(f'copy "{options.db_table}" ({names}) from stdin', values)
        return
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        # The names are those of our own models.
        cursor.executemany(f'insert into "{options.db_table}" ({names}) values ({marks})', values)  # noqa: S608


def copy(statement: str, values: Sequence[tuple[Any, ...]]) -> None:
    """PostgreSQL's way for many rows, three times as quick as inserting them."""
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as target:
        for row in values:
            target.write_row(row)
