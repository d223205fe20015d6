"""Pages by key: the next one starts after the last row seen, so it is as quick as the first and nothing shifts."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Q

from regulars.base.frozen import dataclass

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONGEST = 60
GREATEST_ID = 2**63 - 1
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the time and id of its last row."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """What a request asked for: the place to go on from, if any; `lost` where it named one that is none."""

    place: Place | None = None
    lost: bool = False


def written(place: Place) -> str:
    """A place as it stands in an address."""
    micros = (place.at - EPOCH) // MICROSECOND
    return urlsafe_b64encode(f"{micros}.{place.id}".encode()).decode().rstrip("=")


def read(text: str) -> Cursor:
    """The place in an address. It only names a position, never a permission, so it is checked and not signed."""
    if not text:
        return Cursor()
    try:
        if len(text) > LONGEST:
            raise ValueError(text)
        micros, number = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").split(".")
        place = Place(EPOCH + int(micros) * MICROSECOND, int(number))
    except (ValueError, OverflowError):
        return Cursor(lost=True)
    return Cursor(place) if 0 <= place.id <= GREATEST_ID else Cursor(lost=True)


def before(place: Place | None, at: str) -> Q:
    """Rows that come after `place` in a list with the newest first; all of them without one.

    The first condition alone lets the index be entered at the right place.
    """
    if place is None:
        return Q()
    return Q(**{f"{at}__lte": place.at}) & (Q(**{f"{at}__lt": place.at}) | Q(id__lt=place.id))


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of one page, and the cursor of the next one, empty on the last."""

    rows: list[Row]
    next: str


def cut(rows: Sequence[Row], size: int, place_of: Callable[[Row], Place]) -> Page[Row]:
    """The first `size` of `rows`, of which one more was asked for to see whether more follow."""
    shown = list(rows[:size])
    return Page(shown, written(place_of(shown[-1])) if len(rows) > size else "")
