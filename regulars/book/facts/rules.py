"""What one line that is typed while talking means. Pure: a proposal, which a person confirms or changes.

It goes by tables of words, English and German, and knows nothing else. Where it is not sure it says so.
"""

import re
from datetime import date, datetime, tzinfo

from regulars.base.folding import fold
from regulars.base.frozen import dataclass
from regulars.book.facts import tables
from regulars.book.facts.days import MONTHS as MONTH_NAMES
from regulars.book.facts.days import WEEKDAYS, day_in, expiry_in
from regulars.book.facts.tables import table, words

ALLERGENS = tuple(tables.ALLERGENS)
_ALLERGENS, _ABOUT, _SENSITIVE = table(tables.ALLERGENS), table(tables.ABOUT), table(tables.SENSITIVE)
_CHANNELS, _PLACES, _OCCASIONS = table(tables.CHANNELS), words(tables.PLACES), words(tables.OCCASIONS)
_ALLERGIC, _NOT_ALLERGIC = words(tables.ALLERGIC), words(tables.NOT_ALLERGIC)
_AVOIDS_FOOD, _DISLIKES, _UNSPOKEN = words(tables.AVOIDS_FOOD), words(tables.DISLIKES), words(tables.UNSPOKEN)
_NEEDS, _LIKES, _DAY_OF, _KINSHIP = map(words, (tables.NEEDS, tables.LIKES, tables.DAY_OF, tables.KINSHIP))
_OBSERVED, _INFERRED = words(tables.OBSERVED), words(tables.INFERRED)
_BEGINS_WITH_NO, _ABSTAINS = re.compile(tables.BEGINS_WITH_NO), words(tables.ABSTAINS)
_CLAUSE = re.compile(r"[,;:!?()]|\.(?= |$)|\b(?:but|aber)\b")
# A name behind "in" or "at": "in Lisbon", "at the Lisbon house". Weekdays, months and languages are no places.
_NAMED_PLACE = re.compile(
    r"\b(?:in|at) (?:the |our )?(?P<name>[A-Z][a-zà-ÿ]{2,30}(?: (?:[A-Z][a-zà-ÿ]{2,30}|house|hotel|shop))?)"
)
_NO_PLACES = {
    *WEEKDAYS,
    *MONTH_NAMES,
    "english",
    "german",
    "french",
    "spanish",
    "italian",
    "christmas",
    "easter",
    "case",
}
LONGEST_READ = 1000


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line seems to mean. `text` is the line as it was typed, without blanks around it.

    `sure` is false where no word of it said what kind it is; it is "context" or the likeliest then. `others` are
    further allergens that stand in the line: each wants a line of its own. `expires` is the last day on which it
    holds, in `zone`. `about` is a word for somebody of theirs (a key of tables.ABOUT), `sensitive` names a matter of
    tables.SENSITIVE; both may be empty.
    """

    text: str
    kind: str = "context"
    sure: bool = False
    origin: str = "said"
    standing: bool = True
    channel: str = ""
    place: str = ""
    occasion: str = ""
    allergen: str = ""
    others: tuple[str, ...] = ()
    day: str = ""
    expires: date | None = None
    zone: str = "UTC"
    about: str = ""
    sensitive: str = ""
    unspoken: bool = False


def understood(line: str, now: datetime, zone: tzinfo, stay_ends: date | None = None) -> Proposal:
    """What a line seems to mean; `stay_ends` is the last day of the visit that "this stay" would mean, if any.

    The fourteen allergens are those of the law. Source: Regulation (EU) No 1169/2011, Annex II.
    """
    text = line.strip()
    plain, letters = read(text[:LONGEST_READ])
    end = expiry_in(plain, now.astimezone(zone).date(), stay_ends)
    rest = f"{plain[: end[1][0]]} {plain[end[1][1] :]}".strip() if end else plain
    day = day_in(rest)
    about, allergens, unspoken = first(_ABOUT, rest), allergens_in(plain), bool(_UNSPOKEN.search(plain))
    kind, sure = kind_of(rest, bool(allergens), bool(day), bool(about), unspoken)
    channel, place, occasion = scope_in(text, plain, letters)
    origin = origin_of(plain)
    return Proposal(
        text,
        kind,
        sure,
        origin,
        standing=not (channel or place or occasion or origin == "observed"),
        channel=channel,
        place=place,
        occasion=occasion,
        allergen=allergens[0] if allergens and kind == "need" else "",
        others=allergens[1:] if kind == "need" else (),
        day=day.day if day and kind == "date" else "",
        expires=end[0] if end else None,
        zone=str(zone),
        about=about,
        sensitive=sensitivity(plain),
        unspoken=unspoken,
    )


def read(text: str) -> tuple[str, list[int]]:
    """A line as the tables want it, and for each of its letters the place in `text` that it came from."""
    found: list[tuple[str, int]] = []
    for at, letter in enumerate(text):
        plain = "" if letter in "'’" else " " if letter.isspace() else fold(letter)
        found += [(one, at) for one in plain if one != " " or (found and found[-1][0] != " ")]
    return "".join(one for one, _ in found), [at for _, at in found]


def first(rows: dict[str, re.Pattern[str]], plain: str) -> str:
    """The row of which a word stands first in the line."""
    found = [(match.start(), name) for name, row in rows.items() if (match := row.search(plain))]
    return min(found)[1] if found else ""


def sensitivity(text: str) -> str:
    """Which of the matters that are kept apart a text touches; empty for none."""
    return first(_SENSITIVE, read(text[:LONGEST_READ])[0])


def is_allergy(text: str) -> bool:
    """Whether a text tells of an allergy or an intolerance, to whatever it is. A glance asks this of dozens."""
    lowered = text.lower()
    if not any(stem in lowered for stem in tables.STEMS_OF_ALLERGIC):
        return False
    plain = read(text[:LONGEST_READ])[0]
    return bool(_ALLERGIC.search(_NOT_ALLERGIC.sub("", plain)))


def allergens_in(plain: str) -> tuple[str, ...]:
    """Allergens that the customer is to be kept from, in the order of the line; what is only not liked is none."""
    if _NOT_ALLERGIC.search(plain) and not is_allergy(plain):
        return ()
    found: list[tuple[int, str]] = []
    at = 0
    avoided = False
    for clause in _CLAUSE.split(plain):
        named = [(at + match.start(), name) for name, row in _ALLERGENS.items() if (match := row.search(clause))]
        # "No nuts, eggs or fish": a clause of nothing but a list goes on from the one before it.
        goes_on = avoided and len(clause.split()) <= 3
        avoided = bool(named) and not _DISLIKES.search(clause) and (bool(_AVOIDS_FOOD.search(clause)) or goes_on)
        found += named if avoided else []
        at += len(clause) + 1
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def kind_of(rest: str, has_allergen: bool, has_day: bool, has_about: bool, unspoken: bool) -> tuple[str, bool]:
    """The kind, and whether a word of the line said so. What could do harm comes first."""
    said = (
        ("avoidance", unspoken),
        ("need", has_allergen),
        ("date", bool(_DAY_OF.search(rest))),
        ("avoidance", bool(_DISLIKES.search(rest))),
        ("need", bool(_NEEDS.search(rest)) and not _NOT_ALLERGIC.search(rest)),
        ("avoidance", bool(_BEGINS_WITH_NO.search(rest) or _ABSTAINS.search(rest)) and not _NOT_ALLERGIC.search(rest)),
        ("preference", bool(_LIKES.search(rest))),
        ("relation", has_about or bool(_KINSHIP.search(rest))),
    )
    kind = next((name for name, fits in said if fits), "")
    return (kind, True) if kind else ("date" if has_day else "context", False)


def scope_in(text: str, plain: str, letters: list[int]) -> tuple[str, str, str]:
    """Channel, place and occasion to which a line seems to be bound, in its own words."""

    def own(match: re.Match[str] | None) -> str:
        if match is None:
            return ""
        begin, end = match.span(match.lastgroup or 0)
        return text[letters[begin] : letters[end - 1] + 1]

    return first(_CHANNELS, plain), own(_PLACES.search(plain)) or named_place(text), own(_OCCASIONS.search(plain))


def named_place(text: str) -> str:
    """A place that is called by its name."""
    for match in _NAMED_PLACE.finditer(text):
        if match["name"].split()[0].lower() not in _NO_PLACES and not text[: match.start()].endswith("works "):
            return match["name"]
    return ""


def origin_of(plain: str) -> str:
    """Whether the line tells what was said, what was seen, or what somebody makes of it."""
    if _INFERRED.search(plain):
        return "inferred"
    return "observed" if _OBSERVED.search(plain) else "said"
