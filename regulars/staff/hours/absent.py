"""Who is not there on a day, and who stands in for them: what they hold is not to wait for who is away."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.staff.hours.known import absences
from regulars.staff.hours.rules import Away, holder_on
from regulars.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who is not there from one day to another, both within; without days they have left. `holder` has their
    matters meanwhile; without one nobody has, and all see them."""

    agent: Agent
    holder: Agent | None = None
    first: date | None = None
    last: date | None = None

    @property
    def why(self) -> str:
        """Why what they hold is handed over."""
        said = _("%(name)s is away.") if self.agent.is_active else _("%(name)s is not here any more.")
        return said % {"name": self.agent.name}


def absent(day: date) -> Mapping[int, Absent]:
    """Who is not there on a day, by row id. Three statements."""
    away = absences(day)
    left = {one.pk: one for one in Agent.objects.filter(is_active=False)}
    holding = [one for one in away if one.first <= day]
    agents = Agent.objects.in_bulk({one.agent for one in holding} | {one.holder for one in away})
    found = {pk: Absent(one) for pk, one in left.items()}
    for agent in {one.agent for one in holding} - left.keys():
        own = [one for one in holding if one.agent == agent]
        first, last = min(one.first for one in own), max(one.last for one in own)
        found[agent] = Absent(agents[agent], agents.get(stands_in(agent, away, set(left), day)), first, last)
    return found


def stands_in(agent: int, away: Sequence[Away], left: set[int], day: date) -> int:
    """Who has an agent's matters on a day (row ids), 0 for nobody: of those who left, nobody has them."""
    holder = 0 if agent in left else holder_on(away, agent, day)
    return 0 if holder in left else holder
