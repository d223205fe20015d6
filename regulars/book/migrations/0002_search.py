"""Tables of the search index. They are no models: each database has its own form. See `regulars/book/search/`."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Measured: with 16 MiB of words gathered before a segment is written, indexing is three times as fast.
SQLITE = (
    """CREATE VIRTUAL TABLE book_search
       USING fts5(subject, sender, files, body, content='', columnsize=0, tokenize='ascii')""",
    "INSERT INTO book_search (book_search, rank) VALUES ('hashsize', 16777216)",
    "INSERT INTO book_search (book_search, rank) VALUES ('automerge', 8)",
    "CREATE TABLE book_searched (docid INTEGER PRIMARY KEY, version INTEGER NOT NULL)",
)
POSTGRESQL = (
    "CREATE TABLE book_search (docid bigint PRIMARY KEY, version integer NOT NULL, words tsvector NOT NULL)",
    "CREATE INDEX book_search_words ON book_search USING gin (words)",
)
DROP_SQLITE = ("DROP TABLE book_searched", "DROP TABLE book_search")
DROP_POSTGRESQL = ("DROP TABLE book_search",)


def make(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Make the index, empty."""
    for statement in SQLITE if schema.connection.vendor == "sqlite" else POSTGRESQL:
        schema.execute(statement)


def unmake(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Drop the index: everything in it can be made again."""
    for statement in DROP_SQLITE if schema.connection.vendor == "sqlite" else DROP_POSTGRESQL:
        schema.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("book", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
