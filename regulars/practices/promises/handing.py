"""Handing over what somebody has to keep who is away or has left: no promise is broken since nobody saw it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from regulars.base.times import LocalTime
from regulars.book.eyes import eyes_of
from regulars.practices.promises.acts import hand_over
from regulars.practices.promises.models import Holding, Promise
from regulars.readings.texts import house_zone
from regulars.staff.hours.absent import Absent, absent


def hand_over_from_absent(now: datetime) -> int:
    """Give what is due before they are back to who stands in for them, and all of those who left; else to nobody, so
    that everybody sees it; how many. What a person put into their hands since they are away stays there."""
    zone = house_zone()
    away = absent(now.astimezone(ZoneInfo(zone)).date())
    open_ = Promise.objects.filter(state=Promise.OPEN, said_at__isnull=False, holder__in=away)
    count = 0
    for one in open_.select_related("customer", "conversation__joined_to").order_by("due_at", "pk"):
        gone = away[one.holder_id or 0]
        if cannot_wait(one, gone, zone):
            to = gone.holder if gone.holder and eyes_of(gone.holder).may_see(one.conversation) else None
            count += isinstance(hand_over(one, to, None, now, gone.why), Holding)
    return count


def cannot_wait(promise: Promise, gone: Absent, zone: str) -> bool:
    """Whether a promise is due before its holder is back, and nobody gave it to them knowing that."""
    if gone.first is None or gone.last is None:
        return True
    if promise.due_at is None or promise.due_at >= midnight(gone.last + timedelta(days=1), zone):
        return False
    given = promise.holdings.order_by("pk").last()
    return given is None or given.by_id is None or given.at < midnight(gone.first, zone)


def midnight(day: date, zone: str) -> datetime:
    """When a day begins there."""
    return LocalTime(datetime.combine(day, time()), zone).utc()
