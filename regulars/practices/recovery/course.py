"""The course of a recovery: which step is next, what may be done now, and what a row of it means. Pure.

Listen, acknowledge, meet, act; then something unexpected, and a second look once they have come back. Each step is
done, or passed over by an act that says why. What is found not to have made it good begins a new round.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime

from regulars.base.frozen import dataclass

LISTEN, ACKNOWLEDGE, MEET, ACT, EXTRA, SECOND, END = (
    "listen",
    "acknowledge",
    "meet",
    "act",
    "extra",
    "second",
    "end",
)
# After the four: what they chose is still to be carried out. No step of its own, as nobody writes it down here.
OWED = "owed"
MAMA = (LISTEN, ACKNOWLEDGE, MEET, ACT)
STEPS = (*MAMA, EXTRA, SECOND)
BEGUN, DONE, PASSED, FAILED, UNDONE = "begun", "done", "passed", "failed", "undone"
OUTCOMES = (BEGUN, DONE, PASSED, FAILED)
# What has two halves: what was heard is read back and then confirmed, amends are offered and then chosen, a day is
# named and then kept, they come back and then somebody looks.
HALVES = frozenset({LISTEN, MEET, ACT, SECOND})
# What waits for the customer once it has begun.
THEIRS = frozenset({LISTEN, MEET})
NEEDS: Mapping[str, tuple[str, ...]] = {
    LISTEN: (),
    ACKNOWLEDGE: (),
    MEET: (LISTEN, ACKNOWLEDGE),
    ACT: (LISTEN, ACKNOWLEDGE, MEET),
    EXTRA: MAMA,
    SECOND: MAMA,
}
# Never while what they chose is still owed to them.
AFTER = frozenset({EXTRA, SECOND})
WELL, LEFT, GONE, MISTAKEN = "well", "left", "gone", "mistaken"
ENDINGS = (WELL, LEFT, GONE, MISTAKEN)


@dataclass(frozen=True, slots=True)
class Act:
    """One row: `id` orders them. `undoes` is the id of the row that this one takes back. `drawn`: a lot wrote it, so it
    goes with the act before it."""

    id: int
    step: str
    outcome: str
    at: datetime
    due_at: datetime | None = None
    undoes: int = 0
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it has come. `settled` and `begun` are the acts that say so, by step; `next` is the step that is to be
    done, OWED or END; `since` is from when it is due, `waiting` whether it is the customer's turn. `last` is the act
    that could be undone. `owed`: what they chose is still to be carried out."""

    next: str
    since: datetime
    waiting: bool
    round: int = 1
    settled: Mapping[str, Act] = field(default_factory=dict)
    begun: Mapping[str, Act] = field(default_factory=dict)
    last: Act | None = None
    owed: bool = False


def live(acts: Iterable[Act]) -> list[Act]:
    """Those that nobody took back, in order."""
    ordered = sorted(acts, key=lambda one: one.id)
    gone = {one.undoes for one in ordered if one.outcome == UNDONE}
    return [one for one in ordered if one.outcome != UNDONE and one.id not in gone]


def standing(acts: Iterable[Act], opened_at: datetime, *, owed: bool = False) -> Standing:
    """What all rows together mean, and that what they chose is still `owed`."""
    rows = live(acts)
    settled: dict[str, Act] = {}
    begun: dict[str, Act] = {}
    round_, since = 1, opened_at
    for one in rows:
        if one.outcome == FAILED:
            round_ += 1
            since = one.at
            for step in reopened(one.step):
                settled.pop(step, None)
                begun.pop(step, None)
        elif one.outcome == BEGUN:
            begun[one.step] = one
        else:
            settled[one.step] = one
    step = next((step for step in STEPS if step not in settled), END)
    if owed and step not in MAMA:
        step = OWED
    before = [settled[need].at for need in NEEDS.get(step, STEPS) if need in settled]
    since = max([since, *before])
    if step in begun:
        since = max(since, begun[step].at)
    waits = step in begun and step in THEIRS
    waits = waits or (step == SECOND and step not in begun)
    last = next((one for one in reversed(rows) if not one.drawn), None)
    return Standing(step, since, waits, round_, settled, begun, last, owed)


