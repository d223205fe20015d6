"""Verbs of how much an agent takes and where an act leads them, and how much each has."""

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.conversations.models import Workload
from regulars.engine.rows import rows
from regulars.staff.models import Agent

MOST = 10_000
MOST_SHOWN = 500
SEATS = """
select a.public_id, a.name, coalesce(w.most_open, 0), count(c.id),
       coalesce(sum(case when c.id is null then 0 else coalesce(i.weight, 1) end), 0)
from staff_agent a left join conversations_workload w on w.agent_id = a.id
left join book_conversation c on c.assignee_id = a.id and c.status = 'open' and c.joined_to_id is null
left join intake_inbox i on i.id = c.inbox_id
where a.is_active group by a.id, a.public_id, a.name, w.most_open order by a.name, a.id limit %s
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent, their limit (0: none), how many open ones they have, and how much these count."""

    public_id: str
    name: str
    most: int
    open: int
    load: int


def seats() -> list[Seat]:
    """All who are active; the first five hundred."""
    return [Seat(*row) for row in rows(SEATS, [MOST_SHOWN])]


def limit(agent: str, most: str) -> Refused | None:
    """With so many open ones an agent (by public id) gets no more by themselves; empty or 0 is no limit."""
    wanted = int(most) if most.isascii() and most.isdigit() and len(most) < 6 else (0 if not most else -1)
    if not 0 <= wanted <= MOST:
        return Refused(_("Write a number from 0 to %(most)s; 0 is no limit.") % {"most": MOST}, "most")
    with transaction.atomic():
        found = Agent.objects.filter(public_id=agent).first()
        if found is None:
            return Refused(_("There is no such agent."), "agent")
        Workload.objects.update_or_create(agent=found, defaults={"most_open": wanted})
    return None


def go_onward(agent: Agent, where: str) -> None:
    """Where an act leads; what is none of the three changes nothing."""
    if where in (Workload.NEXT, Workload.LIST, Workload.STAY):
        with transaction.atomic():
            Workload.objects.update_or_create(agent=agent, defaults={"onward": where})
