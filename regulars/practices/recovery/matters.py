"""What opens a recovery, and which signs are signs of one matter. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from regulars.base.frozen import dataclass

READING, PROMISE, RATING, ORDER, REPEAT, PERSON, SWEEP = (
    *("reading", "promise", "rating", "order", "repeat", "person"),
    "sweep",
)
ROUTES = (READING, PROMISE, RATING, ORDER, REPEAT, PERSON, SWEEP)
# The labels of a sign that says that another one was none, and that it was one after all.
TAKEN_BACK, AGAIN = "taken back", "again"
# What the customer says; what our own books say of an order is no word of theirs.
THEIR_WORD = frozenset({READING, RATING, REPEAT, PERSON})
FOUNDATIONS = ("product", "caring", "timeliness", "recovery")
FAILURES = ("product", "delivery", "wait", "staff", "billing", "rule", "promise", "other")
FAULTS = ("ours", "theirs", "nobodys", "unknown")
# Which of the four foundations gave way, by what failed.
FOUNDATION_OF = {
    "product": "product",
    "delivery": "timeliness",
    "wait": "timeliness",
    "staff": "caring",
    "billing": "product",
    "rule": "caring",
    "promise": "timeliness",
    "other": "product",
}
UNHAPPY = frozenset({"annoyed", "frustrated", "disappointed", "angry", "leaving", "anxious"})
GRAVE = frozenset({"serious", "severe"})
MINOR, SERIOUS, SEVERE = "minor", "serious", "severe"
SEVERITIES = (MINOR, SERIOUS, SEVERE)
# Of stars or points as a share of all there are: two of five is bad, three of five is not.
BAD_RATING = 0.4
# What a parcel's day allows for: one that comes the next day is late, one that comes an hour later is not.
LATE_ORDER = timedelta(hours=12)
# Signs of one matter that name neither a conversation nor an order come within these days of each other.
CLOSE = timedelta(days=3)
# A failure after this long is not the second one.
AGAIN_WITHIN = timedelta(days=365)
LONGEST_QUOTE = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """A sign as it was found: `key` names it for good. `conversation` is a row id, 0 for none; `order` and `moment` are
    public ids. `severity` and `failure` are what it seems to be; a person may say otherwise."""

    key: str
    route: str
    at: datetime
    severity: str
    failure: str
    moment: str = ""
    quote: str = ""
    conversation: int = 0
    order: str = ""
    reader: str = ""
    version: int = 0
    label: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """A reading that is sure: which reader, what it says, how sure, in which words."""

    reader: str
    label: str
    score: float
    quote: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Matter:
    """A recovery that has not ended, as far as sameness asks."""

    id: int
    conversation: int
    orders: frozenset[str]
    last_sign: datetime


def read_as(readings: Iterable[Said]) -> tuple[Said, str, str] | None:
    """What a message shows: the reading that says it, its severity, and what failed; None where it opens nothing.

    A failure opens one where a feeling goes with it: an unhappy one, a threat to leave, or where it is grave. A failure
    that is told in passing ("the first one was late, no harm done") opens none.
    """
    found = sorted(readings, key=lambda one: -one.score)
    failures = [one for one in found if one.reader == "failure"]
    if not failures:
        return None
    grave = next((one.label for one in found if one.reader == "severity"), "")
    feels = any(one.reader == "feeling" and one.label in UNHAPPY for one in found)
    leaves = any(one.reader == "leaving" for one in found)
    if not (feels or leaves or grave in GRAVE):
        return None
    severity = grave if grave in SEVERITIES else SERIOUS
    return failures[0], SERIOUS if leaves and severity == MINOR else severity, known_failure(failures[0].label)


def asked_again(readings: Iterable[Said]) -> Said | None:
    """The words with which they say that they have asked before, if they do."""
    return next((one for one in readings if one.reader == "repeat"), None)


def known_failure(label: str) -> str:
    """One of FAILURES."""
    return label if label in FAILURES else "other"


def failure_of_promise(sort: str) -> str:
    """What failed where a promise of this sort was broken: money is money, the rest is our word."""
    return "billing" if sort in ("money", "price", "reward") else "delivery" if sort == "delivery" else "promise"


def is_bad(score: float, of: float) -> bool:
    """Whether a rating is a bad one."""
    return of > 0 and score / of <= BAD_RATING


def is_late(seconds: int) -> bool:
    """Whether an order that came so long after its time was late."""
    return seconds >= LATE_ORDER.total_seconds()


def stand(signs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The keys of those that hold, of (key, label) in the order in which they came: of what was said about one promise
    after it was broken, only the last."""
    last: dict[tuple[str, bool], str] = {}
    for key, label in signs:
        later = label in (TAKEN_BACK, AGAIN)
        last[":".join(key.split(":")[:2]) if later else key, later] = key
    return frozenset(last.values())


def same_matter(open_: Sequence[Matter], sign: Found) -> Matter | None:
    """Of which of these it is a sign: of the one in its conversation; else of the one about its order; else of one that
    names no other, whose last sign is near. A conversation or an order that is named and is another makes it another.
    Of several the one with the newest sign."""
    ranked = sorted(open_, key=lambda one: (one.last_sign, one.id), reverse=True)
    for one in ranked:
        if sign.conversation and one.conversation == sign.conversation:
            return one
    for one in ranked:
        if sign.order and sign.order in one.orders:
            return one
    for one in ranked:
        apart = sign.conversation and one.conversation and sign.conversation != one.conversation
        other = sign.order and one.orders and sign.order not in one.orders
        if not apart and not other and abs(sign.at - one.last_sign) <= CLOSE:
            return one
    return None
