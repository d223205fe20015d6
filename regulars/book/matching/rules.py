"""How likely two books are one person's: pure. Evidence adds up, what speaks against it takes away.

The figures are settled by hand and published here. A person always has the last word (docs/decisions/0012).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from math import prod

from regulars.base.folding import fold, words
from regulars.base.frozen import dataclass

# How far each kind of evidence alone brings two books towards being one, in hundredths.
WEIGHTS: Mapping[str, int] = {
    "card": 85,
    "external": 85,
    "email": 70,
    "phone": 70,
    "handle": 50,
    "address": 55,
    "signature": 55,
    "order": 50,
    "sentence": 40,
    "name": 15,
}
# The same kind again says less: half as much each time, and nothing after the third.
AGAIN = 0.5
MOST_OF_KIND = 3
# What speaks against it, as a factor on the whole.
OTHER_NUMBERS: Mapping[str, float] = {"phone": 0.8, "card": 0.5, "external": 0.5}
PARTLY_OTHER_NAME = 0.8
OTHER_NAME = 0.6
# Below this nobody is asked: the same name alone, or one sentence under two names.
ASKED_FROM = 40
# What more books than this share says nothing about any two of them.
CROWDED = 20
# A book leaves so many traces of what was written, and no more.
MOST_WRITTEN = 400


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: how they are called, and their verified handles by kind."""

    name: str = ""
    verified: Mapping[str, frozenset[str]] = field(default_factory=dict)


def score(kinds: Iterable[str], one: Side, other: Side) -> int:
    """How likely it is that two books are one person's, 1 to 100, from the kinds of what they have in common (a kind
    as often as it was found). The same whichever of the two comes first.

    Source: independent pieces of evidence, 1 - (1 - a)(1 - b)..., as in Fellegi and Sunter, A theory for record linkage
    (1969), with weights settled by hand in place of learned ones.
    """
    counted: dict[str, int] = {}
    doubts = []
    for kind in sorted(kinds):
        before = counted.get(kind, 0)
        counted[kind] = before + 1
        if before < MOST_OF_KIND:
            doubts.append(1 - WEIGHTS.get(kind, 0) / 100 * AGAIN**before)
    return max(1, min(100, round(100 * (1 - prod(doubts)) * against(one, other))))


def against(one: Side, other: Side) -> float:
    """What other verified numbers and another name leave of it. Two addresses of one person are nothing unusual."""
    numbers = [factor for kind, factor in OTHER_NUMBERS.items() if differ(one.verified, other.verified, kind)]
    return prod(numbers) * names_agree(one.name, other.name)


def differ(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]], kind: str) -> bool:
    """Whether both have verified handles of a kind, and none in common."""
    mine, theirs = one.get(kind, frozenset()), other.get(kind, frozenset())
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def names_agree(one: str, other: str) -> float:
    """1 where one name holds the other ("A. Novak" not), or where either is unknown."""
    mine, theirs = name_words(one), name_words(other)
    if not mine or not theirs or mine <= theirs or theirs <= mine:
        return 1.0
    return PARTLY_OTHER_NAME if mine & theirs else OTHER_NAME


def name_words(name: str) -> frozenset[str]:
    """The words of a name, however they are written and ordered. A mail address is no name."""
    return frozenset() if "@" in name else frozenset(words(fold(name)))


def given_name(name: str) -> str:
    """The first name, folded: "Novak, Ana" has it behind the comma. "" where there is none."""
    family, comma, given = name.partition(",")
    found = words(fold(given if comma and given.strip() else family))
    return next(iter(found), "")


def called(name: str, names: Sequence[str]) -> int | None:
    """The place of the one who is called so, among some who use one handle: by the same words, or by a first name, or
    more, of a longer name. A family name alone may be anybody's and an initial too; no name is only who has none."""
    mine = name_words(name)
    for place, other in enumerate(names):
        if mine == name_words(other):
            return place
    for place, other in enumerate(names):
        theirs = name_words(other)
        longer = other if mine < theirs else name
        if mine and theirs and (mine < theirs or theirs < mine) and given_name(longer) in mine & theirs:
            return place
    return None


def is_asked(points: int) -> bool:
    """Whether a person is asked."""
    return points >= ASKED_FROM


def pair(one: int, other: int) -> tuple[int, int]:
    """Two row ids in the order in which they are kept."""
    return (one, other) if one < other else (other, one)
