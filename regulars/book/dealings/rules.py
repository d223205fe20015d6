"""How an order and a visit went, in words. Pure: values in, sentences out."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.book.glance.days import date_words, day_words
from regulars.book.models import Order, Visit
from regulars.web.words import hour

ORDER_STATES: dict[str, str | Promise] = {
    Order.PLACED: gettext_lazy("placed"),
    Order.PAID: gettext_lazy("paid"),
    Order.SENT: gettext_lazy("sent"),
    Order.DELIVERED: gettext_lazy("delivered"),
    Order.DAMAGED: gettext_lazy("damaged"),
    Order.CANCELLED: gettext_lazy("cancelled"),
    Order.RETURNED: gettext_lazy("returned"),
}
VISIT_STATES: dict[str, str | Promise] = {
    Visit.BOOKED: gettext_lazy("booked"),
    Visit.CAME: gettext_lazy("came"),
    Visit.MISSED: gettext_lazy("did not come"),
    Visit.CANCELLED: gettext_lazy("cancelled"),
}
OVER = (Order.CANCELLED, Order.RETURNED)


def delivery(status: str, promised: datetime | None, zone: str, delivered_at: datetime | None, now: datetime) -> str:
    """What was promised and what came of it; `promised` is a wall time in `zone`. Empty where nothing was promised
    and nothing came."""
    there = ZoneInfo(zone or "UTC")
    today = now.astimezone(there).date()
    came = delivered_at.astimezone(there).date() if delivered_at else None
    if promised is None:
        return _("Came %(day)s") % {"day": day_words(came, today)} if came else ""
    named = {"promised": day_words(promised.date(), today), "came": day_words(came, today) if came else ""}
    if came is not None:
        return came_words((came - promised.date()).days) % named
    days = (today - promised.date()).days
    if days <= 0 or status in OVER:
        return _("Promised for %(promised)s") % named
    said = ngettext(
        "Promised for %(promised)s, %(n)s day late by now", "Promised for %(promised)s, %(n)s days late by now", days
    )
    return said % {**named, "n": days}


def came_words(days: int) -> str:
    """The sentence for something that came so many days after its promise, still to be filled in."""
    if days <= 0:
        return _("Promised for %(promised)s, came %(came)s")
    said = ngettext(
        "Promised for %(promised)s, came %(came)s: %(n)s day late",
        "Promised for %(promised)s, came %(came)s: %(n)s days late",
        days,
    )
    return said.replace("%(n)s", str(days))


def is_late(status: str, promised_at: datetime | None, delivered_at: datetime | None, now: datetime) -> bool:
    """Whether it should have come by now."""
    return status not in OVER and promised_at is not None and delivered_at is None and now > promised_at


def nights(starts: datetime, ends: datetime | None) -> int:
    """Over how many nights a visit goes."""
    return (ends.date() - starts.date()).days if ends else 0


def span(starts: datetime, ends: datetime | None, today: date) -> str:
    """From when to when, in the time of the house."""
    begin = date_words(starts.date(), today)
    count = nights(starts, ends)
    if ends is None or count < 1:
        return _("%(day)s, %(hour)s") % {"day": begin, "hour": hour(starts)}
    named = {"from": begin, "to": date_words(ends.date(), today), "n": count}
    return ngettext("%(from)s to %(to)s, %(n)s night", "%(from)s to %(to)s, %(n)s nights", count) % named
