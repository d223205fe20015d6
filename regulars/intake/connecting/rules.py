"""What would come in from a mailbox, counted; and what each choice of how far back takes. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from regulars.base.frozen import dataclass
from regulars.intake.rules import Listed

ALL, YEAR, MONTH, NONE = "all", "year", "month", "none"
CHOICES = (ALL, YEAR, MONTH, NONE)
SPANS = {YEAR: timedelta(days=365), MONTH: timedelta(days=30), NONE: timedelta(0)}
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as the preview names it: when it came to the server, from whom, its subject and first words."""

    came_at: datetime | None
    sender: str
    subject: str
    words: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What lies in a folder. `looked_at` of `total` messages were counted, the newest ones; `size` is theirs in bytes.

    `years`, `months` (the last twelve) and `days` (those of the choice "month") are pairs of when and how many, the
    newest first. `taken` is how many each choice would take; where not all were looked at, it can be more.
    """

    total: int
    looked_at: int
    size: int
    years: tuple[tuple[int, int], ...]
    months: tuple[tuple[tuple[int, int], int], ...]
    days: tuple[tuple[date, int], ...]
    taken: dict[str, int]

    @property
    def is_whole(self) -> bool:
        """Whether all messages were looked at."""
        return self.looked_at >= self.total


def counted(listed: Sequence[Listed], total: int, now: datetime) -> Counted:
    """`listed` are the newest of `total` messages; those without a time count under no year. Days are those of the time
    zone of `now`."""
    came = [one.came_at for one in listed if one.came_at is not None]
    years = Counter(at.year for at in came)
    months = Counter((at.year, at.month) for at in came if at >= now - timedelta(days=366))
    days = Counter(at.astimezone(now.tzinfo).date() for at in came if at >= now - SPANS[MONTH])
    taken = {choice: sum(is_taken(one.came_at, since(choice, now)) for one in listed) for choice in CHOICES}
    return Counted(
        total=max(total, len(listed)),
        looked_at=len(listed),
        size=sum(one.size for one in listed),
        years=tuple(sorted(years.items(), reverse=True)),
        months=tuple(sorted(months.items(), reverse=True)[:MONTHS_SHOWN]),
        days=tuple(sorted(days.items(), reverse=True)),
        taken=taken | {ALL: max(total, len(listed)), NONE: 0},
    )


def since(choice: str, now: datetime) -> datetime | None:
    """From when on history is taken; None is from the first on. Raises KeyError for a choice that there is not."""
    return None if choice == ALL else now - SPANS[choice]


def is_taken(came_at: datetime | None, since: datetime | None) -> bool:
    """Whether a message of history is taken. One whose time the server does not tell is taken, so none is lost."""
    return since is None or came_at is None or came_at >= since
