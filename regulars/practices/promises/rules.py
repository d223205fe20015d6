"""What a promise is, how it may end, and when it is late. Pure decisions; `now` is an argument."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.models import Conversation, Moment
from regulars.conversations.models import Draft
from regulars.practices.promises.models import Outcome, Promise
from regulars.staff.hours.rules import Hours, closed_on
from regulars.staff.rules import is_zone
from regulars.web.words import full

LONGEST_WHAT, LONGEST_QUOTE, LONGEST_WORDS = 300, 2_000, 500
LONGEST_WHY, LONGEST_ON_BEHALF = 300, 120
# A clock in the other's kitchen is not ours: nobody is called late for these minutes.
GRACE = timedelta(minutes=15)
DAY = timedelta(days=1)
# Further ahead is a slip of the pen: a year with a figure too many.
FURTHEST = timedelta(days=3660)
ENDED = frozenset({Outcome.KEPT, Outcome.LATE, Outcome.RELEASED, Outcome.REPLACED, Outcome.MISTAKEN})
RECORDS = ("order", "visit", "reward")
# What has to be done by its time. A reward or a price is said to be so until then: time alone does not break that.
DONE_BY_THEN = frozenset({"callback", "delivery", "reply", "money", "visit", "other"})


@dataclass(frozen=True, slots=True)
class Said:
    """What was promised; the fields mean what they mean on the row. `due` is the latest time that still keeps it; with
    `span` the words stand in the text of `moment` or `draft`; `concerns` names a record, such as "order:4f…"."""

    what: str
    sort: str
    due: LocalTime | None = None
    strength: str = Promise.EXPLICIT
    quote: str = ""
    span: tuple[int, int] | None = None
    reader: str = ""
    version: int = 0
    moment: Moment | None = None
    draft: Draft | None = None
    conversation: Conversation | None = None
    on_behalf_of: str = ""
    concerns: str = ""
    due_means: str = Promise.TIME


def faults(said: Said, now: datetime) -> tuple[Refused, ...]:
    """What is wrong with a promise before it is written down."""
    noun, colon, record = said.concerns.partition(":")
    checked = (
        (not said.what.strip(), "what", _("Write in a few words what was promised.")),
        (len(said.what) > LONGEST_WHAT, "what", _("Say it in at most 300 letters; the words themselves are kept too.")),
        (said.sort not in Promise.SORTS, "sort", _("Choose what it is about.")),
        (said.strength not in Promise.STRENGTHS, "strength", _("Choose how firmly it was said.")),
        (said.due_means not in Promise.MEANS, "due_means", _("Choose what is meant by that time.")),
        (bool(said.concerns) and not (colon and record and noun in RECORDS), "concerns", _("Choose what it is about.")),
    )
    found = [Refused(reason, field) for wrong, field, reason in checked if wrong]
    if late := due_fault(said.due, now):
        found.append(late)
    return tuple(found)


def due_fault(due: LocalTime | None, now: datetime) -> Refused | None:
    """What is wrong with a due time; nothing where there is none."""
    if due is None:
        return None
    if not is_zone(due.zone):
        return Refused(_("“%(zone)s” is no time zone. Write one like Europe/Vienna.") % {"zone": due.zone}, "due")
    if due.utc() <= now:
        return Refused(
            _("%(when)s has passed already. Write a time that is still to come, or note how it ended.")
            % {"when": full(due.wall)},
            "due",
        )
    if due.utc() > now + FURTHEST:
        return Refused(_("That is more than ten years ahead. Is the year right?"), "due")
    return None


def grace(means: str) -> timedelta:
    """How long after its time a promise is not called late yet. All of a day is all of it, to the minute."""
    return GRACE if means == Promise.TIME else timedelta()


def is_over(due_at: datetime | None, means: str, now: datetime) -> bool:
    """Whether its time has passed. What has no time is never late: it has to be asked for."""
    return due_at is not None and now > due_at + grace(means)


def kept_as(due_at: datetime | None, means: str, happened: datetime) -> str:
    """Kept, or kept late."""
    return Outcome.LATE if is_over(due_at, means, happened) else Outcome.KEPT


def next_time(due: LocalTime, now: datetime, hours: Hours) -> LocalTime:
    """What to propose where a time cannot be kept: the same hour on the next day on which we are open, after both its
    day and today; the very next day where that is none within two weeks."""
    first = max(due.wall.date(), wall_of(now, due.zone).date()) + DAY
    days = [first + number * DAY for number in range(14)]
    day = next((one for one in days if closed_on(hours, one) is None), first)
    return LocalTime(datetime.combine(day, due.wall.time()), due.zone)


def told_before_late(due_at: datetime | None, means: str, told: datetime) -> bool:
    """Whether somebody was told of a new time before the old one had passed."""
    return due_at is not None and not is_over(due_at, means, told)


def refused_ending(state: str, kind: str, name: str) -> Refused | None:
    """Why a promise in that state cannot end so. `name`: who ended it as it is."""
    if state == Promise.OPEN:
        return None
    if state == Outcome.BROKEN and kind in (Outcome.LATE, Outcome.RELEASED, Outcome.MISTAKEN):
        return None
    who = {"name": name or _("the desk")}
    said = {
        Outcome.KEPT: _("%(name)s has kept this promise already."),
        Outcome.LATE: _("%(name)s has kept this promise already, though late."),
        Outcome.BROKEN: _("This promise is broken already, says %(name)s."),
        Outcome.RELEASED: _("The customer has let us off this promise, says %(name)s.")
        if name
        else _("The customer has let us off this promise themself, on their receipt."),
        Outcome.REPLACED: _("%(name)s has put another promise in its place."),
        Outcome.MISTAKEN: _("This was no promise, says %(name)s."),
    }
    return Refused(said[state] % who)


def is_theirs(kind: str, by_nobody: bool) -> bool:
    """Whether the customer said so themself: the desk never says that they let us off."""
    return kind == Outcome.RELEASED and by_nobody


def may_be_denied(state: str, sort: str, due_at: datetime | None, now: datetime) -> bool:
    """Whether there is something of which a customer can say that it did not happen: it was to have by now, or we say
    that it did. That something is so until a time can prove wrong at any time before."""
    if state == Promise.OPEN:
        return due_at is None or now >= due_at or sort not in DONE_BY_THEN
    return state in (Outcome.KEPT, Outcome.LATE, Outcome.BROKEN)


def standing(outcomes: Iterable[tuple[str, bool]]) -> str:
    """The state of a promise: its last outcome (kind, whether it was undone) that stands, in the order of time."""
    kinds = [kind for kind, undone in outcomes if not undone]
    return kinds[-1] if kinds else Promise.OPEN


def zone_of(customer: str, fallback: str) -> str:
    """In which zone a promise to a customer is due: theirs, else the one of who promised."""
    return customer if customer and is_zone(customer) else fallback


def wall_of(due_at: datetime, zone: str) -> datetime:
    """The wall time there, naive."""
    return due_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


_SORTS: Mapping[str, re.Pattern[str]] = {
    sort: re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE)
    for sort, words in (
        ("callback", r"call\b|calls\b|ring\b|phone|anruf|ruf\w* .{0,40}?\b(?:an|zurück)\b|zurückruf|telefon"),
        (
            "reward",
            r"points?\b|reward|voucher|bonus|nights?\b|expir|good (?:un)?til|gültig|einlös|punkte|gutschein|verf[aä]ll",
        ),
        ("money", r"refund|credit|free of charge|reimburs|pay back|erstatt|gutschr|kostenlos|kostenfrei|zurückzahl"),
        ("visit", r"book(?:ed|ing)|reserv|table\b|room\b|check.?in|tisch\b|zimmer\b|termin\b|buchung"),
        ("price", r"price|discount|quote\b|% off|preis|rabatt|angebot"),
        (
            "delivery",
            r"deliver|arriv|ship|parcel|package|dispatch|courier|liefer|paket|zustell|verschick|versand|versend",
        ),
        ("reply", r"get back|reply|answer|let you know|write|e-?mail|hear from|meld|antwort|bescheid|schreib"),
    )
}


def sort_of(words: str) -> str:
    """What a promise seems to be about, of its words; "other" where they do not tell."""
    return next((sort for sort, shape in _SORTS.items() if shape.search(words)), "other")


def breaks_by_time(sort: str, has_record: bool) -> bool:
    """Whether a promise of that sort is broken once its time has passed. One that something is so until then is, where
    its record could have shown that it was and does not."""
    return sort in DONE_BY_THEN or has_record


def looks_kept(sort: str, kind: str, channel: str, direction: str, way: str = "") -> bool:
    """Whether a moment of ours looks like the keeping of a promise of that sort.

    It has to have reached them: a note, or a call that nobody answered, keeps nothing. That we would call is not kept
    where they did (`way`).
    """
    reached = direction == Moment.OUT
    if sort == "callback":
        return reached and (kind == "call" or (kind == "message" and channel == "phone")) and way != "they"
    if sort == "reply":
        return reached and kind in ("message", "call")
    return sort == "visit" and kind == "visit.came"
