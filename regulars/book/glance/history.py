"""How long somebody has been with us, in one sentence. Pure."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.frozen import dataclass
from regulars.book.glance.days import month_words
from regulars.web.words import number


@dataclass(frozen=True, slots=True)
class Past:
    """What there was: nights are counted as one stay; `since` is the first thing known, `last` the end of the newest
    visit. Counts end at `MOST`. The last four say whether there are any records of that kind, whatever their state, and
    links to pages for them."""

    since: date
    stays: int = 0
    visits: int = 0
    orders: int = 0
    last: date | None = None
    booked: bool = False
    bought: bool = False
    rewarded: bool = False
    linked: bool = False


MOST = 1000


def sentence(past: Past, today: date) -> str:
    """Such as "Guest since 2024: 4 stays, 2 orders, last here in May"."""
    named = {"year": past.since.year, "what": ", ".join(parts(past)), "when": ""}
    if past.last is not None:
        named["when"] = month_words(past.last, today)
        return _("Guest since %(year)s: %(what)s, last here in %(when)s") % named
    if past.orders:
        return _("Customer since %(year)s: %(what)s") % named
    return _("Known since %(year)s") % named


def parts(past: Past) -> list[str]:
    """How many of each there were."""
    counts = (
        (past.stays, ngettext("%(n)s stay", "%(n)s stays", past.stays)),
        (past.visits, ngettext("%(n)s visit", "%(n)s visits", past.visits)),
        (past.orders, ngettext("%(n)s order", "%(n)s orders", past.orders)),
    )
    return [said % {"n": many(count)} for count, said in counts if count]


def many(count: int) -> str:
    """A count; "1,000+" where counting has ended."""
    return number(count) + ("+" if count >= MOST else "")
