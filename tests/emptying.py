"""What a test has committed goes when it ends: only from tables that hold something, and nothing is made anew."""

from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

# What Django writes down of the models when a database is made. No test changes it.
KEPT = frozenset({"django_content_type", "auth_permission"})


def filled(connection: BaseDatabaseWrapper) -> list[str]:
    """The tables of ours that hold a row."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    looks = (f"select '{table}' where exists (select 1 from {table})" for table in sorted(set(tables) - KEPT))
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(looks))
        return [name for (name,) in cursor.fetchall()]


def empty(connection: BaseDatabaseWrapper) -> None:
    """Nothing of ours is left. All of it goes at once, so that no row asks for another."""
    tables = filled(connection)
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set local session_replication_role = replica")
        for table in tables:
            cursor.execute(f"delete from {table}")


def after_each(_: TransactionTestCase) -> None:
    """In the place of Django's: that one empties every table, and writes all names and permissions down once more."""
    for connection in connections.all():
        empty(connection)


def settle(case: Any = TransactionTestCase) -> None:
    """From now on it is done so after each test that commits."""
    case._fixture_teardown = after_each
