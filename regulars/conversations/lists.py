"""The inbox's rows: one statement for fifty conversations, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.book import who
from regulars.engine.rows import aware, marks, rows
from regulars.web import paging
from regulars.web.paging import Cursor, Place

SIZE = 50
MOST_COUNTED = 1000
LISTED = """
select v.id, v.last_at, v.public_id, v.subject, v.preview, v.customer_id, c.name,
       coalesce(nullif(i.name, ''), i.address)
from book_conversation v
join book_customer c on c.id = v.customer_id
left join intake_inbox i on i.id = v.inbox_id
where v.joined_to_id is null and v.status = %s {before}
order by v.last_at desc, v.id desc limit %s
"""

SUGGESTED = (
    "select conversation_id, kind from conversations_link where state = 'suggested' and conversation_id in ({ids})"
)
QUARANTINED = "select count(*) from (select 1 from intake_delivery where state = 'quarantined' limit %s) as held"


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in a list; the fields are the columns of LISTED, in order."""

    id: int
    at: datetime
    public_id: str
    subject: str
    preview: str
    customer_id: int
    customer: str
    inbox: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the inbox and the cursor of the next; `names` of customers, and `asking`: what is suggested of some."""

    rows: list[Row]
    next: str
    names: dict[int, str]
    asking: dict[int, str]


def listed(status: str, cursor: Cursor) -> Listed:
    """Conversations of that status; those joined to another are shown there."""
    place = cursor.place
    before = "and (v.last_at, v.id) < (%s, %s)" if place else ""
    params = [status, *([place.at, place.id] if place else []), SIZE + 1]
    found = [Row(pk, aware(at), *more) for pk, at, *more in rows(LISTED.format(before=before), params)]
    page = paging.cut(found, SIZE, lambda row: Place(row.at, row.id))
    names = who.names({row.customer_id: row.customer for row in page.rows})
    return Listed(page.rows, page.next, names, suggested([row.id for row in page.rows]))


def suggested(conversations: Sequence[int]) -> dict[int, str]:
    """Of these, the ones with a suggestion that nobody has settled, and its kind."""
    return dict(rows(SUGGESTED.format(ids=marks(conversations)), conversations)) if conversations else {}


def quarantined() -> int:
    """How many deliveries wait for a person, up to a thousand."""
    return int(rows(QUARANTINED, [MOST_COUNTED])[0][0])
