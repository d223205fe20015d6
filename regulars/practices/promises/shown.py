"""Promises as pages show them: one statement for a list, without what came through an inbox that is kept for others."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.book.eyes import eyes_of
from regulars.engine.rows import aware, rows
from regulars.practices.promises import rules, words
from regulars.practices.promises.models import Outcome, Promise
from regulars.staff.models import Agent

SHOWN = """
select p.id, p.public_id, p.what, p.sort, p.strength, p.state, p.quote, p.due_local, p.due_zone, p.due_means, p.due_at,
       p.said_at, p.told_at, p.concerns, p.holder_id, h.name,
       case when h.away_since is not null or exists (
           select 1 from staff_absence x where x.agent_id = p.holder_id and x.last >= %s and x.first <= %s)
           then 1 else 0 end, a.name, p.on_behalf_of,
       c.public_id, c.name, v.public_id, m.public_id, o.at, oa.name, o.honoured, o.cost, o.currency,
       (select max(s.id) from promises_sign s where s.promise_id = p.id and s.dismissed_at is null)
from promises_promise p
join book_customer c on c.id = p.customer_id
join staff_agent a on a.id = p.agent_id
left join staff_agent h on h.id = p.holder_id
left join book_conversation v on v.id = p.conversation_id
left join book_moment m on m.id = p.moment_id
left join promises_outcome o on o.id = (
    select max(e.id) from promises_outcome e where e.promise_id = p.id and e.kind = p.state)
left join staff_agent oa on oa.id = o.agent_id
where p.said_at is not null and {seen} and {where}
order by {order} limit %s
"""
OPEN_FIRST = "case p.state when 'open' then 0 when 'broken' then 1 else 2 end, p.due_at, p.id"
BY_DUE, NEWEST = "p.due_at, p.id", "p.id desc"
SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Shown:
    """One promise on a page. Links are public ids, empty where there is none; `ended_by` is empty where the desk itself
    said how it ended. `sign` is the row id of what seems to keep it, 0 for nothing."""

    id: int
    public_id: str
    what: str
    sort: str
    strength: str
    state: str
    quote: str
    due_local: str
    due_zone: str
    due_means: str
    due_at: datetime | None
    said_at: datetime
    told_at: datetime | None
    concerns: str
    holder_id: int
    holder: str
    away: bool
    by: str
    on_behalf_of: str
    customer: str
    name: str
    conversation: str
    moment: str
    ended_at: datetime | None
    ended_by: str
    honoured: bool
    cost: int
    currency: str
    sign: int

    @property
    def until(self) -> str:
        """When it is due, in words; empty where nobody has said."""
        return words.until(self.due_local, self.due_zone, self.due_means, self.due_at) if self.due_at else ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be kept."""
        return self.state == Promise.OPEN

    @property
    def is_broken(self) -> bool:
        """Whether it was broken, and nothing came after that."""
        return self.state == Outcome.BROKEN

    def is_late(self, now: datetime) -> bool:
        """Whether its time has passed while it is open, or it was broken."""
        return self.is_broken or (self.is_open and rules.is_over(self.due_at, self.due_means, now))

    def is_soon(self, now: datetime) -> bool:
        """Whether it is due within hours."""
        return self.is_open and self.due_at is not None and now <= self.due_at < now + SOON

    def left(self, now: datetime) -> int:
        """What is left of its time, in hundredths."""
        if self.due_at is None or self.due_at <= self.said_at:
            return 100 if self.due_at is None else 0
        share = (self.due_at - now) / (self.due_at - self.said_at)
        return max(0, min(100, round(share * 100)))


def promises(where: str, params: Sequence[Any], agent: Agent, most: int, order: str = OPEN_FIRST) -> list[Shown]:
    """Those of which `where` is true (over p, c and v, with `params`), as far as this agent may see them."""
    asked = SHOWN.format(where=where, order=order, seen=eyes_of(agent).sees("v"))
    today = timezone.localdate().isoformat()
    return [shown(row) for row in rows(asked, [today, today, *params, most])]


def shown(row: Sequence[Any]) -> Shown:
    """A row as a value."""
    given = dict(zip(Shown.__slots__, row, strict=True))
    for name in ("due_at", "said_at", "told_at", "ended_at"):
        given[name] = aware(given[name]) if given[name] else None
    for name in ("holder", "conversation", "moment", "ended_by", "currency"):
        given[name] = given[name] or ""
    given["away"] = bool(given["away"])
    given["honoured"] = bool(given["honoured"])
    for name in ("holder_id", "cost", "sign"):
        given[name] = given[name] or 0
    return Shown(**given)


def one(public_id: str, agent: Agent) -> Shown | None:
    """A single one, whatever its state; None where there is none that this agent may see."""
    found = promises("p.public_id = %s", [public_id], agent, 1)
    return found[0] if found else None
