"""The database's form, brought to this version's before a command touches it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

MIGRATION_LOCK = 7_204_001


def is_current() -> bool:
    """Whether every migration has been carried out."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@contextmanager
def alone() -> Iterator[None]:
    """One migration at a time: by a file on this machine, and by the server where several machines share one."""
    with (settings.REGULARS_HOME / "migrate.lock").open("w") as file, connection.cursor() as cursor:
        fcntl.flock(file, fcntl.LOCK_EX)
        shared = connection.vendor == "postgresql"
        if shared:
            cursor.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            if shared:
                cursor.execute("select pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def bring_up_to_date() -> None:
    """Carry out what is missing. Of two that start at once, the second waits and finds nothing left."""
    if is_current():
        return
    with alone():
        call_command("migrate", interactive=False, verbosity=0)
