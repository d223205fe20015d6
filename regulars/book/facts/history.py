"""How a fact is known and how it has fared: its marks and what stood there before it was corrected."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.eyes import eyes_of
from regulars.book.facts.shown import FACTS, Shown, shown
from regulars.book.models import Fact
from regulars.engine.rows import aware, marks, rows
from regulars.staff.models import Agent

MOST = 200
MARKS = f"""
select k.kind, k.at, a.name, k.note, m.public_id, c.public_id, {{seen}}
from book_factmark k
left join staff_agent a on a.id = k.agent_id
left join book_moment m on m.id = k.moment_id
left join book_conversation c on c.id = m.conversation_id
where k.fact_id in ({{facts}}) order by k.at desc, k.id desc limit {MOST}
"""  # noqa: S608 - the number is ours
BEFORE = f"{FACTS} where f.id in ({{ids}}) order by f.at desc, f.id desc"


@dataclass(frozen=True, slots=True)
class Marked:
    """One thing that somebody did with a fact: `kind` is that of the mark. Links as in Shown."""

    kind: str
    at: datetime
    by: str
    note: str
    moment: str
    conversation: str


def before(fact: Fact) -> list[Fact]:
    """What was corrected to become this one, the newest first."""
    found: list[Fact] = []
    waiting = [fact.pk]
    while waiting:
        older = list(Fact.objects.filter(replaced_by__in=waiting).order_by("-at", "-pk"))
        found += older
        waiting = [one.pk for one in older]
    return found


def course_of(fact: Fact, agent: Agent, now: datetime) -> tuple[list[Marked], list[Shown]]:
    """Its marks, with those of what stood there before, and what stood there before; the newest first."""
    seen = eyes_of(agent).sees()
    older = [one.pk for one in before(fact)]
    made = rows(MARKS.format(facts=marks([fact.pk, *older]), seen=seen), [fact.pk, *older])
    lines = rows(BEFORE.format(ids=marks(older), seen=seen), older) if older else []
    return [marked(row) for row in made], [shown(row, now) for row in lines]


def marked(row: Sequence[Any]) -> Marked:
    """A row of MARKS as a value."""
    kind, at, by, note, moment, talk, seen = row
    links = (moment or "", talk or "") if seen else ("", "")
    return Marked(kind, aware(at), by or "", note, *links)
