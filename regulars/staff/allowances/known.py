"""What holds now: a person's limit, and what is usual."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from regulars.staff.allowances import rules
from regulars.staff.allowances.rules import Limit, Usual
from regulars.staff.models import Agent, Allowance, Guidance


def usual() -> Usual:
    """What is usual, as it was settled or as rules.py has it."""
    row = Guidance.objects.order_by("pk").first()
    return Usual(row.currency, row.minor, row.serious, row.severe) if row else rules.USUAL


def limit_of(agent: Agent) -> Limit:
    """What this person may give in a period: their own limit, that of their role, or what holds without either."""
    return limits([agent])[agent.pk]


def limits(agents: Sequence[Agent]) -> Mapping[int, Limit]:
    """The same of many, by row id."""
    currency = usual().currency
    which = Q(agent__in=agents) | Q(agent=None, role__in={one.role for one in agents})
    rows = list(Allowance.objects.filter(which))
    own = {row.agent_id: row for row in rows if row.agent_id}
    by_role = {row.role: row for row in rows if not row.agent_id}
    found: dict[int, Limit] = {}
    for agent in agents:
        row = own.get(agent.pk) or by_role.get(agent.role)
        amount, period = (row.amount, row.period) if row else rules.default(agent.role)
        found[agent.pk] = Limit(amount, period, currency, own=agent.pk in own)
    return found
