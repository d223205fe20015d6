"""How far reading is: what is spent on it, what waits, how a going over the books stands, and in which languages
messages come."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from regulars.base.frozen import dataclass
from regulars.engine.rows import marks, rows
from regulars.reading.slots import present
from regulars.readings import asking, editions
from regulars.readings.models import Rereading

# Whoever waits for a million texts need not know the last one of them.
MOST_COUNTED = 1_000
# Languages are told of the last ones, so that the page costs the same on any desk.
LATELY = 1_000
WAITING = """
select count(*) from (select 1 from readings_understanding where edition in ({names}) limit %s) as waiting
"""
LANGUAGES = """
select language, count(*) from (
    select language from readings_understanding where read_at is not null and tier <> ''
    order by read_at desc limit %s) as lately
group by language order by count(*) desc, language
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """A going over the books: how many texts it has read of how many, down to which time; `unread` could not be."""

    done: int
    texts: int
    position: datetime | None
    begun: datetime
    finished: datetime | None
    unread: int

    @property
    def left(self) -> int:
        """How many are still to be read."""
        return max(0, self.texts - self.done)


@dataclass(frozen=True, slots=True)
class Language:
    """A language in which messages came lately: its code, "" where nobody could tell, how many, and in how many kinds
    of reading it is read."""

    code: str
    count: int
    kinds: int


@dataclass(frozen=True, slots=True)
class Standing:
    """All of that. `waiting` counts up to MOST_COUNTED; `many` where there are more."""

    spent: str
    waiting: int
    many: bool
    progress: Progress | None
    languages: tuple[Language, ...]
    kinds: int

    @property
    def lately(self) -> int:
        """How many texts the languages were counted in."""
        return sum(one.count for one in self.languages)


def standing() -> Standing:
    """How it stands now. Five statements."""
    counted = waiting(editions.stale()) if asking.is_on() else 0
    readers = present().values()
    found = [
        Language(code, count, sum(code in one.languages for one in readers))
        for code, count in rows(LANGUAGES, [LATELY])
    ]
    return Standing(
        settings.REGULARS_READING,
        min(counted, MOST_COUNTED),
        counted > MOST_COUNTED,
        progress(),
        tuple(found),
        len(readers),
    )


def waiting(names: Sequence[str]) -> int:
    """How many texts stand under one of these editions; one more than MOST_COUNTED for any number beyond."""
    found: list[tuple[int]] = rows(WAITING.format(names=marks(names)), [*names, MOST_COUNTED + 1])
    return found[0][0]


def progress() -> Progress | None:
    """The last going over the books; None where there was none."""
    last = Rereading.objects.order_by("-pk").first()
    if last is None:
        return None
    return Progress(last.done, last.texts, last.position, last.begun_at, last.finished_at, last.unread)
