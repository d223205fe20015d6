"""Notices as they are shown: one statement for fifty of them, the newest first, and one for how many are unseen."""

from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.engine.rows import aware, rows
from regulars.web import paging
from regulars.web.paging import Cursor, Page, Place

SIZE = 50
MOST_COUNTED = 99
LISTED = """
select n.id, n.at, n.kind, n.words, n.seen_at is not null, v.public_id, v.subject, v.customer_id, c.name,
       m.public_id, b.name
from conversations_notice n
join book_conversation v on v.id = n.conversation_id
join book_customer c on c.id = v.customer_id
left join book_moment m on m.id = n.moment_id
left join staff_agent b on b.id = n.by_id
where n.agent_id = %s and {seen} {before}
order by n.at desc, n.id desc limit %s
"""
UNSEEN = """
select count(*) from (select 1 from conversations_notice where agent_id = %s and seen_at is null limit %s) as unseen
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One notice; the fields are the columns of LISTED, in order."""

    id: int
    at: datetime
    kind: str
    words: str
    seen: bool
    conversation: str
    subject: str
    customer_id: int
    customer: str
    moment: str | None
    by: str | None


def listed(agent_id: int, eyes: Eyes, cursor: Cursor) -> Page[Row]:
    """A page of an agent's notices, without those of what is kept from them by now."""
    place = cursor.place
    before = "and (n.at, n.id) < (%s, %s)" if place else ""
    params = [agent_id, *([place.at, place.id] if place else []), SIZE + 1]
    found = rows(LISTED.format(seen=eyes.sees("v"), before=before), params)
    shown = [Row(pk, aware(at), kind, words, bool(seen), *more) for pk, at, kind, words, seen, *more in found]
    return paging.cut(shown, SIZE, lambda row: Place(row.at, row.id))


def unseen(agent_id: int) -> int:
    """How many an agent has not seen; no more than 99 are counted."""
    return int(rows(UNSEEN, [agent_id, MOST_COUNTED])[0][0])
