"""The index in PostgreSQL: a table of word lists under a GIN index, filled from the same words as SQLite's.

The server's own parser and dictionaries are not asked. The planner, left alone, walks the table for a rare word and
takes seconds; so a search first probes the word index and then knows which way is short.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from regulars.base.folding import BESIDE
from regulars.book.search.query import Phrase, Wanted
from regulars.book.search.rows import FIELDS, MOMENT, Condition, Row
from regulars.engine.among import array
from regulars.engine.rows import rows

WEIGHTS = "ABCD"
LAST_PLACE = 16_383
PROBE = 1_000
WINDOW = 20_000

PUT = """
    INSERT INTO book_search (docid, version, words)
    SELECT docid, version, words::tsvector
    FROM unnest(%s::bigint[], %s::integer[], %s::text[]) AS new (docid, version, words)
    ON CONFLICT (docid) DO UPDATE SET version = excluded.version, words = excluded.words
"""
# `docid + 0` keeps the planner from the primary key, where the word index is the short way.
ANY = "SELECT docid FROM book_search WHERE words @@ %s::tsquery AND docid + 0 < %s LIMIT %s"
ALL = "SELECT docid FROM book_search WHERE words @@ %s::tsquery AND docid + 0 < %s ORDER BY docid DESC LIMIT %s"
EDGE = "SELECT docid FROM book_search WHERE docid < %s ORDER BY docid DESC OFFSET %s LIMIT 1"
RECENT = """
    SELECT docid FROM book_search WHERE words @@ %s::tsquery AND docid < %s AND docid >= %s ORDER BY docid DESC LIMIT %s
"""
AMONG = """
    SELECT docid FROM book_search WHERE words @@ %s::tsquery AND docid = ANY(%s) ORDER BY docid DESC LIMIT %s
"""
FULFILLING = f"""
    SELECT walked.docid FROM unnest(%s::bigint[]) AS walked (docid)
    JOIN book_moment m ON m.id = (walked.docid & {MOMENT})
    {{join}} JOIN book_conversation o ON o.id = m.conversation_id
    {{join}} JOIN book_conversation c ON c.id = coalesce(o.joined_to_id, o.id)
    WHERE {{true}} ORDER BY walked.docid DESC LIMIT %s
"""  # noqa: S608 - our own number
STEPS = (200, 2_000, 10_000, 30_000)


def standing(docids: Sequence[int]) -> dict[int, int]:
    """Which of these are in the index, and with which version of their text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT docid, version FROM book_search WHERE docid = ANY(%s)", [array(docids)])
        return dict(cursor.fetchall())


def put(texts: Iterable[Row]) -> None:
    """Add these, or replace what stands under their docids."""
    ordered = sorted(texts)
    columns = [row.docid for row in ordered], [row.version for row in ordered], [literal(row) for row in ordered]
    with connection.cursor() as cursor:
        cursor.execute(PUT, [array(column) for column in columns])


def drop(texts: Iterable[Row]) -> None:
    """Take these out."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM book_search WHERE docid = ANY(%s)", [[row.docid for row in texts]])


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE book_search")


def tidy() -> None:
    """Nothing: autovacuum keeps the word index."""


def settle() -> None:
    """Nothing: what was taken out goes with the server's vacuum."""


def newest(wanted: Wanted, before: int, limit: int) -> list[int]:
    """Docids of what is wanted, below `before`, highest first."""
    query = tsquery(wanted)
    with transaction.atomic(), connection.cursor() as cursor:
        prefer(cursor, "enable_bitmapscan")
        cursor.execute(ANY, [query, before, PROBE + 1])
        probed = sorted((docid for (docid,) in cursor.fetchall()), reverse=True)
        if len(probed) <= PROBE:
            return probed[:limit]
        return recent(cursor, query, before, limit) or every(cursor, query, before, limit)


