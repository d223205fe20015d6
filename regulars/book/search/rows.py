"""What stands in the index for one moment."""

from datetime import datetime

from regulars.base.frozen import dataclass

FIELDS = ("subject", "sender", "files", "body")
ID_BITS = 30
SECONDS_BITS = 63 - ID_BITS
BEYOND_ALL = (1 << 63) - 1
MOMENT = f"{(1 << ID_BITS) - 1}"


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One text: `docid` orders it, `version` names the parser's reading, `words` are those of each of FIELDS."""

    docid: int
    version: int
    words: tuple[list[str], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What rows must fulfil, in SQL over `m`, the moment, `o`, its conversation, and `c`, the one where that is shown.

    With `in_one`, moments of no conversation are left out.
    """

    sql: str
    params: tuple[object, ...]
    in_one: bool = True


def docid_of(moment: int, at: datetime) -> int:
    """A number that rises with `at` and, within a second, with the moment's id; it fits 63 bits until the year 2242.

    Times before 1970 or after 2242 count as these. Raises OverflowError from 2**30 moments on.
    """
    if moment >= 1 << ID_BITS:
        raise OverflowError(f"moment {moment} has more than {ID_BITS} bits")
    return min(max(int(at.timestamp()), 0), (1 << SECONDS_BITS) - 1) << ID_BITS | moment


def first_of(at: datetime) -> int:
    """The lowest docid that a moment of this second or later can have."""
    return docid_of(0, at)


def moment_of(docid: int) -> int:
    """The moment's id in a docid."""
    return docid & ((1 << ID_BITS) - 1)
