"""Commits that are on disk before anybody is told so, and those that need not be."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
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


def unhurried() -> None:
    """Let the open transaction be committed without waiting for the disk: it is to be of the kind that is done again
    where it is lost, as a claimed job, or what follows from rows that are kept.

    PostgreSQL may then lose it with its server, up to a second later; never another one before it, and never where a
    commit that waits came after it. SQLite commits all so, unless told otherwise. With REGULARS_DURABILITY=strict this
    changes nothing. Source: https://www.postgresql.org/docs/current/wal-async-commit.html.
    """
    if connection.vendor == "postgresql" and not settings.REGULARS_STRICT_DURABILITY:
        with connection.cursor() as cursor:
            cursor.execute("set local synchronous_commit = off")