def recent(cursor: CursorWrapper, query: str, before: int, limit: int) -> list[int]:
    """For a common word: the newest WINDOW rows one by one. Empty where a page is not filled by them."""
    prefer(cursor, "enable_indexscan", "enable_indexonlyscan")
    cursor.execute(EDGE, [before, WINDOW])
    edge = cursor.fetchone()
    cursor.execute(RECENT, [query, before, edge[0] if edge else 0, limit])
    found = [docid for (docid,) in cursor.fetchall()]
    return found if len(found) == limit or edge is None else []


def every(cursor: CursorWrapper, query: str, before: int, limit: int) -> list[int]:
    """For a word that was common long ago: all that the word index knows, sorted."""
    prefer(cursor, "enable_bitmapscan")
    cursor.execute(ALL, [query, before, limit])
    return [docid for (docid,) in cursor.fetchall()]


def among(wanted: Wanted, docids: Sequence[int], limit: int) -> list[int]:
    """Which of these hold what is wanted, highest first."""
    return [docid for (docid,) in rows(AMONG, [tsquery(wanted), list(docids), limit])]


def walk(
    wanted: Wanted, condition: Condition, stretch: tuple[int, int], limit: int, most: int
) -> tuple[list[int], int | None]:
    """Of the newest `most` texts that hold what is wanted, the docids of those that fulfil the condition.

    `stretch` is the lowest docid and the one below which all are. The second answer is where the walk stopped before
    it had seen all or found `limit`. More texts are taken at each step, since most walks are over soon.
    """
    after, before = stretch
    statement = FULFILLING.format(join="" if condition.in_one else "LEFT", true=condition.sql)
    found: list[int] = []
    seen = 0
    for size in STEPS:
        some = [docid for docid in newest(wanted, before, min(size, most - seen)) if docid >= after]
        found += [pk for (pk,) in rows(statement, [some, *condition.params, limit - len(found)])]
        if len(found) == limit or len(some) < min(size, most - seen):
            return found, None
        seen, before = seen + size, some[-1]
        if seen >= most:
            break
    return found, before


def prefer(cursor: CursorWrapper, *ways: str) -> None:
    """Leave the planner only these ways to read a table, until the transaction ends."""
    settings = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
    choices = ", ".join(f"set_config('{name}', '{'on' if name in ways else 'off'}', true)" for name in settings)
    cursor.execute(f"SELECT {choices}")


def literal(row: Row) -> str:
    """The row as a tsvector is written: each word with its place and its field's weight. Folded words hold
    letters and figures only, so none needs quotes, which would be written and read twice for each.

    A place is left free between fields, so that no phrase runs over from one to the next. Source:
    https://www.postgresql.org/docs/current/datatype-textsearch.html; places end at 16,383.
    """
    said: list[str] = []
    place = 1
    for weight, found in zip(WEIGHTS, row.words, strict=True):
        plain = found
        if found and found[-1][0] in BESIDE:
            plain = [word for word in found if word[0] not in BESIDE]
            said += [word for word in found if word[0] in BESIDE]
        room = max(0, LAST_PLACE - place)
        said += [f"{word}:{at}{weight}" for at, word in enumerate(plain[:room], place)]
        said += [f"{word}:{LAST_PLACE}{weight}" for word in plain[room:]]
        place += len(plain) + 1
    return " ".join(said)


def tsquery(wanted: Wanted) -> str:
    """The query as a tsquery is written."""
    all_of = " & ".join(f"({' | '.join(map(phrased, phrases))})" for phrases in wanted.all_of)
    none_of = "".join(f" & !({phrased(phrase)})" for phrase in wanted.none_of)
    return f"({all_of}){none_of}"


def phrased(phrase: Phrase) -> str:
    """One phrase: words at the distance of one place."""
    weight = WEIGHTS[FIELDS.index(phrase.field)] if phrase.field else ""
    marks = [f"'{word}'{f':{weight}' if weight else ''}" for word in phrase.words]
    if phrase.begins:
        marks[-1] = f"'{phrase.words[-1]}':*{weight}"
    return f"({' <-> '.join(marks)})"
