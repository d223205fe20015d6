"""The index in SQLite: an FTS5 table without content, and beside it which text of a moment stands in it.

A contentless table gives a row back only to who says the same words again; that is what `version` is kept for. (Tables
that delete by number alone need SQLite 3.43.) Rows must go in by rising number: each step back flushes a segment.
"""

import json
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from regulars.book.search.query import Phrase, Wanted
from regulars.book.search.rows import MOMENT, Condition, Row
from regulars.engine.rows import rows

INSERT = "INSERT INTO book_search (rowid, subject, sender, files, body) VALUES (%s, %s, %s, %s, %s)"
DELETE = """
    INSERT INTO book_search (book_search, rowid, subject, sender, files, body) VALUES ('delete', %s, %s, %s, %s, %s)
"""
STANDING = "SELECT docid, version FROM book_searched WHERE docid IN (SELECT value FROM json_each(%s))"
NOTE = "INSERT INTO book_searched (docid, version) VALUES (%s, %s)"
NEWEST = "SELECT rowid FROM book_search WHERE book_search MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
EACH = """
    SELECT rowid FROM book_search
    WHERE book_search MATCH %s AND %s <= %s AND rowid IN (SELECT value FROM json_each(%s)) LIMIT %s
"""
BETWEEN = """
    SELECT rowid FROM book_search WHERE book_search MATCH %s AND rowid >= %s AND rowid <= %s
    AND +rowid IN (SELECT value FROM json_each(%s)) ORDER BY rowid DESC LIMIT %s
"""
WALK = f"""
    SELECT walked.docid FROM (
        SELECT rowid AS docid FROM book_search WHERE book_search MATCH %s AND rowid < %s AND rowid >= %s
        ORDER BY rowid DESC LIMIT %s
    ) walked
    CROSS JOIN book_moment m ON m.id = (walked.docid & {MOMENT})
    {{join}} JOIN book_conversation o ON o.id = m.conversation_id
    {{join}} JOIN book_conversation c ON c.id = coalesce(o.joined_to_id, o.id)
    WHERE {{true}} LIMIT %s
"""  # noqa: S608 - our own number
EDGE = """
    SELECT rowid FROM book_search WHERE book_search MATCH %s AND rowid < %s AND rowid >= %s
    ORDER BY rowid DESC LIMIT 1 OFFSET %s
"""
MOST_LOOKED_UP = 50
PAGES_A_MERGE = 200
PAGES_A_STEP, MOST_STEPS, NOTHING_MERGED = 1_000, 10_000, 2


def standing(docids: Sequence[int]) -> dict[int, int]:
    """Which of these are in the index, and with which version of their text."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [json.dumps(docids)])
        return dict(cursor.fetchall())


def put(texts: Iterable[Row]) -> None:
    """Add these, which must not be in the index. Call it inside a transaction."""
    ordered = sorted(texts)
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [(row.docid, *spaced(row)) for row in ordered])
        cursor.executemany(NOTE, [(row.docid, row.version) for row in ordered])


def drop(texts: Iterable[Row]) -> None:
    """Take these out; their words must be those that went in. Call it inside a transaction."""
    ordered = sorted(texts)
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


def settle() -> None:
    """Bring all segments together into one, in steps that each hold the write lock briefly: what was taken out stood
    in the old ones still. Source: https://www.sqlite.org/fts5.html#the_merge_command, and the optimize one before it.
    """
    for table in ("book_search", "book_people"):
        pages = -PAGES_A_STEP
        for _ in range(MOST_STEPS):
            if merged(table, pages) < NOTHING_MERGED:
                break
            pages = PAGES_A_STEP


def merged(table: str, pages: int) -> int:
    """Merge this many pages of a table, and how many rows that wrote; fewer than two say that all is merged."""
    with transaction.atomic(), connection.cursor() as cursor:
        before = connection.connection.total_changes
        cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)", [pages])  # noqa: S608 - our own name
        return int(connection.connection.total_changes - before)


def newest(wanted: Wanted, before: int, limit: int) -> list[int]:
    """Docids of what is wanted, below `before`, highest first."""
    return [docid for (docid,) in rows(NEWEST, [match(wanted), before, limit])]


def among(wanted: Wanted, docids: Sequence[int], limit: int) -> list[int]:
    """Which of these hold what is wanted, highest first.

    A few are looked up one by one. For more, all that hold it are read and compared: measured, that takes as long
    for a hundred thousand as looking up a hundred.
    """
    if not docids:
        return []
    statement = EACH if len(docids) <= MOST_LOOKED_UP else BETWEEN
    found = rows(statement, [match(wanted), min(docids), max(docids), json.dumps(list(docids)), limit])
    return sorted((docid for (docid,) in found), reverse=True)


def walk(
    wanted: Wanted, condition: Condition, stretch: tuple[int, int], limit: int, most: int
) -> tuple[list[int], int | None]:
    """Of the newest `most` texts that hold what is wanted, the docids of those that fulfil the condition.

    `stretch` is the lowest docid and the one below which all are. The second answer is where the walk stopped before
    it had seen all or found `limit`. Conversations are joined one by one in the order of the texts, whatever the
    planner thinks: only so the walk ends early.
    """
    after, before = stretch
    asked = match(wanted), before, after
    statement = WALK.format(join="CROSS" if condition.in_one else "LEFT", true=condition.sql)
    found = sorted((pk for (pk,) in rows(statement, [*asked, most, *condition.params, limit])), reverse=True)
    edge = rows(EDGE, [*asked, most - 1]) if len(found) < limit else []
    return found, edge[0][0] if edge else None


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
    """One phrase as a string of FTS5, perhaps in one column. Folded words hold no quotes."""
    column = f"{phrase.field} : " if phrase.field else ""
    return f'{column}"{" ".join(phrase.words)}"{" *" if phrase.begins else ""}'
