"""Whether an id that another system gave tells of somebody. An id is no prose: words run into one another in it, and a
telephone number stands there as bare digits. Pure.

In doubt it does: a record whose number was taken away is still there, a name that stayed is not to be had back.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import permutations
from urllib.parse import unquote

from regulars.base.folding import fold
from regulars.base.frozen import dataclass

SHORTEST, RUNS_IN = 2, 5
HANDLE_RUNS_IN = 6
FEWEST_DIGITS, MOST_DIGITS = 6, 8
MOST_NAMES = 4
SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
LETTERS = re.compile(r"[^\W\d_]+")
WORDS = re.compile(r"[^\W\d_]+|\d+")
SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Telling:
    """What tells of somebody: as a word of an id, anywhere within it, or among its digits."""

    words: frozenset[str]
    within: frozenset[str]
    digits: frozenset[str]


def telling(names: Iterable[str], handles: Sequence[tuple[str, str]]) -> Telling:
    """What tells of somebody with these names and these handles, pairs of kind and value."""
    known = [said for name in names for said in (name, name.translate(SPELT))]
    parts = [words_of(name)[:MOST_NAMES] for name in known]
    words = {word for part in parts for word in part if len(word) >= SHORTEST}
    within = {word for word in words if len(word) >= RUNS_IN or not word.isascii()}
    within |= {"".join(one) for part in parts for one in permutations(part, 2) if sum(map(len, one)) >= RUNS_IN}
    own = [plain(said) for kind, value in handles if kind != "phone" for said in parts_of(value)]
    words |= {one for one in own if one}
    within |= {one for one in own if len(one) >= HANDLE_RUNS_IN}
    phones = [re.sub(r"\D", "", value) for kind, value in handles if kind == "phone"]
    # An id leaves the country's code out, and often what stands before it.
    digits = {number[-MOST_DIGITS:] for number in phones if len(number) >= FEWEST_DIGITS}
    return Telling(frozenset(words), frozenset(within), frozenset(digits))


def parts_of(handle: str) -> tuple[str, str, str]:
    """A handle, what stands in it before a domain, and what after the name of the system that gave it."""
    return handle, handle.rpartition("@")[0], handle.rpartition(":")[2]


def tells(of: Telling, written: str) -> bool:
    """Whether an id tells of them."""
    read = unquote(written)
    parts = HUMP.sub("-", read)
    words = {*WORDS.findall(fold(parts)), *(plain(one) for one in SIGNS.split(parts))}
    squeezed, digits = plain(read), re.sub(r"\D", "", fold(read))
    found = any(one in squeezed for one in of.within) or any(one in digits for one in of.digits)
    return found or not words.isdisjoint(of.words)


def words_of(name: str) -> list[str]:
    """The words of a name, folded."""
    return LETTERS.findall(fold(HUMP.sub("-", name)))


def plain(text: str) -> str:
    """Folded, letters and digits only."""
    return SIGNS.sub("", fold(text))
