"""What an act makes of a conversation, and what takes it back: pure decisions on how it stands."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused

OPEN, CLOSED, AUTOMATIC, SNOOZED, SPAM = "open", "closed", "automatic", "snoozed", "spam"
# What is to be done comes before what is not: joined to another, nothing that somebody waits for is lost.
AWAKE = (OPEN, SNOOZED, CLOSED, AUTOMATIC, SPAM)
LONGEST_WHY = 200
# A year too far would overflow in the zone of another agent, and with it every list that shows it.
FURTHEST = timedelta(days=3653)

# What follows from other rows as well, and may have gone on: it is put back only where it stands as the act left it.
FOLLOWING = frozenset({"last_at", "preview"})
TIMES = frozenset({"snoozed_until", "last_at"})
TAG = "tag:"

# Values as they are kept in an event: JSON, times as ISO 8601 in UTC.
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """All of a conversation that acts change, as it stands; ids are row ids."""

    pk: int
    public_id: str
    status: str = OPEN
    assignee: int | None = None
    snoozed_until: datetime | None = None
    joined_to: int | None = None
    last_at: datetime | None = None
    preview: str = ""
    inbox: int | None = None
    tags: frozenset[int] = frozenset()

    def value(self, key: str) -> Any:
        """What stands under a key of an event: a column's name, or `tag:` with a tag's row id (true or false)."""
        if key.startswith(TAG):
            return int(key.removeprefix(TAG)) in self.tags
        return kept(getattr(self, key))


@dataclass(frozen=True, slots=True)
class Change:
    """What an act changes of one conversation; nothing where both are empty."""

    of: Standing
    before: dict[str, Any]
    after: dict[str, Any]


Decide = Callable[[Standing], Values | Refused]


def why_said(why: str) -> dict[str, str]:
    """A reason as an event keeps it, on one line; nothing where none was given."""
    return {"why": line} if (line := " ".join(why.split())[:LONGEST_WHY]) else {}


def kept(value: Any) -> Any:
    """A value as an event keeps it."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def read(key: str, value: Any) -> Any:
    """The other way round: a column's value from an event's."""
    return datetime.fromisoformat(value) if key in TIMES and value else value


def change(of: Standing, wanted: Values) -> Change:
    """The part of `wanted` that is not so already."""
    after = {key: kept(value) for key, value in wanted.items() if kept(value) != of.value(key)}
    return Change(of, {key: of.value(key) for key in after}, after)


def in_spam() -> Refused:
    """Why spam is neither closed nor put to sleep."""
    return Refused(_("It lies in spam. Say first that it is none."))


def closing(now: Standing) -> Values | Refused:
    """Nothing more is to be done for now."""
    return in_spam() if now.status == SPAM else {"status": CLOSED, "snoozed_until": None}


def reopening(now: Standing) -> Values | Refused:
    """It is taken up again, also out of sleep."""
    return in_spam() if now.status == SPAM else {"status": OPEN, "snoozed_until": None}


def snoozing(until: datetime | None, at: datetime) -> Decide:
    """It sleeps until a time, or without one until the customer writes."""

    def decide(now: Standing) -> Values | Refused:
        if until is not None and until <= at:
            return Refused(_("That time has passed. Choose one that lies ahead."), "until")
        if until is not None and until - at > FURTHEST:
            return Refused(_("That is more than ten years away. Choose an earlier time."), "until")
        return in_spam() if now.status == SPAM else {"status": SNOOZED, "snoozed_until": until}

    return decide


def waking(at: datetime) -> Decide:
    """Its time has come: it is open again, and on top of the list. One that sleeps longer meanwhile sleeps on."""

    def decide(now: Standing) -> Values | Refused:
        due = now.status == SNOOZED and now.snoozed_until is not None and now.snoozed_until <= at
        return {"status": OPEN, "snoozed_until": None, "last_at": at} if due else {}

    return decide


def to_spam(now: Standing) -> Values | Refused:
    """Nobody is bothered by it. It is kept."""
    return {"status": SPAM, "snoozed_until": None}


def out_of_spam(by_person: Callable[[int], bool]) -> Decide:
    """What it would be had nobody said that it is spam; `by_person` tells of a row id whether people wrote in it."""

    def decide(now: Standing) -> Values | Refused:
        return {"status": OPEN if by_person(now.pk) else AUTOMATIC} if now.status == SPAM else {}

    return decide


def assigning(to: int | None, hidden: Iterable[int] = ()) -> Decide:
    """It is given to an agent, who must be able to see it: `hidden` are the inboxes that they may not see."""
    unseen = frozenset(hidden)

    def decide(now: Standing) -> Values | Refused:
        if to is not None and now.inbox in unseen:
            return Refused(_("They may not see this inbox. Choose somebody of its teams."), "to")
        return {"assignee": to}

    return decide


def moving(to: int, blind: Mapping[int, bool]) -> Callable[[Standing], Values]:
    """It goes to another inbox; nobody goes on holding it who is `blind` there, by row id."""

    def decide(now: Standing) -> Values:
        lost = now.assignee is not None and blind.get(now.assignee, False)
        return {"inbox": to, "assignee": None} if lost else {"inbox": to}

    return decide


def together(stands: Standing, joined: Standing) -> Values:
    """The status of two that become one: what is awake keeps both awake, and of two that sleep the first to wake."""
    first = min((stands, joined), key=lambda one: AWAKE.index(one.status))
    times = [one.snoozed_until for one in (stands, joined) if one.status == SNOOZED and one.snoozed_until]
    return {"status": first.status, "snoozed_until": min(times, default=None) if first.status == SNOOZED else None}


def marking(tag: int, on: bool) -> Decide:
    """A tag is put on or taken off."""
    return lambda now: {f"{TAG}{tag}": on}


def taking_back(now: Values, before: Values, after: Values, *, partly: bool = False) -> Values | None:
    """What to write so that it stands as before an act; None where somebody has changed it since.

    `partly`: what was changed since stays, and the rest goes back.
    """
    wanted = {}
    for key, was in before.items():
        if now[key] == after[key]:
            wanted[key] = was
        elif now[key] != was and key not in FOLLOWING and not partly:
            return None
    return wanted


def projected(events: Iterable[tuple[str, Values]]) -> dict[str, Any]:
    """How a conversation stands after these events (kind and payload), as far as they say.

    Events of the first release have no payload; their kind says the status.
    """
    stands: dict[str, Any] = {}
    for kind, payload in events:
        bare = {"closed": {"status": CLOSED}, "reopened": {"status": OPEN}}.get(kind, {})
        stands |= payload.get("after", bare)
    return stands
