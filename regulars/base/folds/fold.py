"""A stretch that is folded."""

from regulars.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Fold:
    """A stretch of a text, in code points, that is shown folded: quote, signature, forward or disclaimer."""

    start: int
    end: int
    kind: str
