"""What we claim against what the records hold. Pure: values in, contradictions out.

It stops somebody who is about to send, so it holds back where a doubt is left: a claim that any record agrees with is
right, and a claim about nothing on record is let go.
"""

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime
from regulars.practices.promises.checking.claims import ACT, BOOKING, DELIVERY, ENDS, OPEN, UNTIL, Claim
from regulars.staff.hours.rules import Away, Hours, closed_on, is_away, open_at

SMALL = ("minute", "hour")
# An order of long ago is not what is meant by "your order", whatever its state.
RECENT = timedelta(days=60)
OVER = ("delivered", "cancelled", "returned")
# Of words for the same thing, so many are the same.
ALIKE = 0.5
LITTLE = frozenset(
    "the a an to you your it we i will and of for that this them us by on der die das ein eine sie".split()
)


@dataclass(frozen=True, slots=True)
class Held:
    """A record with a time: `ref` such as "reward:4f…", `names` small words by which it is called, `at` the time that
    it holds, `ends` the end of a stay. `status` as the record's own."""

    ref: str
    name: str
    at: LocalTime | None
    ends: LocalTime | None = None
    status: str = ""
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Open:
    """A promise that is open: what, of which sort, and until when."""

    ref: str
    what: str
    sort: str
    due: LocalTime


@dataclass(frozen=True, slots=True)
class Records:
    """All that claims are held against. `agent` is the row id of who writes; `desk` and `away`: when they are there."""

    rewards: tuple[Held, ...] = ()
    orders: tuple[Held, ...] = ()
    visits: tuple[Held, ...] = ()
    promises: tuple[Open, ...] = ()
    desk: Hours = field(default_factory=Hours)
    away: tuple[Away, ...] = ()
    agent: int = 0


@dataclass(frozen=True, slots=True)
class Against:
    """A claim that something contradicts. `sort` is that of the row, `ref` names the record, `holds` the time on it,
    `why` a further word: the name of a holiday, a status, the row id of who stands in. `right` is a time that could be
    said instead; `put` are words that are right in the place of those of the claim. `worth`: the further word is this
    amount, in the smallest unit of its currency."""

    sort: str
    claim: Claim
    ref: str = ""
    name: str = ""
    holds: LocalTime | None = None
    why: str = ""
    right: LocalTime | None = None
    put: str = ""
    worth: tuple[int, str] | None = None


def against(claims: Sequence[Claim], records: Records, now: datetime) -> list[Against]:
    """What contradicts these claims: at most one thing each."""
    found = (next((one for rule in RULES[claim.sort] if (one := rule(claim, records, now))), None) for claim in claims)
    return [one for one in found if one is not None]


def reward(claim: Claim, records: Records, now: datetime) -> Against | None:
    """A reward ends on its day in its programme's own zone. Nobody is hurt by an end that is said too early, so that is
    held only against words that name the end itself."""
    held = [one for one in meant(claim, records.rewards) if one.at is not None]
    if not held or any(agrees(claim, one, now) for one in held):
        return None
    one = nearest(claim, held)
    return Against("reward", claim, one.ref, one.name, one.at, right=one.at)


def agrees(claim: Claim, one: Held, now: datetime) -> bool:
    """Whether a reward is there at least as long as is claimed, and no longer where its end is named."""
    if one.at is None:
        return True
    day, ends, theirs = claim.due.wall.date(), one.at.wall.date(), there(one.at, claim.due.zone).date()
    if day > ends:
        return False
    return claim.sort == UNTIL or day >= min(ends, theirs)


def delivery(claim: Claim, records: Records, now: datetime) -> Against | None:
    """A parcel does not come before the day for which its order is promised; nor at all, where that is cancelled. To
    say that it is late is no contradiction."""
    orders = meant(claim, records.orders)
    going = [one for one in orders if one.status not in OVER]
    if not going:
        gone = orders[0] if orders and all(one.status in ("cancelled", "returned") for one in orders) else None
        return Against("delivery", claim, gone.ref, gone.name, why=gone.status) if gone else None
    if any(one.at is None or claim.due.wall.date() >= one.at.wall.date() for one in going):
        return None
    one = nearest(claim, going)
    return Against("delivery", claim, one.ref, one.name, one.at, right=one.at)


