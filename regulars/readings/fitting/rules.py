"""Decisions of fitting without I/O: what is learned from, what is kept back, and when a fit has won."""

from collections.abc import Sequence
from math import sqrt

from regulars.base.frozen import dataclass
from regulars.readings.layers import INSTEAD, WRONG

# Kinds of which a text has one label at most: a head of a desk's own chooses among labels. Of the others, wrong says
# that there is none.
ALWAYS_ONE = frozenset({"sentiment"})
KINDS = ALWAYS_ONE | {"failure", "severity"}
# Heads of a desk's own look at what the shipped ones make of a text, which is measured well enough for these only.
LANGUAGES = frozenset({"en"})
NONE = "none"
FEWEST, MOST = 20, 10_000
# The share that is kept back: the latest, since that is what comes.
KEPT_BACK = 0.2
HOUR = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """How two heads did on the same texts: how many, how often each was right, and alone in that."""

    texts: int
    own: int
    standing: int
    only_own: int
    only_standing: int

    @property
    def wins(self) -> bool:
        """Whether the new one was right more often, by more than chance would explain.

        One standard error of the difference of two paired shares. Source: McNemar 1947.
        """
        return self.only_own - self.only_standing > sqrt(self.only_own + self.only_standing)


def label(kind: str, said: str, verdict: str, instead: str) -> str | None:
    """What a person's word says that a text is; None where it says only what it is not."""
    if verdict == WRONG:
        return None if kind in ALWAYS_ONE else NONE
    return instead if verdict == INSTEAD else said


def is_enough(labels: Sequence[str]) -> bool:
    """Whether there is anything to learn from these, in order of time: enough, and of two labels at least."""
    return len(labels) >= FEWEST and len(set(labels[: split(len(labels))])) > 1


def split(count: int) -> int:
    """Where what is kept back begins."""
    return count - round(count * KEPT_BACK)


def verdict(right: Sequence[str], own: Sequence[str], standing: Sequence[str]) -> Verdict:
    """Count who was right where."""
    pairs = [(mine == label, theirs == label) for label, mine, theirs in zip(right, own, standing, strict=True)]
    only_own, only_standing = pairs.count((True, False)), pairs.count((False, True))
    both = pairs.count((True, True))
    return Verdict(len(pairs), both + only_own, both + only_standing, only_own, only_standing)
