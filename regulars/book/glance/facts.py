"""Which facts matter now, and as what. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.frozen import dataclass
from regulars.book.facts.rules import is_allergy
from regulars.book.glance.days import day_words
from regulars.book.glance.rules import Line, plain
from regulars.web.templating import url

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
    """A fact as the glance needs it. `moment` and `conversation` are public ids of where it is known from; both are
    empty where there is none, or where it is not to be seen."""

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
    at: datetime
    unspoken: bool
    sightings: int
    honoured: int
    contradicted: int
    expires_at: datetime | None
    moment: str = ""
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one stands when looking: the time, their day, the channels in use, what is written on the place and the
    matter (case-folded), the agent's zone, and the path of the book."""

    now: datetime
    today: date
    channels: frozenset[str] = frozenset()
    place: str = ""
    matter: str = ""
    zone: tzinfo = UTC
    home: str = ""


def lines(facts: Sequence[Known], scope: Scope) -> list[Line]:
    """Those that matter now, without what must not be said; the reasons are still wanting (see `worded`).

    All allergies stand in one line, so that none is left out; also those to what no law has on its list, as feathers.
    """
    held = [fact for fact in facts if holds(fact, scope)]
    secret = {plain(fact.text) for fact in held if fact.unspoken}
    spoken = [fact for fact in held if not fact.unspoken and plain(fact.text) not in secret]
    allergies: list[Known] = []
    others: list[Known] = []
    for one in spoken:
        told = one.allergen or (one.kind == "need" and is_allergy(one.text))
        (allergies if told else others).append(one)
    found = [Line(sort, fact.text, fact=fact.public_id) for fact in others if (sort := sort_of(fact, scope))]
    return [together(allergies, scope), *found] if allergies else found


def unsaid(facts: Iterable[Known], scope: Scope) -> list[Line]:
    """What guides us and must not be mentioned, wherever that is known to hold."""
    return [Line("context", fact.text, fact=fact.public_id) for fact in facts if fact.unspoken and holds(fact, scope)]


def together(allergies: Sequence[Known], scope: Scope) -> Line:
    """All of them in one line, each text once."""
    said = dict.fromkeys(one.text for one in allergies)
    if len(said) == 1:
        return Line("allergy", allergies[0].text, fact=allergies[0].public_id)
    return Line("allergy", "; ".join(said), _("Each is among the facts"), f"{scope.home}#facts")


def worded(lines: Iterable[Line], facts: Iterable[Known], scope: Scope) -> tuple[Line, ...]:
    """The lines with the reasons of those that are facts. Only what stands gets them, since putting it takes long.

    A fact leads to where it was said, if that may be seen, else to the facts.
    """
    by_id = {fact.public_id: fact for fact in facts}
    return tuple(
        replace(line, why=why(line.sort, by_id[line.fact], scope), link=link(by_id[line.fact], scope))
        if line.fact
        else line
        for line in lines
    )


def link(fact: Known, scope: Scope) -> str:
    """The path to where it is known from."""
    if not fact.conversation:
        return f"{scope.home}#facts"
    return f"{url('conversation', public_id=fact.conversation)}?to={fact.moment}#latest"


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


def why(sort: str, fact: Known, scope: Scope) -> str:
    """Why it stands here."""
    if sort == "date" and (day := near(fact.day, scope.today)):
        return day_words(day, scope.today)
    if fact.contradicted:
        return ngettext(
            "Perhaps no longer: contradicted once", "Perhaps no longer: contradicted %(n)s times", fact.contradicted
        ) % {"n": fact.contradicted}
    return origin(fact, scope)


def origin(fact: Known, scope: Scope) -> str:
    """Where it is known from."""
    day, today = (at.astimezone(scope.zone).date() for at in (fact.at, scope.now))
    named = {"day": day_words(day, today), "n": fact.sightings}
    if fact.origin == "said":
        return _("They said so: %(day)s") % named
    if fact.origin == "observed":
        return ngettext("We noticed: %(day)s", "We noticed it %(n)s times, last: %(day)s", fact.sightings) % named
    if fact.origin == "inferred":
        return _("We think so: %(day)s") % named
    return _("From an import: %(day)s") % named
