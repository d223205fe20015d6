"""Several statements in one transaction and, on PostgreSQL, in one journey to the server: over a short statement, the
journey there and back takes longer than the statement."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction

Statement = tuple[str, Sequence[Any]]
UNHURRIED: Statement = ("set local synchronous_commit = off", ())


def in_one_go(*statements: Statement) -> list[tuple[Any, ...]]:
    """Run statements, one after another, all or none of them; the rows of the last one.

    The commit does not wait for the disk, for which `durability.unhurried` says what that asks of it. Inside of a
    transaction they are part of it. Raises what the database raises.
    Source: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT.
    """
    return _in_one_journey(statements) if connection.vendor == "postgresql" else _one_by_one(statements)


def _in_one_journey(statements: Sequence[Statement]) -> list[tuple[Any, ...]]:
    if not settings.REGULARS_STRICT_DURABILITY:
        statements = (UNHURRIED, *statements)
    with connection.cursor() as cursor:
        cursor.execute("; ".join(sql for sql, _ in statements), [one for _, params in statements for one in params])
        while cursor.nextset():
            pass
        return list(cursor.fetchall()) if cursor.description else []


def _one_by_one(statements: Sequence[Statement]) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
        return list(cursor.fetchall()) if cursor.description else []
