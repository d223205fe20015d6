"""Views: lists that people keep, each a search as it is typed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.book.search import hits
from regulars.book.search.operators import Asking
from regulars.book.search.rows import moment_of
from regulars.book.search.sought import Sought, sought
from regulars.conversations.queues import rows as listing
from regulars.conversations.queues.rows import SIZE, Listed, Row
from regulars.conversations.queues.rules import Queue
from regulars.engine.rows import marks, rows
from regulars.staff.models import Agent
from regulars.web import paging
from regulars.web.paging import EPOCH, Place

MOST_SHOWN = 50
# Of a view with words, one page holds the conversations of so many messages.
MESSAGES = 200
BEYOND_ALL = (1 << 63) - 1
SHOWN = """
select v.public_id, v.name, v.filter, v.agent_id, t.name from conversations_view v
left join staff_team t on t.id = v.team_id
where v.agent_id = %s or (v.agent_id is null and (v.team_id is null or exists (
    select 1 from staff_membership s where s.team_id = v.team_id and s.agent_id = %s)))
order by v.agent_id is null, v.position, v.id limit %s
"""
WHERE_SHOWN = """
select distinct coalesce(c.joined_to_id, c.id) from book_moment m
join book_conversation c on c.id = m.conversation_id where m.id in ({ids})
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A view as its list names it. `own`: only its agent has it; `team` is a team's name, empty for all."""

    public_id: str
    name: str
    filter: str
    own: bool
    team: str


def shown(agent: Agent) -> list[Kept]:
    """Those that an agent has: their own first, then their teams' and everybody's, in their order."""
    found = rows(SHOWN, [agent.pk, agent.pk, MOST_SHOWN])
    return [
        Kept(public_id, name, filter_, owner is not None, team or "") for public_id, name, filter_, owner, team in found
    ]


def as_queue(view: Kept) -> Queue:
    """A view where pages speak of queues."""
    label: str | Promise = view.name
    comes = _("What fulfils “%(filter)s” will stand here, the newest first.") % {"filter": view.filter}
    return Queue(view.public_id, label, "", _("Nothing like that"), comes)


def asking(agent: Agent, eyes: Eyes, now: datetime) -> Asking:
    """Who asks, in the words of the search."""
    return Asking(agent.pk, eyes, now, timezone.get_current_timezone())


def listed(view: Kept, agent: Agent, eyes: Eyes, place: Place | None, now: datetime) -> Listed:
    """A page of a view. However rare what it asks for is, a bounded stretch is looked through at once."""
    who = asking(agent, eyes, now)
    read = sought(view.filter, who)
    if read.wanted(typing=False):
        page = with_words(read, who, agent, place, now)
    elif read.wheres:
        page = with_conditions(read, who, agent, place, now)
    else:
        page = Listed([])
    return replace(page, wrong=read.wrong)


def with_conditions(read: Sought, who: Asking, agent: Agent, place: Place | None, now: datetime) -> Listed:
    """Conversations by their newest moment."""
    found = hits.conversations(read.wheres, who, place, SIZE + 1)
    page = listing.page(rows_of([one.id for one in found.places]), agent, now)
    if page.next or found.edge is None:
        return page
    return replace(page, next=paging.written(found.edge), further=True)


def with_words(read: Sought, who: Asking, agent: Agent, place: Place | None, now: datetime) -> Listed:
    """Conversations of the newest messages that hold the words; the cursor is a message's, at no time."""
    before = place.id if place and place.at == EPOCH else BEYOND_ALL
    found = hits.moments(read.wanted(typing=False), read.wheres, who, before, MESSAGES + 1)
    docids = found.docids[:MESSAGES]
    edge = docids[-1] if len(found.docids) > MESSAGES else found.edge
    ids = [moment_of(docid) for docid in docids]
    conversations = [pk for (pk,) in rows(WHERE_SHOWN.format(ids=marks(ids)), ids)] if ids else []
    page = listing.page(rows_of(conversations)[:SIZE], agent, now)
    following = paging.written(Place(EPOCH, edge)) if edge is not None else ""
    return replace(page, next=following, further=bool(following) and not page.rows)


def rows_of(conversations: Sequence[int]) -> list[Row]:
    """The rows of these, the newest first."""
    return (
        listing.found(f"c.id in ({marks(conversations)})", conversations, len(conversations)) if conversations else []
    )
