"""How long a period is, what an amount is meant for, and what holds until somebody settles it. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regulars.base.frozen import dataclass

DAY, WEEK, MONTH = "day", "week", "month"
PERIODS: Mapping[str, str | Promise] = MappingProxyType({DAY: _("a day"), WEEK: _("a week"), MONTH: _("a month")})
MINOR, SERIOUS, SEVERE = "minor", "serious", "severe"
SEVERITIES: Mapping[str, str | Promise] = MappingProxyType(
    {MINOR: _("Minor"), SERIOUS: _("Serious"), SEVERE: _("Severe")}
)
MOST = 10**12


@dataclass(frozen=True, slots=True)
class Limit:
    """What somebody may give in a period, in minor units. `own`: it is settled for them, not for their role."""

    amount: int
    period: str
    currency: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """One period: its name ("2026-11", "2026-W47", "2026-11-22"), and its ends in UTC, the last not part of it."""

    key: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Usual:
    """Up to which amount is usual by severity, in minor units of the currency in which all allowances are."""

    currency: str
    minor: int
    serious: int
    severe: int

    def band(self, severity: str) -> tuple[int, int]:
        """From and up to which amount is usual; without a severity that of a minor matter."""
        bands = {SERIOUS: (self.minor, self.serious), SEVERE: (self.serious, self.severe)}
        return bands.get(severity, (0, self.minor))


# Until the owner says otherwise. A beginning to start from, and no figure of anybody's.
USUAL = Usual("EUR", 1_500, 6_000, 25_000)
DEFAULTS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {"owner": (200_000, MONTH), "lead": (100_000, MONTH), "agent": (30_000, MONTH)}
)


def default(role: str) -> tuple[int, str]:
    """Amount and period of a role that nobody has settled. A role that was made here has that of agents."""
    return DEFAULTS.get(role, DEFAULTS["agent"])


def span(period: str, now: datetime, zone: str) -> Span:
    """The period in which `now` lies where the clock shows the time of `zone`. Weeks begin on Monday: ISO 8601."""
    local = now.astimezone(ZoneInfo(zone))
    start = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if period == WEEK:
        start -= timedelta(days=start.weekday())
        year, week, _day = start.isocalendar()
        return between(f"{year}-W{week:02}", start, start + timedelta(days=7), zone)
    if period == MONTH:
        first = start.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return between(f"{first:%Y-%m}", first, following, zone)
    return between(f"{start:%Y-%m-%d}", start, start + timedelta(days=1), zone)


def between(key: str, begins: datetime, ends: datetime, zone: str) -> Span:
    """A span of two wall times."""
    place = ZoneInfo(zone)
    return Span(key, begins.replace(tzinfo=place).astimezone(UTC), ends.replace(tzinfo=place).astimezone(UTC))
