"""The database's form, brought to this version's before a command touches it."""

import fcntl
import logging
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from regulars.base.frozen import dataclass
from regulars.config.environment import WrongSetting
from regulars.engine import backups

log = logging.getLogger(__name__)
MIGRATION_LOCK = 7_204_001


@dataclass(frozen=True, slots=True)
class Stand:
    """How a database stands to this release, by names of migrations: to load them all would take memory and time.

    `missing` are not carried out, `unknown` were carried out by a newer release; `made`: it has been in use.
    """

    missing: frozenset[tuple[str, str]]
    unknown: frozenset[tuple[str, str]]
    made: bool


def stand() -> Stand:
    """How it stands now. What a practice did that is not here any more is nobody's matter."""
    here = {(one.label, name) for one in apps.get_app_configs() for name in migrations_of(one)}
    done = set(MigrationRecorder(connection).applied_migrations())
    ours = {label for label, _name in here}
    unknown = frozenset((label, name) for label, name in done - here if label in ours)
    return Stand(frozenset(here - done), unknown, bool(done))


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
    """Carry out what is missing, after what is there was copied. Of two that start at once, the second waits and finds
    nothing left. Raises WrongSetting where a newer release has changed the database already."""
    now = stand()
    if now.unknown:
        newest = ", ".join(sorted(f"{label} {name}" for label, name in now.unknown))
        raise WrongSetting(
            f"This database has the form of a newer Regulars ({newest}); this one would write into it what that one "
            f"cannot read. Start the newer one, or put back a copy from before, such as {backups.BEFORE_UPGRADE}."
        )
    if not now.missing:
        return
    with alone():
        if stand().missing and now.made and (refused := backups.keep_before_upgrade()):
            log.warning("The database is brought to this version without a copy of it: %s", refused.reason)
        call_command("migrate", interactive=False, verbosity=0)
