"""When a mail says it was written, and when it last passed a server."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from regulars.channels.email.headers import decoded

MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
# The form nearly every mail has (RFC 5322 section 3.3); the tolerant reader costs ten times as much.
USUAL = re.compile(r"^(?:\w{3},? )?\s*(\d{1,2}) (\w{3})\w* (\d{4}) (\d\d):(\d\d)(?::(\d\d))?(?: ([+-])(\d\d)(\d\d))?")
COMMENT = re.compile(r"\([^()]*\)")
LOOSE_COLON = re.compile(r"\s*:\s*")
ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)


def date_of(value: str) -> datetime | None:
    """The moment in UTC, or None where nothing sensible can be read. An unknown zone counts as UTC. Never raises."""
    value = decoded(value)[:200]
    try:
        moment = _usual(value) or _tolerant(value)
        return moment.astimezone(UTC) if moment else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def passed_at(received: list[str]) -> datetime | None:
    """The date behind the last semicolon of the newest (first) Received value. Source: RFC 5321 section 4.4."""
    return date_of(received[0].rpartition(";")[2]) if received else None


def _usual(value: str) -> datetime | None:
    match = USUAL.match(value)
    month = MONTHS.get(match[2].lower()) if match else None
    if not match or not month or not match[7]:
        return None
    away = timedelta(hours=int(match[8]), minutes=int(match[9]))
    if away >= timedelta(hours=24):
        away = timedelta()
    zone = timezone(-away if match[7] == "-" else away)
    # Second 60 is a leap second, which datetime does not know.
    second = min(int(match[6] or 0), 59)
    return datetime(int(match[3]), month, int(match[1]), int(match[4]), int(match[5]), second, tzinfo=zone)


def _tolerant(value: str) -> datetime | None:
    if iso := ISO.search(value):
        moment = datetime.fromisoformat(f"{iso[1]}T{iso[2]}{(iso[3] or 'Z').upper().replace('Z', '+00:00')}")
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    parts = parsedate_tz(LOOSE_COLON.sub(":", COMMENT.sub(" ", value)))
    if not parts:
        return None
    away = parts[9] or 0
    zone = timezone(timedelta(seconds=away)) if abs(away) < 86400 else UTC
    year, month, day, hour, minute, second = parts[:6]
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
