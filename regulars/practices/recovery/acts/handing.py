"""Handing over what somebody holds who is away or has left: nothing waits for who is not there."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from regulars.practices.recovery.acts.opening import hold
from regulars.practices.recovery.models import Recovery
from regulars.readings.texts import house_zone
from regulars.staff.hours.known import absences
from regulars.staff.hours.rules import Away, holder_on
from regulars.staff.models import Agent


def hand_over_from_absent(now: datetime) -> int:
    """Give each open recovery of who is not there today to who stands in for them, else to nobody, so that it is in
    everybody's Today; how many. Who comes back gets none back: somebody else has taken it up."""
    day = now.astimezone(ZoneInfo(house_zone())).date()
    away = absences(day)
    gone = set(Agent.objects.filter(is_active=False).values_list("pk", flat=True))
    absent = gone | {one.agent for one in away if one.first <= day}
    held = Recovery.objects.filter(ended_at=None, holder__in=absent).select_related("holder", "customer")
    agents = Agent.objects.in_bulk(one.holder for one in away if one.holder)
    found = list(held.order_by("pk"))
    for one in found:
        if one.holder is not None:
            to = agents.get(stands_in(one.holder.pk, away, gone, day))
            hold(one, to, None, now, why_of(one.holder))
    return len(found)


def stands_in(agent: int, away: Sequence[Away], gone: set[int], day: date) -> int:
    """Who has an agent's matters on a day (row ids), 0 for nobody: of those who left, nobody has them."""
    holder = 0 if agent in gone else holder_on(away, agent, day)
    return 0 if holder in gone else holder


def why_of(agent: Agent) -> str:
    """Why it was handed over."""
    said = _("%(name)s is away.") if agent.is_active else _("%(name)s is not here any more.")
    return said % {"name": agent.name}
