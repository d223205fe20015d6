"""Handing over what somebody holds who is away or has left: nothing waits for who is not there."""

from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.practices.recovery.acts.opening import hold
from regulars.practices.recovery.models import Recovery
from regulars.readings.texts import house_zone
from regulars.staff.hours.absent import absent


def hand_over_from_absent(now: datetime) -> int:
    """Give each open recovery of who is not there today to who stands in for them, else to nobody, so that it is in
    everybody's Today; how many. Who comes back gets none back: somebody else has taken it up."""
    away = absent(now.astimezone(ZoneInfo(house_zone())).date())
    held = Recovery.objects.filter(ended_at=None, holder__in=away).select_related("customer")
    found = list(held.order_by("pk"))
    for one in found:
        if one.holder_id is not None:
            gone = away[one.holder_id]
            hold(one, gone.holder, None, now, gone.why)
    return len(found)
