"""Which facts matter now, and as what. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.book.glance.days import day_words
from regulars.book.glance.rules import Line, plain

NEAR = timedelta(days=14)
JUST_GONE = timedelta(days=1)
SORT_OF = {
    "need": "need",
    "avoidance": "avoidance",
    "preference": "preference",
    "context": "context",
    "relation": "context",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A fact as the glance needs it; `at` is a day in the agent's zone, `link` leads to where it is known from."""

    public_id: str
    kind: str
    text: str
    allergen: str
    day: str
    standing: bool
    channel: str
    place: str
    occasion: str
    origin: str
    at: date
    unspoken: bool
    sightings: int
    honoured: int
    contradicted: int
    expires_at: datetime | None
    link: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one stands when looking: the time, the day, the channels in use, and what is written on the place and the
    matter (case-folded)."""

    now: datetime
    today: date
    channels: frozenset[str] = frozenset()
    place: str = ""
    matter: str = ""


def lines(facts: Sequence[Known], scope: Scope) -> list[Line]:
    """Those that matter now, without what must not be said. All allergies stand in one line, so none is left out."""
    held = [fact for fact in facts if holds(fact, scope)]
    secret = {plain(fact.text) for fact in held if fact.unspoken}
    spoken = [fact for fact in held if not fact.unspoken and plain(fact.text) not in secret]
    allergies = [fact for fact in spoken if fact.allergen]
    sorts = [(sort_of(fact, scope), fact) for fact in spoken if not fact.allergen]
    found = [line(sort, fact, scope) for sort, fact in sorts if sort]
    return [together([line("allergy", fact, scope) for fact in allergies]), *found] if allergies else found


def unsaid(facts: Iterable[Known], scope: Scope) -> list[Line]:
    """What guides us and must not be mentioned, wherever that is known to hold."""
    return [line("context", fact, scope) for fact in facts if fact.unspoken and holds(fact, scope)]


def together(allergies: Sequence[Line]) -> Line:
    """Several in one line, each text once."""
    first = allergies[0]
    said = dict.fromkeys(one.text for one in allergies)
    if len(said) == 1:
        return first
    return replace(first, text="; ".join(said), why=_("Each is among the facts"))


def holds(fact: Known, scope: Scope) -> bool:
    """Whether it has not ended."""
    return fact.expires_at is None or fact.expires_at > scope.now


def sort_of(fact: Known, scope: Scope) -> str:
    """One of SORTS; empty for what does not matter now. What was contradicted as often as honoured is doubted."""
    if fact.contradicted and fact.contradicted >= fact.honoured:
        return "doubted" if fits(fact, scope) else ""
    if fact.kind == "date" and fact.day:
        return "date" if near(fact.day, scope.today) is not None else ""
    if fact.standing:
        return SORT_OF.get(fact.kind, "context")
    if not fits(fact, scope):
        return ""
    urgent = fact.kind in ("need", "avoidance")
    return SORT_OF[fact.kind] if urgent else "fitting" if fact.channel or fact.place or fact.occasion else "context"


def fits(fact: Known, scope: Scope) -> bool:
    """Whether a situational fact holds here: in all of channel, place and occasion that it names. A standing one does.

    An occasion such as "this stay" says little later on; where the fact ends by itself, that is what bounds it.
    """
    return fact.standing or (
        (not fact.channel or fact.channel in scope.channels)
        and (not fact.place or fact.place.casefold() in scope.place)
        and (not fact.occasion or fact.expires_at is not None or fact.occasion.casefold() in scope.matter)
    )


def near(day: str, today: date) -> date | None:
    """When a day (YYYY-MM-DD or MM-DD) is next, where that is near; a day of a year that is over comes back each year.

    29 February is on the 28th in years without one.
    """
    try:
        first, month, of_month = (int(part) for part in ("0-" + day if len(day) == 5 else day).split("-"))
        years = range(max(first, today.year - 1), today.year + 2)
        days = [on(year, month, of_month) for year in years]
    except ValueError:
        return None
    return next((one for one in days if today - JUST_GONE <= one <= today + NEAR), None)


def on(year: int, month: int, day: int) -> date:
    """That day; 29 February where there is none is the 28th. Raises ValueError for what is no day."""
    leap = month == 2 and day == 29 and (year % 4 or (year % 100 == 0 and year % 400))
    return date(year, month, 28 if leap else day)


def line(sort: str, fact: Known, scope: Scope) -> Line:
    """A fact as a line."""
    return Line(sort, fact.text, why(sort, fact, scope), fact.link)


def why(sort: str, fact: Known, scope: Scope) -> str:
    """Why it stands here."""
    if sort == "date" and (day := near(fact.day, scope.today)):
        return day_words(day, scope.today)
    if fact.contradicted:
        return ngettext(
            "Perhaps no longer: contradicted once", "Perhaps no longer: contradicted %(n)s times", fact.contradicted
        ) % {"n": fact.contradicted}
    return origin(fact, scope.today)


def origin(fact: Known, today: date) -> str:
    """Where it is known from."""
    named = {"day": day_words(fact.at, today), "n": fact.sightings}
    if fact.origin == "said":
        return _("They said so: %(day)s") % named
    if fact.origin == "observed":
        return ngettext("We noticed: %(day)s", "We noticed it %(n)s times, last: %(day)s", fact.sightings) % named
    if fact.origin == "inferred":
        return _("We think so: %(day)s") % named
    return _("From an import: %(day)s") % named
