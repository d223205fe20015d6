"""The rows of a list: one statement for fifty conversations, and one for all that is marked beside them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.book import who
from regulars.conversations.presence.acts import present_in
from regulars.conversations.queues import rules
from regulars.conversations.queues.rules import Happened, Known
from regulars.engine.rows import aware, marks, parsed, rows
from regulars.staff.models import Agent
from regulars.web import paging
from regulars.web.paging import Place
from regulars.web.words import full

SIZE = 50
# The page is picked by an index of its own before anything is joined: with all in one, a planner that has counted the
# rows may sort a whole table for fifty of them.
# What they wrote and nobody answered: what came after our last word, the oldest of it. SQLite says it as text.
WAITING_SINCE = """(
select min(w.at) from book_moment w
where w.conversation_id = c.id and w.direction = 'in' and w.automatic = '' and w.kind = 'message'
and w.at > coalesce((
    select o.at from book_moment o
    where o.conversation_id = c.id and o.direction = 'out' and o.automatic = ''
    order by o.at desc, o.id desc limit 1), '0001-01-01'))"""
LISTED = """
select c.id, c.last_at, c.public_id, c.subject, c.preview, c.status, c.assignee_id, c.snoozed_until, c.customer_id,
       p.name, coalesce(nullif(i.name, ''), i.address), a.name, case when c.status = 'open' then {waiting} end
from (select c.id from book_conversation c where {where} order by c.last_at {way}, c.id {way} limit %s) picked
join book_conversation c on c.id = picked.id
join book_customer p on p.id = c.customer_id
left join intake_inbox i on i.id = c.inbox_id
left join staff_agent a on a.id = c.assignee_id
order by c.last_at {way}, c.id {way}
"""
MARKED = """
select 'tag', g.conversation_id, t.name, t.public_id
from conversations_tagging g join conversations_tag t on t.id = g.tag_id
where t.retired_at is null and g.conversation_id in ({ids})
union all select 'asking', conversation_id, kind, ''
from conversations_link where state = 'suggested' and conversation_id in ({ids})
union all select 'draft', conversation_id, kind, ''
from conversations_draft where agent_id = %s and discarded_at is null and sent_at is null and conversation_id in ({ids})
union all select 'notice', conversation_id, kind, ''
from conversations_notice where agent_id = %s and seen_at is null and conversation_id in ({ids})
"""
HAPPENED = """
select e.conversation_id, e.kind, e.at, e.agent_id, a.name, e.payload from conversations_event e
left join staff_agent a on a.id = e.agent_id
where e.id in (select max(id) from conversations_event where conversation_id in ({ids}) and kind in
    ('assigned', 'woken', 'snoozed', 'closed', 'reopened', 'spam', 'undone') group by conversation_id)
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in a list; the fields are the columns of LISTED, in order."""

    id: int
    at: datetime
    public_id: str
    subject: str
    preview: str
    status: str
    assignee_id: int | None
    snoozed_until: datetime | None
    customer_id: int
    customer: str
    inbox: str | None
    assignee: str | None
    waiting_since: datetime | None


@dataclass(slots=True)
class Marks:
    """What stands beside rows, by their ids."""

    tags: dict[int, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    asking: dict[int, str] = field(default_factory=dict)
    drafts: set[int] = field(default_factory=set)
    notices: dict[int, str] = field(default_factory=dict)
    happened: dict[int, Happened] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list. `next` is the cursor of the next one; `further`: nothing more was found as far as was looked,
    and that cursor goes on looking. `names` are of customers; `why` and `present` are by row id; `wrong` says what of a
    view was not understood."""

    rows: list[Row]
    next: str = ""
    further: bool = False
    names: Mapping[int, str] = field(default_factory=dict)
    why: Mapping[int, str] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    present: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()


def found(where: str, params: Sequence[Any], limit: int, *, oldest: bool = False) -> list[Row]:
    """The newest rows of which `where` (a condition on c, with `params`) is true; or the oldest, these first."""
    asked = LISTED.format(where=where, waiting=WAITING_SINCE, way="asc" if oldest else "desc")
    return [row(one) for one in rows(asked, [*params, limit])]


def row(columns: Sequence[Any]) -> Row:
    """A row of LISTED as a value."""
    pk, at, public_id, subject, preview, status, assigned, asleep, customer, name, inbox, assignee, waiting = columns
    sleeps, waits = aware(asleep) if asleep else None, moment(waiting)
    return Row(
        pk, aware(at), public_id, subject, preview, status, assigned, sleeps, customer, name, inbox, assignee, waits
    )


def moment(at: datetime | str | None) -> datetime | None:
    """A time that an expression gave: SQLite says it as text."""
    return aware(datetime.fromisoformat(at) if isinstance(at, str) else at) if at else None


def page(of: Iterable[Row], agent: Agent, now: datetime) -> Listed:
    """Up to SIZE rows, with all that is shown of them; one more says that another page follows."""
    shown = paging.cut(list(of), SIZE, lambda one: Place(one.at, one.id))
    marked = marks_of([one.id for one in shown.rows], agent)
    return Listed(
        shown.rows,
        shown.next,
        names=who.names({one.customer_id: one.customer for one in shown.rows}),
        why={one.id: rules.why(known(one, marked, agent), now) for one in shown.rows},
        present=present_in([one.id for one in shown.rows], now, agent.pk),
        marks=marked,
    )


def known(one: Row, marked: Marks, agent: Agent) -> Known:
    """What the reason for a row is made of."""
    return Known(
        one.status,
        one.assignee_id == agent.pk,
        one.waiting_since,
        full(timezone.localtime(one.snoozed_until)) if one.snoozed_until else "",
        marked.asking.get(one.id, ""),
        marked.notices.get(one.id) == "mentioned",
        one.id in marked.drafts,
        marked.happened.get(one.id),
    )


def marks_of(ids: Sequence[int], agent: Agent) -> Marks:
    """Tags, suggestions, own drafts, unseen notices, and what was last done: two statements."""
    made = Marks()
    if not ids:
        return made
    statement = MARKED.format(ids=marks(ids))
    for kind, pk, said, more in rows(statement, [*ids, *ids, agent.pk, *ids, agent.pk, *ids]):
        if kind == "tag":
            made.tags[pk].append((said, more))
        elif kind == "draft":
            made.drafts.add(pk)
        else:
            (made.asking if kind == "asking" else made.notices)[pk] = said
    for pk, kind, at, by, name, payload in rows(HAPPENED.format(ids=marks(ids)), ids):
        made.happened[pk] = Happened(kind, name or "", by == agent.pk, aware(at), parsed(payload))
    return made
