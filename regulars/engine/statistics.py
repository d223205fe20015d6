"""What the database knows of how its rows are spread, by which it chooses its plans."""

from django.db import connection

# 2: look where rows became ten times as many or as few. 16: at some of them. 65536: of all tables, and not only of
# those that this connection has asked: a worker asks few, and everybody plans by what it finds.
LOOK = 0x10012


def look_again() -> None:
    """Let SQLite look again where much has changed: milliseconds mostly, under a second at a million rows. PostgreSQL
    looks by itself. Source: https://www.sqlite.org/pragma.html#pragma_optimize."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA optimize({LOOK})")
