"""A new database is made in one step, and is the one that its migrations make one by one."""

import copy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field
from django.db.utils import load_backend

from regulars.config import new_database
from regulars.config.cli import main
from regulars.config.schema import stand

NAME = "another"
CLONE = Field.clone
# No order among the columns of a table: SQLite puts one that was altered at the end.
CATALOG = (
    """select 'column', table_name, column_name, data_type, coalesce(character_maximum_length, 0), is_nullable,
              coalesce(column_default, ''), coalesce(collation_name, ''), is_identity
       from information_schema.columns where table_schema = 'public'""",
    """select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
       from pg_constraint where connamespace = 'public'::regnamespace""",
    "select 'index', tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
)
# What a migration fills, and a signal after them.
FILLED = ("django_content_type", "book_search_form")


@contextmanager
def another(folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """An empty database beside the tests' own, on the same engine."""
    on_server = connection.vendor == "postgresql"
    kept = {**connection.settings_dict, "NAME": f"{NAME}_{folder.name}" if on_server else str(folder / NAME)}
    if on_server:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'create database "{kept["NAME"]}"')
    made = connections[NAME] = load_backend(kept["ENGINE"]).DatabaseWrapper(kept, NAME)
    try:
        yield made
    finally:
        made.close()
        del connections[NAME]
        if on_server:
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'drop database "{kept["NAME"]}"')


def form(database: BaseDatabaseWrapper) -> set[tuple[str, ...]]:
    """Everything that the database says of its tables, in no order."""
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            return {tuple(map(str, row)) for wanted in CATALOG for row in cursor.execute(wanted).fetchall()}
        cursor.execute("select type, name, coalesce(sql, '') from sqlite_master where name not like 'sqlite_stat%'")
        return {(sort, name, *parts(text)) for sort, name, text in cursor.fetchall()}


def parts(statement: str) -> list[str]:
    """What stands in a statement's brackets, in the order of the alphabet, after what stands before and behind."""
    before, _, rest = statement.partition("(")
    inside, _, behind = rest.rpartition(")")
    return [before, behind, *sorted(re.split(r", (?![^()]*\))", inside))]


def rows(database: BaseDatabaseWrapper) -> dict[str, list[tuple[object, ...]]]:
    """What stands in a database that nobody has used yet."""
    with database.cursor() as cursor:
        found = {}
        for table in FILLED:
            cursor.execute(f"select * from {table} order by 1")
            found[table] = cursor.fetchall()
        cursor.execute("select app, name from django_migrations order by app, name")
        return found | {"done": cursor.fetchall()}


def copied(field: Field) -> Field:
    """As `Field.clone`, which makes it anew from its words: on the long way that is done a hundred thousand times. Of
    one that no model holds yet, a copy is the same."""
    return CLONE(field) if hasattr(field, "model") else copy.deepcopy(field)


@pytest.mark.slow
@pytest.mark.django_db
def test_it_is_as_if_made_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own database against one that has had a first migration, and so goes the long way."""
    monkeypatch.setattr(Field, "clone", copied)
    with another(tmp_path) as old:
        call_command("migrate", "engine", "0001_initial", database=NAME, verbosity=0)
        call_command("migrate", database=NAME, verbosity=0)
        assert form(connection) == form(old)
        assert len(form(old)) > 200
        assert rows(connection) == rows(old)


@pytest.mark.django_db
def test_only_an_empty_database_is_made_so() -> None:
    """One that holds tables goes the way of its migrations."""
    assert not new_database.make(connection)


@pytest.mark.slow
@pytest.mark.django_db
def test_cut_short_it_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So the next start begins anew."""
    with another(tmp_path) as begun, monkeypatch.context() as patch:
        patch.setattr(new_database, "note", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            new_database.make(begun)
        assert begun.introspection.table_names() == []
        patch.undo()
        assert new_database.make(begun)
        assert MigrationRecorder(begun).applied_migrations()


def test_what_no_model_shows_is_carried_out() -> None:
    """But for what only mends rows, which a new database has none of, and says so."""
    first = migrations.RunSQL("create view seen as select 1")
    second = migrations.RunPython(migrations.RunPython.noop)
    mending = migrations.RunSQL("update shelf set width = 1", elidable=True)
    both = migrations.SeparateDatabaseAndState(database_operations=[second, mending])
    operations = [migrations.CreateModel("Shelf", []), first, mending, both]
    assert list(new_database.beside_models(operations)) == [first, second]


@pytest.mark.django_db
def test_a_migration_that_is_missing_is_missed() -> None:
    """Whether anything is to be done is found out at each start, by names."""
    assert not stand().missing
    MigrationRecorder(connection).record_unapplied("book", "0002_search")
    assert stand().missing == {("book", "0002_search")}
    assert not stand().unknown


@pytest.mark.django_db
def test_the_database_of_a_newer_release_is_not_written_into(capsys: pytest.CaptureFixture[str]) -> None:
    MigrationRecorder(connection).record_applied("book", "9999_from_the_future")
    # What a practice left behind that is not here any more stops nothing.
    MigrationRecorder(connection).record_applied("gone", "0001_initial")
    assert main(["inbox", "list"]) == 2
    assert "newer Regulars (book 9999_from_the_future)" in capsys.readouterr().err
