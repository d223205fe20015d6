"""Many rows of one table changed at once, each to values of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection


def update(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], only_if: str = "") -> None:
    """Set `columns` of rows known by their id. Each of `rows` has the new values in that order, then the id.

    `only_if` is a condition in which `{new}` stands for the new value of the first column, and columns of the row are
    written with their table's name. Names are put into the statement as they are: they must be the program's own.
    """
    if not rows:
        return
    adapt = connection.ops.adapt_datetimefield_value
    values = [[adapt(value) if isinstance(value, datetime) else value for value in row] for row in rows]
    if connection.vendor == "postgresql":
        in_one_statement(table, columns, values, only_if)
    else:
        one_by_one(table, columns, values, only_if)


def in_one_statement(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], only_if: str) -> None:
    """PostgreSQL: a statement a row would be a journey to the server for each."""
    row = f"({', '.join(['%s'] * (len(columns) + 1))})"
    condition = f" and ({only_if.format(new=f'new.{columns[0]}')})" if only_if else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} set {', '.join(f'{column} = new.{column}' for column in columns)} "  # noqa: S608
            f"from (values {', '.join([row] * len(rows))}) as new({', '.join(columns)}, id) "
            f"where {table}.id = new.id{condition}",
            [value for values in rows for value in values],
        )


def one_by_one(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], only_if: str) -> None:
    """SQLite: a prepared statement, run for each row."""
    condition = f" and ({only_if.format(new='%s')})" if only_if else ""
    again = slice(0, 1 if only_if else 0)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"update {table} set {', '.join(f'{column} = %s' for column in columns)} where id = %s{condition}",  # noqa: S608
            [(*values, *values[again]) for values in rows],
        )
