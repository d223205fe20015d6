"""The database's form, brought to this version's before a command touches it."""

import fcntl
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

MIGRATION_LOCK = 7_204_001


def is_current() -> bool:
    """Whether every migration has been carried out, by their names: to load them all would take memory and time."""
    here = {(one.label, name) for one in apps.get_app_configs() for name in migrations_of(one)}
    return here <= MigrationRecorder(connection).applied_migrations().keys()


def migrations_of(one: AppConfig) -> Iterator[str]:
    """The names of an application's migrations."""
    folder = Path(one.path) / "migrations"
    # As Django's loader goes by it: these are no migrations.
    return (found.name for found in pkgutil.iter_modules([str(folder)]) if found.name[0] not in "_~")


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
