"""Django's `migrate`, which makes a new database in one step. The tests' databases are made by it too."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from regulars.config import new_database

# With any of these, something else than a whole new database is wanted.
OTHERWISE = ("app_label", "migration_name", "plan", "check_unapplied", "fake", "fake_initial", "prune")


class Command(migrate.Command):
    """As Django's, and afterwards nothing is left for it to do but to tell everybody that it is done."""

    def handle(self, *args: Any, **options: Any) -> None:
        if not any(options.get(name) for name in OTHERWISE):
            new_database.make(connections[options["database"]])
        super().handle(*args, **options)
