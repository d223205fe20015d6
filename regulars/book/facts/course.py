"""The course of a fact: said again, kept, out of date, out of use. Pure decisions; `now` is an argument."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from regulars.base.folding import words
from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.facts.days import LEAP_YEAR
from regulars.book.facts.rules import ALLERGENS
from regulars.book.models import Fact

LONGEST, LONGEST_SCOPE = 500, 200
# Whoever clicks twice, or tells the same to the same person in one talk, has seen it once.
ONCE = timedelta(hours=1)
UNUSED = timedelta(days=365)
# How long a forgotten fact can be had back.
UNDO = timedelta(minutes=5)
SOON = timedelta(days=14)
_DAY = re.compile(r"(?:(?P<year>(?:19|20)\d{2})-)?(?P<month>\d{2})-(?P<day>\d{2})")
ORDER = ("need", "avoidance", "date", "preference", "relation", "context")


@dataclass(frozen=True, slots=True)
class Said:
    """What a fact says; the fields mean what they mean on the row."""

    text: str
    kind: str
    origin: str = "said"
    standing: bool = True
    channel: str = ""
    place: str = ""
    occasion: str = ""
    allergen: str = ""
    day: str = ""
    expires: LocalTime | None = None
    sensitive: bool = False
    unspoken: bool = False
    visible: bool = False

    @property
    def scope(self) -> tuple[str, str, str]:
        """Where and when it holds, as far as that is said; compared without case."""
        return (self.channel, self.place.casefold(), self.occasion.casefold())


def faults(said: Said, now: datetime) -> tuple[Refused, ...]:
    """What is wrong with a fact before it is written down."""
    checked = (
        (not said.text, "text", _("Write in a few words what is known.")),
        (len(said.text) > LONGEST, "text", _("A fact is one line of at most 500 letters. Write the rest as a note.")),
        (said.kind not in Fact.KINDS, "kind", _("Choose what kind of fact this is.")),
        (said.origin not in Fact.ORIGINS, "origin", _("Choose how this is known.")),
        (said.allergen not in ("", *ALLERGENS), "allergen", _("Choose one of the fourteen allergens, or none.")),
        (bool(said.day) and not is_day(said.day), "day", _("Write a day that there is, such as 14 May or 1980-05-14.")),
        (said.expires is not None and said.expires.utc() <= now, "expires", _("Choose a day that lies ahead.")),
        (len(said.place) > LONGEST_SCOPE, "place", _("Say the place in fewer words.")),
        (len(said.occasion) > LONGEST_SCOPE, "occasion", _("Say the occasion in fewer words.")),
    )
    return tuple(Refused(reason, field) for wrong, field, reason in checked if wrong)


def is_day(day: str) -> bool:
    """Whether it is YYYY-MM-DD or MM-DD, and there is such a day."""
    match = _DAY.fullmatch(day)
    try:
        return bool(match and date(int(match["year"] or LEAP_YEAR), int(match["month"]), int(match["day"])))
    except ValueError:
        return False


def same(one: str, other: str) -> bool:
    """Whether two lines have the same words, whatever their case, accents and signs."""
    return words(one) == words(other) and (bool(words(one)) or one == other)


def said_again(known: Said, said: Said) -> Said | None:
    """What a known fact says once it has been said again; None where the other is another fact.

    Something observed here and there holds everywhere: it loses the scope in which the two differ. Else the same words
    within another scope are another fact. The last word holds on the expiry; what was told in confidence stays so.
    """
    observed = known.origin == said.origin == "observed"
    covered = known.scope == said.scope or (known.standing and not any(known.scope))
    if not same(known.text, said.text) or known.day != said.day or not (covered or observed):
        return None
    stays = [own == other for own, other in zip(known.scope, said.scope, strict=True)]
    return replace(
        known,
        channel=known.channel if stays[0] else "",
        place=known.place if stays[1] else "",
        occasion=known.occasion if stays[2] else "",
        standing=known.standing or known.origin == "observed" or (said.standing and said.origin == "said"),
        allergen=known.allergen or said.allergen,
        expires=said.expires,
        sensitive=known.sensitive or said.sensitive,
        unspoken=known.unspoken or said.unspoken,
    )


def first_standing(said: Said) -> Said:
    """A new fact: what was observed once is a matter of that once."""
    return replace(said, standing=said.standing and said.origin != "observed")


def is_once(
    moments: Iterable[tuple[datetime, int | None, int | None]], at: datetime, by: int | None, on: int | None
) -> bool:
    """Whether a mark made `at` by agent `by` on moment `on` is one that was made already: marks are times, agents and
    moments. On a moment each is made once; without one, once by each agent within ONCE."""
    return any(
        (on is not None and moment == on) or (on is None and moment is None and agent == by and at - before < ONCE)
        for before, agent, moment in moments
    )


def asks_renewal(used_at: datetime, day: str, now: datetime) -> bool:
    """Whether nobody has used a fact for a year. A birthday need not be asked again."""
    return not day and now - used_at >= UNUSED


def holds(said: Said, channel: str = "", place: str = "", occasion: str = "") -> bool | None:
    """Whether a fact holds within a channel, place and occasion, as far as these are known; None for perhaps."""
    known = (channel, place.casefold(), occasion.casefold())
    pairs = [(own, here) for own, here in zip(said.scope, known, strict=True) if own]
    if any(here and own != here for own, here in pairs):
        return False
    return True if said.standing or (pairs and all(here for _, here in pairs)) else None


def weight(kind: str, allergen: str, unspoken: bool, contradicted_more: bool, standing: bool) -> tuple[bool | int, ...]:
    """What matters comes first: what could do harm, what must not be said, then by kind; the doubtful and the
    situational after what stands."""
    return (not allergen, not unspoken, contradicted_more, ORDER.index(kind), not standing)
