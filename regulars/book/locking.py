"""Who decides whose rows are whose does so alone: filing, joining, merging. Others need not wait for them."""

from django.db import connection

FILING_LOCK = 7_204_002


def only_filer() -> None:
    """Wait, inside a transaction, until nobody else files or merges. SQLite's write lock says that already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [FILING_LOCK])
