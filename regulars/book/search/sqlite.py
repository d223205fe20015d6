"""The index in SQLite: an FTS5 table without content, and beside it which text of a moment stands in it.

A contentless table gives a row back only to who says the same words again; that is what `version` is kept for. (Tables
that delete by number alone need SQLite 3.43.) Rows must go in by rising number: each step back flushes a segment.
"""

import json
from collections.abc import Iterable, Sequence

from django.db import connection

from regulars.book.search.query import Phrase, Wanted
from regulars.book.search.rows import Row

INSERT = "INSERT INTO book_search (rowid, subject, sender, files, body) VALUES (%s, %s, %s, %s, %s)"
DELETE = """
    INSERT INTO book_search (book_search, rowid, subject, sender, files, body) VALUES ('delete', %s, %s, %s, %s, %s)
"""
STANDING = "SELECT docid, version FROM book_searched WHERE docid IN (SELECT value FROM json_each(%s))"
NOTE = "INSERT INTO book_searched (docid, version) VALUES (%s, %s)"
PAGES_A_MERGE = 200


def standing(docids: Sequence[int]) -> dict[int, int]:
    """Which of these are in the index, and with which version of their text."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [json.dumps(docids)])
        return dict(cursor.fetchall())


def put(rows: Iterable[Row]) -> None:
    """Add these, which must not be in the index. Call it inside a transaction."""
    ordered = sorted(rows)
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [(row.docid, *spaced(row)) for row in ordered])
        cursor.executemany(NOTE, [(row.docid, row.version) for row in ordered])


def drop(rows: Iterable[Row]) -> None:
    """Take these out; their words must be those that went in. Call it inside a transaction."""
    ordered = sorted(rows)
    with connection.cursor() as cursor:
        cursor.executemany(DELETE, [(row.docid, *spaced(row)) for row in ordered])
        cursor.executemany("DELETE FROM book_searched WHERE docid = %s", [(row.docid,) for row in ordered])


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO book_search (book_search) VALUES ('delete-all')")
        cursor.execute("DELETE FROM book_searched")


def tidy() -> None:
    """Merge some segments; cheap, and nothing to do most of the time."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO book_search (book_search, rank) VALUES ('merge', %s)", [PAGES_A_MERGE])


def newest(wanted: Wanted, before: int, limit: int) -> list[int]:
    """Docids of what is wanted, below `before`, highest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM book_search WHERE book_search MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
            [match(wanted), before, limit],
        )
        return [docid for (docid,) in cursor.fetchall()]


def spaced(row: Row) -> list[str]:
    """Each field's words with a space between, for the tokenizer that changes nothing but ASCII case."""
    return [" ".join(words) for words in row.words]


def match(wanted: Wanted) -> str:
    """The query in FTS5's language.

    Source: https://www.sqlite.org/fts5.html#full_text_query_syntax.
    """
    all_of = " AND ".join(f"({' OR '.join(map(quoted, phrases))})" for phrases in wanted.all_of)
    none_of = "".join(f" NOT {quoted(phrase)}" for phrase in wanted.none_of)
    return f"({all_of}){none_of}"


def quoted(phrase: Phrase) -> str:
    """One phrase as a string of FTS5. Folded words hold no quotes."""
    return f'"{" ".join(phrase.words)}"{" *" if phrase.begins else ""}'
