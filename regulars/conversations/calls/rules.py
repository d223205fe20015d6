"""What is told of a call beside the words: who called whom, when, and for how long. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.frozen import dataclass
from regulars.base.ids import looks_public
from regulars.base.results import Refused
from regulars.base.times import LocalTime

THEY, WE, NOBODY = "they", "we", "nobody"
WAYS = (THEY, WE, NOBODY)
# Whoever writes down what they remember of a year ago has mistyped the year.
EARLIEST = timedelta(days=366)
LONGEST_MINUTES = 24 * 60
LONGEST_SUBJECT = 80


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it was typed. `way`: THEY called us, WE called them, or WE did and NOBODY answered. `at` is a wall time
    where the writer is, such as 2026-11-30T09:00, empty for now; `minutes` is empty where nobody says how long it was.
    `customer` is the public id of whose call it was, where it stands in no conversation yet."""

    way: str = THEY
    at: str = ""
    minutes: str = ""
    customer: str = ""

    @property
    def answered(self) -> bool:
        """Whether we spoke to them."""
        return self.way != NOBODY


def typed(form: Mapping[str, str]) -> Call:
    """The fields of an editor. Of a way that is none, and of a name that can be nobody's, nothing is kept."""
    way, customer = form.get("way", ""), form.get("customer", "")
    at, minutes = (form.get(name, "").replace("\0", "").strip()[:20] for name in ("called_at", "minutes"))
    return Call(way if way in WAYS else THEY, at, minutes, customer if looks_public(customer) else "")


def kept(call: Call) -> dict[str, str]:
    """A call as a draft keeps it: what nobody has said is left out."""
    return {name: value for name, value in asdict(call).items() if value != getattr(Call(), name)}


def began(call: Call, now: datetime, zone: ZoneInfo) -> datetime | Refused:
    """When it was, in UTC."""
    if not call.at:
        return now
    try:
        at = LocalTime(datetime.fromisoformat(call.at).replace(tzinfo=None), zone.key).utc()
    except (ValueError, OverflowError):
        return Refused(_("“%(at)s” is no time. Write it like 2026-11-30 09:00.") % {"at": call.at}, "called_at")
    if at > now:
        return Refused(_("That time is still to come. Write when you spoke, or leave it empty for now."), "called_at")
    if at < now - EARLIEST:
        return Refused(_("That is more than a year ago. Is the year right?"), "called_at")
    return at


def lasted(call: Call) -> int | Refused:
    """How many minutes; 0 where nobody has said."""
    if not call.minutes:
        return 0
    if not (call.minutes.isascii() and call.minutes.isdigit() and int(call.minutes) <= LONGEST_MINUTES):
        return Refused(_("“%(n)s” is no number of minutes. Write one like 12.") % {"n": call.minutes}, "minutes")
    return int(call.minutes)


def faults(call: Call, text: str, now: datetime, zone: ZoneInfo) -> tuple[Refused, ...]:
    """All that is wrong with it. That nobody answered needs no words."""
    silent = call.answered and not text.strip()
    checks = (
        Refused(_("Write in a few words what was said."), "text") if silent else None,
        began(call, now, zone),
        lasted(call),
    )
    return tuple(one for one in checks if isinstance(one, Refused))


def subject_of(text: str) -> str:
    """What a conversation is called that begins with a call: the first of what was said."""
    words = " ".join(text.split())
    if len(words) <= LONGEST_SUBJECT:
        return words or _("A call")
    return f"{words[: LONGEST_SUBJECT - 1].rsplit(' ', 1)[0]}…"


def says(payload: Mapping[str, Any]) -> str:
    """A call as a sentence: who called whom, and for how long."""
    said = {
        THEY: _("They called us"),
        WE: _("We called them"),
        NOBODY: _("We called, and nobody answered"),
    }.get(payload.get("way", ""), _("A call"))
    minutes = int(payload.get("minutes") or 0)
    if not minutes:
        return said
    lasting = ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}
    return _("%(call)s, %(minutes)s") % {"call": said, "minutes": lasting}
