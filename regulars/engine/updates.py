"""Many rows of one table changed at once, each to values of its own."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from regulars.engine.rows import stored


def update(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], only_if: str = "") -> None:
    """Set `columns` of rows known by their id. Each of `rows` has the new values in that order, then the id.

    `only_if` is a condition in which `{new}` stands for the new value of the first column, and columns of the row are
    written with their table's name. Names are put into the statement as they are: they must be the program's own.
    """
    if not rows:
        return
    if connection.vendor == "postgresql":
        in_one_statement(table, columns, rows, only_if)
    else:
        one_by_one(table, columns, rows, only_if)


def in_one_statement(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], only_if: str) -> None:
    """PostgreSQL: a statement a row would be a journey to the server for each.

    All values go as one parameter: the driver takes half a second to put the values of 2,000 rows into a statement.
    """
    names = (*columns, "id")
    new = json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, default=str)
    condition = f" and ({only_if.format(new=f'new.{columns[0]}')})" if only_if else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {table} set {', '.join(f'{column} = new.{column}' for column in columns)} "  # noqa: S608
            f"from json_populate_recordset(null::{table}, %s) as new where {table}.id = new.id{condition}",
            [new],
        )


def one_by_one(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], only_if: str) -> None:
    """SQLite: a prepared statement, run for each row."""
    condition = f" and ({only_if.format(new='%s')})" if only_if else ""
    again = slice(0, 1 if only_if else 0)
    values = [[stored(value) if isinstance(value, datetime) else value for value in row] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"update {table} set {', '.join(f'{column} = %s' for column in columns)} where id = %s{condition}",  # noqa: S608
            [(*row, *row[again]) for row in values],
        )