def reopened(step: str) -> tuple[str, ...]:
    """What has to be done once more when a step failed: amends that could not be given are met anew; where the customer
    is not well, everything is, since they have to be heard first."""
    return STEPS[STEPS.index(MEET) :] if step == MEET else STEPS


def allowed(now: Standing, ended: bool) -> frozenset[tuple[str, str]]:
    """Pairs of step and outcome that may be written now."""
    if ended:
        return frozenset()
    found: set[tuple[str, str]] = set()
    for step in STEPS:
        if step not in now.settled and all(need in now.settled for need in NEEDS[step]):
            found.add((step, PASSED))
            if step in HALVES:
                found.add((step, BEGUN))
            if (step not in HALVES or step in now.begun) and not (now.owed and step in AFTER):
                found.add((step, DONE))
    return frozenset(found) | {(step, FAILED) for step in may_fail(now)}


def may_fail(now: Standing) -> frozenset[str]:
    """At which steps it can turn out that what was done did not make it good: amends once they were offered, the rest
    once anything was done, and the second look once all four steps were settled."""
    found = {ACT} if now.begun or now.settled else set()
    found |= {MEET} if MEET in now.begun or MEET in now.settled else set()
    return frozenset(found | ({SECOND} if ACT in now.settled else set()))


def failed_at(now: Standing, *, word_broken: bool) -> str:
    """At which step a further sign of the same matter shows that it was not made good; empty where it does not. Their
    own word does once amends were settled: what they say before is still the telling of it. A promise that is broken
    while we are at it does at any time after something was done."""
    if SECOND in may_fail(now):
        return SECOND
    return ACT if ACT in may_fail(now) and (word_broken or MEET in now.settled) else ""


def may_end(now: Standing, how: str, ended: bool) -> bool:
    """Whether it can end so. Well: all four steps are settled and somebody has looked a second time, or said why not.
    Gone: they did not come back after all four. Neither while what they chose is still owed. They can want it left
    alone at any time, and a mistake is one at any time."""
    if ended or how not in ENDINGS or (now.owed and how in (WELL, GONE)):
        return False
    if how == WELL:
        return all(step in now.settled for step in (*MAMA, SECOND))
    if how == GONE:
        return all(step in now.settled for step in MAMA)
    return True


def missing(now: Standing) -> tuple[str, ...]:
    """Which of the four steps nobody has settled."""
    return tuple(step for step in MAMA if step not in now.settled)


def urgent(standing_: Standing, nth: int) -> bool:
    """Whether it outranks everything else: a second failure within a year, or a recovery that failed itself."""
    return standing_.round > 1 or nth > 1


def met_by(acts: Iterable[Act]) -> list[Act]:
    """How the need was met since something last failed: what was offered, again perhaps, and what was chosen."""
    rows = live(acts)
    failed = max((one.id for one in rows if one.outcome == FAILED), default=0)
    return [one for one in rows if one.id > failed and one.step == MEET]


def undone_with(acts: Iterable[Act], row: int) -> list[Act]:
    """What is taken back with that row: itself, and what a lot wrote after it; nothing where it is not the last act."""
    rows = live(acts)
    after = [one for one in rows if one.id >= row]
    is_last = bool(after) and after[0].id == row and not after[0].drawn and all(one.drawn for one in after[1:])
    return after if is_last else []


def ending(acts: Sequence[tuple[int, str, int]]) -> tuple[int, str] | None:
    """Which ending holds, of (id, how, id of what it undoes), as (id, how)."""
    gone = {undoes for _id, how, undoes in acts if how == UNDONE}
    held = [(pk, how) for pk, how, _undoes in acts if how != UNDONE and pk not in gone]
    return max(held) if held else None