def booking(claim: Claim, records: Records, now: datetime) -> Against | None:
    """A booking is on its day, a stay on each of its days, and at its hour where one is named."""
    visits = meant(claim, records.visits)
    live = [one for one in visits if one.status == "booked" and one.at is not None]
    if not live:
        gone = visits[0] if visits and all(one.status == "cancelled" for one in visits) else None
        return Against("booking", claim, gone.ref, gone.name, gone.at, why=gone.status) if gone else None
    if any(covers(claim, one) for one in live):
        return None
    one = nearest(claim, live)
    return Against("booking", claim, one.ref, one.name, one.at, right=one.at)


def covers(claim: Claim, one: Held) -> bool:
    """Whether a booking is then."""
    if one.at is None:
        return True
    said, first = claim.due.wall, one.at.wall
    last = one.ends.wall if one.ends else first
    if not first.date() <= said.date() <= last.date():
        return False
    exact = claim.grain in SMALL and said.date() == first.date() and first.time() != datetime.min.time()
    # Who has a room may come later; a table or a treatment begins when it begins.
    return not exact or said == first or (first.date() < last.date() and first <= said)


def closed(claim: Claim, records: Records, now: datetime) -> Against | None:
    """Nobody can come, or be called, on a day on which we are closed, or outside of our hours where one is named."""
    if not records.desk or (claim.sort == ACT and claim.link not in ("on", "at", "")):
        return None
    if claim.grain in SMALL:
        shut = not open_at(records.desk, claim.due.utc() - timedelta(minutes=1)) and not open_at(
            records.desk, claim.due.utc()
        )
        return Against("closed", claim, why=closed_on(records.desk, on_day(claim, records)) or "") if shut else None
    if claim.grain not in ("day", "part"):
        return None
    why = closed_on(records.desk, claim.due.wall.date())
    return Against("closed", claim, why=why) if why is not None else None


def on_day(claim: Claim, records: Records) -> date:
    """The day that it is at the desk, at an hour that is claimed."""
    return there(claim.due, records.desk.zone).date()


def absent(claim: Claim, records: Records, now: datetime) -> Against | None:
    """Who promises is there on the day, or on one day at least until then."""
    if not claim.mine or not records.agent or claim.grain == "month":
        return None
    last = claim.due.wall.date()
    first = last if claim.link in ("on", "at", "") else there_on(now, claim.due.zone)
    days = [first + timedelta(days=one) for one in range(min((last - first).days, 60) + 1)]
    working = [one for one in days if closed_on(records.desk, one) is None] or days
    gone = [is_away(records.away, records.agent, one) for one in working]
    if not all(gone) or gone[-1] is None:
        return None
    return Against("away", claim, why=str(gone[-1].holder), holds=LocalTime(midnight(gone[-1].last), claim.due.zone))


def again(claim: Claim, records: Records, now: datetime) -> Against | None:
    """The same thing was promised for an earlier day, and that promise is open."""
    for one in records.promises:
        earlier = one.due.wall.date() < claim.due.wall.date() and one.due.utc() > now
        if earlier and alike(one.what, claim.quote):
            return Against("promise", claim, one.ref, one.what, one.due, right=one.due)
    return None


def alike(what: str, quote: str) -> bool:
    """Whether words are about what was promised: most of its words stand among them."""
    promised = {word for word in content(what) if len(word) > 2}
    return len(promised) >= 2 and len(promised & content(quote)) >= max(2, ALIKE * len(promised))


def content(words: str) -> set[str]:
    """Words that say something."""
    return {word.strip(".,;:!?()\"'") for word in words.lower().split()} - LITTLE - {""}


def meant(claim: Claim, held: Sequence[Held]) -> list[Held]:
    """The records that are named; all, where none is."""
    named = [one for one in held if one.names & claim.named]
    return named or list(held)


def nearest(claim: Claim, held: Sequence[Held]) -> Held:
    """The record that is nearest to what is claimed."""
    return min(held, key=lambda one: abs(one.at.wall - claim.due.wall) if one.at else timedelta.max)


def there(at: LocalTime, zone: str) -> datetime:
    """The wall time elsewhere."""
    return at.utc().astimezone(ZoneInfo(zone))


def there_on(now: datetime, zone: str) -> date:
    """The day that it is there."""
    return now.astimezone(ZoneInfo(zone)).date()


def midnight(day: date) -> datetime:
    """The last minute of a day."""
    return datetime.combine(day, time(23, 59))


Rule = Callable[[Claim, Records, datetime], Against | None]
RULES: dict[str, tuple[Rule, ...]] = {
    ENDS: (reward,),
    UNTIL: (reward,),
    DELIVERY: (delivery, again),
    BOOKING: (booking,),
    OPEN: (closed,),
    ACT: (closed, absent, again),
}
