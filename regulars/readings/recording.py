"""Writing down what was read: the rows of a text are replaced, never added to."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models.functions import Left

from regulars.base.frozen import dataclass
from regulars.book.models import Message
from regulars.engine.inserts import insert
from regulars.engine.row_ids import fresh_ids
from regulars.engine.rows import stored
from regulars.reading.values import Due, Read, Tier
from regulars.reading.values import Reading as Found
from regulars.readings import editions, rules, texts
from regulars.readings.models import Reading, Understanding
from regulars.readings.texts import Text

LONGEST_LABEL = 60
WAIT = """
insert into readings_understanding
    (message_id, edition, tier, language, language_score, at, read_at, scores, vector)
values (%s, '', '', '', 0, %s, null, '{}', %s)
on conflict (message_id) do update set edition = ''
"""


@dataclass(frozen=True, slots=True)
class Result:
    """A text with what was read in it; None where it cannot be read."""

    text: Text
    read: Read | None

    @property
    def language(self) -> str:
        """The code of what it is written in; empty where nobody can tell."""
        return self.read.language.code if self.read else ""


def replace(results: Sequence[Result], tier: Tier, in_use: editions.Fits, now: datetime) -> list[Text]:
    """Put these in place of what stood there, in the caller's transaction; gives back whose rows were written.

    What was changed or emptied while it was being read is left: its own change has asked for it to be read again.
    """
    same = unchanged([one.text for one in results])
    standing = [one for one in results if one.text.message in same]
    ids = [one.text.message for one in standing]
    if not ids:
        return []
    older = texts.older_than(ids)
    Reading.objects.filter(message__among=[*ids, *older]).delete()
    found = [row for one in standing if one.read for row in readings(one.text.message, one.read.readings)]
    insert(Reading, numbered(found))
    names = {code: editions.named(tier, code, now, in_use) for code in {one.language for one in standing}}
    understood = [understanding(one, tier, names[one.language], now) for one in standing]
    Understanding.objects.filter(message__among=ids).delete()
    insert(Understanding, understood)
    past = Understanding.objects.filter(message__among=older)
    past.update(edition=rules.SUPERSEDED, scores={}, vector=b"", read_at=now)
    return [one.text for one in standing]


def numbered(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of readings with their ids."""
    return [{"id": pk, **row} for pk, row in zip(fresh_ids(Reading, len(found)), found, strict=False)] if found else []


def unchanged(read: Sequence[Text]) -> set[int]:
    """Those of which the words are still what was read, held until the transaction ends: an erasure that comes after
    waits, and finds the rows; one that came before left other words."""
    found = Message.objects.filter(pk__among=[one.message for one in read]).order_by("pk")
    if connection.vendor == "postgresql":
        found = found.select_for_update()
    now = dict(found.annotate(beginning=Left("text", rules.LONGEST_TEXT)).values_list("pk", "beginning"))
    return {one.message for one in read if now.get(one.message) == one.text}


def understanding(one: Result, tier: Tier, edition: str, now: datetime) -> dict[str, Any]:
    """The row that stands beside the readings of a text."""
    return {
        "message_id": one.text.message,
        "edition": edition,
        "tier": tier if one.read else "",
        "language": one.language,
        "language_score": round(one.read.language.sureness, 3) if one.read else 0.0,
        "at": one.text.at,
        "read_at": now,
        "scores": rules.told_scores(one.read.scores) if one.read else {},
        "vector": one.read.vector if one.read else b"",
    }


def readings(message: int, found: Iterable[Found]) -> list[dict[str, Any]]:
    """Rows of readings; of two that say the same of the same words, the likelier one.

    Of what a head is not sure of, the likeliest of each kind: the rest stands among the scores, and would be most of
    the rows.
    """
    best: dict[tuple[object, ...], Found] = {}
    for one in sorted(found, key=lambda one: one.score):
        same = (one.version, one.label, one.start, one.end)
        best[one.kind, *(same if one.sure or one.fired else ())] = one
    return [reading(message, one) for one in best.values()]


def reading(message: int, found: Found) -> dict[str, Any]:
    """One row."""
    return {
        "message_id": message,
        "reader": found.kind,
        "reader_version": found.version,
        "label": found.label[:LONGEST_LABEL],
        "score": round(float(found.score), 4),
        "start": found.start,
        "end": found.end,
        "sure": found.sure,
        "rule": found.rule[:LONGEST_LABEL],
        "fired": [list(span) for span in found.fired],
        **due_columns(found.due),
    }


def due_columns(due: Due | None) -> Mapping[str, Any]:
    """The columns of a time that was named; vague words have a grain and no time."""
    if due is None:
        return {"due_wall": "", "due_zone": "", "due_at": None, "due_grain": ""}
    if due.time is None:
        return {"due_wall": "", "due_zone": "", "due_at": None, "due_grain": due.grain}
    wall = due.time.wall.isoformat(timespec="seconds")
    return {"due_wall": wall, "due_zone": due.time.zone, "due_at": due.time.utc(), "due_grain": due.grain}


def wait(found: Iterable[Text]) -> None:
    """Rows that say of these texts that they are still to be read."""
    waiting = [(one.message, stored(one.at), b"") for one in found]
    with connection.cursor() as cursor:
        cursor.executemany(WAIT, waiting)


def execute(statement: str, params: Sequence[Any]) -> None:
    """A statement of this room's own that writes."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
