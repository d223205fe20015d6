"""What menus offer for acts: whom to give something to, which tags there are, until when to put it off."""

from collections.abc import Sequence
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.conversations.drafts import times
from regulars.conversations.drafts.times import Choice
from regulars.engine.rows import rows
from regulars.intake.hours import TOLD, asked, told
from regulars.staff.models import Agent
from regulars.web.middleware import zone

MOST_AGENTS = 100
MOST_TAGS = 200
MOST_INBOXES = 100
OFFERED = """
select * from (select case when away_since is null then 'agent' else 'away' end, public_id, name
               from staff_agent where is_active and id <> %s
               order by away_since is not null, name, id limit %s) as agents
union all
select * from (select 'tag', '', name from conversations_tag where retired_at is null
               order by name, id limit %s) as tags
union all
select * from (select 'inbox', public_id, case when name = '' then address else name end from intake_inbox
               order by address limit %s) as inboxes
"""


@dataclass(frozen=True, slots=True)
class Choices:
    """`agents` are pairs of public id and name, without the one who asks; the first hundred, and last those who are
    `away`. So are `inboxes`: all of them, for a matter is also handed to those who keep theirs to themselves."""

    agents: Sequence[tuple[str, str]]
    inboxes: Sequence[tuple[str, str]]
    tags: Sequence[str]
    times: Sequence[Choice]
    away: frozenset[str] = frozenset()


def choices(agent: Agent, now: datetime, inbox: int | None = None) -> Choices:
    """Those for an agent, times in their zone; where an `inbox` (row id) is meant, morning is when they open who answer
    there. One statement."""
    offered = rows(f"{OFFERED} union all {TOLD}", [agent.pk, MOST_AGENTS, MOST_TAGS, MOST_INBOXES, *asked(inbox)])
    others = [(public_id, name) for kind, public_id, name in offered if kind in ("agent", "away")]
    away = frozenset(public_id for kind, public_id, _name in offered if kind == "away")
    tags = [name for kind, _public_id, name in offered if kind == "tag"]
    inboxes = [(public_id, name) for kind, public_id, name in offered if kind == "inbox"]
    return Choices(others, inboxes, tags, times.choices(now, zone(agent.time_zone), told(offered)), away)
