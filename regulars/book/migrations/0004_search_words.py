"""What search keeps beside its index: words that were seen, people, and which form of it all the rows are in.

Where there are texts, no form stands there yet: their index is of an older version, and is emptied and filled again.
See `regulars/book/search/form.py`.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    "CREATE TABLE book_word (word TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE book_people USING fts5(words, columnsize=0, prefix='2 3', tokenize='ascii')",
    "CREATE TABLE book_search_form (form INTEGER NOT NULL)",
)
POSTGRESQL = (
    'CREATE TABLE book_word (word text COLLATE "C" PRIMARY KEY)',
    "CREATE TABLE book_people (docid bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX book_people_words ON book_people USING gin (words)",
    "CREATE TABLE book_search_form (form integer NOT NULL)",
)
NEW = "INSERT INTO book_search_form (form) SELECT 2 WHERE NOT EXISTS (SELECT 1 FROM book_message)"
DROP = ("DROP TABLE book_search_form", "DROP TABLE book_people", "DROP TABLE book_word")


def make(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Make the tables, empty."""
    for statement in SQLITE if schema.connection.vendor == "sqlite" else POSTGRESQL:
        schema.execute(statement)
    schema.execute(NEW)


def unmake(apps: StateApps, schema: BaseDatabaseSchemaEditor) -> None:
    """Drop them: everything in them can be made again."""
    for statement in DROP:
        schema.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("book", "0003_the_working_desk")]
    operations = [migrations.RunPython(make, unmake)]
