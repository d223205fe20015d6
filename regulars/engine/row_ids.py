"""Row ids taken before the rows are written, so that a batch can be planned whole and inserted in few statements."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Model

GROWTH, CHUNK = 16, 256
# Written straight into nextval(), the sequence would be looked up by its table again for each id.
NEXT = """
with source as materialized (select pg_get_serial_sequence(%s, 'id')::regclass as name)
select nextval(name) from source, generate_series(1, %s)
"""


def taken(table: str) -> int:
    """The highest id that SQLite ever gave out in `table`."""
    with connection.cursor() as cursor:
        cursor.execute("select seq from sqlite_sequence where name = %s", [table])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def from_sequence(table: str, expected: int) -> Iterator[int]:
    """Ids from PostgreSQL's sequence: as many as are expected, then more and more at a time, so that a single mail
    leaves no gap and a batch asks seldom. What a batch leaves over is a gap, and harmless."""
    size = expected
    while True:
        with connection.cursor() as cursor:
            cursor.execute(NEXT, [table, size])
            rows = cursor.fetchall()
        yield from (int(row[0]) for row in rows)
        size = min(size * GROWTH, CHUNK)


def under_lock(table: str) -> Iterator[int]:
    """Ids counted up from the last one. Right only while this transaction holds SQLite's one write lock."""
    following = taken(table)
    while True:
        following += 1
        yield following


def fresh_ids(model: type[Model], expected: int = 1) -> Iterator[int]:
    """Ids for new rows of `model`, endlessly. Use them inside one transaction that writes, and not beyond it.

    `expected` is about how many will be wanted, at least 1.
    """
    table = model._meta.db_table
    return from_sequence(table, expected) if connection.vendor == "postgresql" else under_lock(table)
