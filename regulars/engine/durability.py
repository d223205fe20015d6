"""Commits that are on disk before anybody is told so."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def durable() -> Iterator[None]:
    """Commits inside are flushed to disk before they return: `with durable(), transaction.atomic(): ...`.

    SQLite runs with synchronous=NORMAL, which may lose the last commits at a power cut, and is set to FULL here for
    this connection. PostgreSQL flushes each commit anyway. Inside a transaction the setting could not be changed and
    the promise not be kept, so that raises RuntimeError; the one which a test case holds open does not count.
    Source: https://www.sqlite.org/pragma.html#pragma_synchronous.
    """
    if any(not block._from_testcase for block in connection.atomic_blocks):  # type: ignore[attr-defined] # not in the stubs
        raise RuntimeError("durable() must be outside of the transaction that it makes durable")
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA synchronous").fetchone()[0]
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        if connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA synchronous={usual}")
