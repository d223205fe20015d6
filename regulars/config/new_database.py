"""A database without tables gets the newest form in one step: where all migrations end, without the way there.

Django draws its model of the whole database anew for each change on the way, two hundred times by now; the end is drawn
once. See docs/decisions/0023-a-new-database-in-one-step.md.
"""

from collections.abc import Iterable, Iterator

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


def make(connection: BaseDatabaseWrapper) -> bool:
    """Make all tables and note all migrations as carried out, in one transaction.

    False, with nothing done, where the database holds a table already or two migrations claim to be a room's last.
    """
    executor = MigrationExecutor(connection)
    if connection.introspection.table_names() or executor.loader.detect_conflicts():
        return False
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    state = executor.loader.project_state()
    with connection.schema_editor() as schema:
        make_tables(schema, state, executor.loader.unmigrated_apps)
        for migration in plan:
            carry_out(schema, state, migration)
        note(executor.recorder, schema, plan)
    return True


def make_tables(schema: BaseDatabaseSchemaEditor, state: ProjectState, without: Iterable[str]) -> None:
    """The table of every model in `state`, with its indexes and constraints; rooms in `without` keep no migrations."""
    for model in state.apps.get_models():
        if model._meta.can_migrate(schema.connection) and model._meta.app_label not in without:
            schema.create_model(model)


def carry_out(schema: BaseDatabaseSchemaEditor, state: ProjectState, migration: Migration) -> None:
    """What a migration does beside what models say. All of it finds the newest form, whenever it was written."""
    for operation in beside_models(migration.operations):
        operation.database_forwards(migration.app_label, schema, state, state)


def beside_models(operations: Iterable[Operation]) -> Iterator[Operation]:
    """The operations that no model shows, but for those that would be left out of a squashed migration too."""
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from beside_models(operation.database_operations)
        elif isinstance(operation, RunPython | RunSQL) and not operation.elidable:
            yield operation


def note(recorder: MigrationRecorder, schema: BaseDatabaseSchemaEditor, plan: Iterable[Migration]) -> None:
    """Write down what is done, as if each migration had been carried out by itself."""
    schema.create_model(recorder.Migration)
    names = [name for one in plan for name in (one.replaces or [(one.app_label, one.name)])]
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in names)
