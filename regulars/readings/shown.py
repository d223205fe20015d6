"""What is shown of a message: its readings, with what people said of them on top."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from regulars.base.times import LocalTime
from regulars.engine.rows import marks, parsed, rows
from regulars.readings.layers import Read, Shown, Word, layered, moved
from regulars.staff.models import Agent

READINGS = """
select r.message_id, r.reader, r.reader_version, r.label, r.score, r.start, r."end", r.sure, r.rule, r.fired,
       r.due_wall, r.due_zone, r.due_grain
from readings_reading r where r.message_id in ({ids}) {only} order by r.start, r."end", r.reader, r.label
"""
WORDS = """
select t.id, t.version, c.public_id, c.reader, c.reader_version, c.label, c.start, c."end", c.verdict, c.instead,
       c.text_version, c.quote, c.agent_id, a.name
from readings_correction c join book_message t on t.moment_id = c.moment_id
join staff_agent a on a.id = c.agent_id
where t.id in ({ids}) {only} and c.withdrawn_at is null and c.quote <> '' order by c.at desc, c.id desc
"""
NOTHING = "[]"
TEXTS = "select id, text from book_message where id in ({ids})"


def readings_of(
    messages: Collection[int], agent: Agent | None = None, readers: Collection[str] = ()
) -> dict[int, list[Shown]]:
    """What is shown of each of these texts, by row id, in the order of their words. Three statements at most.

    A reading that a person said is wrong is left out; one that is right, or was put right or added, is there whatever
    the readers say by now. `agent`: whose own word is marked as theirs. `readers`: of these alone, where any is named.
    """
    if not messages:
        return {}
    ids, only = list(messages), list(readers)
    read: dict[int, list[Read]] = defaultdict(list)
    of_these = f"and r.reader in ({marks(only)})" if only else ""
    for message, *row in rows(READINGS.format(ids=marks(ids), only=of_these), [*ids, *only]):
        read[message].append(_read(row))
    said = _words(ids, agent, only)
    return {message: layered(read[message], said.get(message, ())) for message in {*read, *said}}


def _read(row: Sequence[Any]) -> Read:
    reader, version, label, score, start, end, sure, rule, fired, wall, zone, grain = row
    spans = tuple((int(one), int(other)) for one, other in parsed(fired)) if fired != NOTHING else ()
    due = LocalTime(datetime.fromisoformat(wall), zone) if wall else None
    return Read(reader, version, label, score, start, end, bool(sure), rule, spans, due, grain)


def _words(ids: Sequence[int], agent: Agent | None, only: Sequence[str]) -> Mapping[int, list[Word]]:
    found: dict[int, list[Word]] = defaultdict(list)
    of_these = f"and c.reader in ({marks(only)})" if only else ""
    for message, *row in _in_place(rows(WORDS.format(ids=marks(ids), only=of_these), [*ids, *only])):
        public_id, reader, version, label, start, end, verdict, instead, by, name = row
        own = agent is not None and by == agent.pk
        found[message].append(Word(public_id, reader, version, label, start, end, verdict, instead, name, own))
    return found


def _in_place(said: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """What people said, with its place in the text version that is asked about; it goes where its words are gone."""
    other = sorted({message for message, version, *row in said if row[8] != version})
    read = dict(rows(TEXTS.format(ids=marks(other)), other)) if other else {}
    placed: list[Sequence[Any]] = []
    for message, version, public_id, *what, start, end, verdict, instead, of, quote, by, name in said:
        span = (start, end) if of == version else moved(read[message], quote, start)
        if span:
            placed.append((message, public_id, *what, *span, verdict, instead, by, name))
    return placed
