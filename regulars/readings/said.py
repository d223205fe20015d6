"""What people said of readings, the newest first, without what came through inboxes that are kept for others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.engine.rows import aware, rows
from regulars.readings.layers import INSTEAD, MISSING, RIGHT
from regulars.web.paging import Page, Place, cut

SIZE = 30
SHOWN = 300
# Ids grow with time, and the newest are found without looking at the others.
SAID = """
select c.id, c.public_id, c.at, c.reader, c.label, c.verdict, c.instead, c.language, substr(c.quote, 1, %s),
       a.name, c.withdrawn_at, w.name, m.public_id, p.public_id, p.name
from readings_correction c
join book_moment m on m.id = c.moment_id
join book_customer p on p.id = m.customer_id
join staff_agent a on a.id = c.agent_id
left join staff_agent w on w.id = c.withdrawn_by_id
left join book_conversation v on v.id = m.conversation_id
where {which} order by c.id desc limit %s
"""


@dataclass(frozen=True, slots=True)
class Said:
    """One person's word on a reading. `quote` is empty where the words were erased."""

    id: int
    public_id: str
    at: datetime
    reader: str
    label: str
    verdict: str
    instead: str
    language: str
    quote: str
    by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    moment: str
    customer: str
    name: str

    @property
    def is_right(self) -> bool:
        """Whether it agrees with what was read."""
        return self.verdict == RIGHT

    @property
    def is_missing(self) -> bool:
        """Whether nobody had read that there."""
        return self.verdict == MISSING

    @property
    def is_other(self) -> bool:
        """Whether it is another label instead."""
        return self.verdict == INSTEAD


def newest(eyes: Eyes, place: Place | None, reader: str = "", language: str | None = None) -> Page[Said]:
    """A page of them after `place`; of one reader or one language only where these are given."""
    asked: list[tuple[str, list[object]]] = [
        (eyes.sees("v"), []),
        ("c.id < %s", [place.id]) if place else ("1 = 1", []),
        ("c.reader = %s", [reader]) if reader else ("1 = 1", []),
        ("c.language = %s", [language]) if language is not None else ("1 = 1", []),
    ]
    which = " and ".join(sql for sql, _ in asked)
    found = rows(SAID.format(which=which), [SHOWN, *(one for _, params in asked for one in params), SIZE + 1])
    return cut([said(row) for row in found], SIZE, lambda one: Place(one.at, one.id))


def said(row: Sequence[Any]) -> Said:
    """A row as a value."""
    given = dict(zip(Said.__slots__, row, strict=True))
    gone = aware(given["withdrawn_at"]) if given["withdrawn_at"] else None
    by = given["withdrawn_by"] or ""
    return Said(**{**given, "at": aware(given["at"]), "withdrawn_at": gone, "withdrawn_by": by})
