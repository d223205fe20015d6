"""Which bad experiences of one customer nobody followed up, and who is most worth calling first. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, log
from statistics import median

from regulars.base.frozen import dataclass

# What is said within so long of a late order is about it, and so is what we write then.
ABOUT = timedelta(days=30)
# Who was written to or given something within this time of what went wrong was not left alone.
FOLLOWED = timedelta(days=60)
# A matter is left alone only once somebody had the time to take it up.
PATIENCE = timedelta(days=3)
# From how likely on a message tells of something that went wrong. Source: docs/decisions/0027-nobody-left-hanging.md.
TROUBLED = 0.35
# Where nobody ever answered, a doubt is enough.
ALONE = 0.15
# Whom we answered within a day and who wrote no more was most likely helped, if it does not sound like much trouble.
SOON = timedelta(days=1)
PLAINLY = 0.7
LEAST, MOST = 0.01, 0.99
# Who parts so has plans to come back: not left alone, whatever a reader thinks of the rest. An answer that somebody
# looks forward to is none of these plans.
COMES_BACK = re.compile(
    r"\b(?:see you (?:soon|again|then|next)|look(?:ing)? forward to (?:seeing|coming|being|staying|(?:my|our|the) next)"
    r"|bis (?:bald|dann\b|zum nächsten|nächste[ns]?\b)"
    r"|freuen? (?:mich|uns) (?:schon )?auf (?:das|den|die) nächste[ns]?)",
    re.IGNORECASE,
)
# Before a customer has come twice, the desk's own customers say how long one stays away.
YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `trouble` is how likely it tells of something that went wrong, of theirs alone; `soothing`: ours
    apologises, offers to make it good or promises; theirs says thanks."""

    moment: str
    at: datetime
    conversation: int
    theirs: bool
    trouble: float = 0.0
    soothing: bool = False


@dataclass(frozen=True, slots=True)
class Bought:
    """An order or a visit. `total` is in minor units; `late` is from when it was wrong, of an order that came late or
    damaged or has not come."""

    key: str
    at: datetime
    total: int
    currency: str
    late: datetime | None = None


@dataclass(frozen=True, slots=True)
class Helped:
    """That we took something up: a recovery, amends or a gift; `conversation` and `order` where it was about these."""

    at: datetime
    conversation: int = 0
    order: str = ""


@dataclass(frozen=True, slots=True)
class Hanging:
    """Something that went wrong and that nobody followed up. `key` names it for good; `moment` is the public id of
    what they said last of it, "" where only a record shows it; `order` the record's. `answered`: somebody wrote, and
    made nothing right."""

    key: str
    at: datetime
    moment: str
    order: str
    conversation: int
    answered: bool


@dataclass(frozen=True, slots=True)
class Worth:
    """What a customer was worth in a year, in minor units of one currency, the one they spent most in."""

    yearly: int
    currency: str


@dataclass(frozen=True, slots=True)
class Thought:
    """What readers think of a message: how likely it is negative, tells of a failure, of one that matters, of an
    unhappy feeling, of anger or sorrow, of a question, of joy. `felt`: the last three were read; they are not in every
    language."""

    negative: float = 0.0
    failure: float = 0.0
    severity: float = 0.0
    feeling: float = 0.0
    upset: float = 0.0
    asking: float = 0.0
    glad: float = 0.0
    felt: bool = False


def trouble(of: Thought) -> float:
    """How likely a message tells of something that went wrong: the log odds of what its readers think, added with
    weights that were chosen on one generated desk (docs/decisions/0027-nobody-left-hanging.md). That somebody does not
    ask and is not glad shows nothing, so these count from FLOOR on."""
    said = (of.negative, of.failure, of.severity, of.feeling)
    if not of.felt:
        return chance(OFFSET + sum(weight * logit(one) for weight, one in zip(WEIGHTS, said, strict=True)))
    felt = (*said, of.upset, max(FLOOR, of.asking), max(FLOOR, of.glad))
    return chance(FELT_OFFSET + sum(weight * logit(one) for weight, one in zip(FELT_WEIGHTS, felt, strict=True)))


WEIGHTS, OFFSET = (0.5, 0.5, 0.3, 0.2), 0.7
FELT_WEIGHTS, FELT_OFFSET = (0.6, 0.5, 0.6, 0.4, 0.9, -1.5, -0.4), 2.0
FLOOR = 0.1


def chance(odds: float) -> float:
    """Of log odds."""
    return 1 / (1 + exp(-odds))


def logit(score: float) -> float:
    """Log odds, within bounds: a score that was too small to be kept counts as the least."""
    bounded = min(MOST, max(LEAST, score))
    return log(bounded / (1 - bounded))


def hanging(said: Sequence[Said], bought: Sequence[Bought], helped: Sequence[Helped], now: datetime) -> list[Hanging]:
    """What nobody followed up, oldest first; `said` is in the order of time."""
    found = [*unanswered(said, now), *untold(said, bought, now)]
    left = [one for one in found if not any(helps(each, one) for each in helped)]
    return sorted(left, key=lambda one: one.at)


def helps(done: Helped, matter: Hanging) -> bool:
    """Whether that was for this matter: it names the same conversation or order, or came soon after."""
    same = (done.conversation and done.conversation == matter.conversation) or (
        done.order and done.order == matter.order
    )
    return bool(same) or matter.at <= done.at <= matter.at + FOLLOWED


def unanswered(said: Sequence[Said], now: datetime) -> Iterable[Hanging]:
    """Conversations in which they told of trouble, and after the last of it nobody made it right."""
    by: dict[int, list[Said]] = {}
    for one in said:
        by.setdefault(one.conversation, []).append(one)
    for conversation, talk in by.items():
        found = left_alone(conversation, talk, now)
        if found is not None:
            yield found


def left_alone(conversation: int, talk: Sequence[Said], now: datetime) -> Hanging | None:
    """What hangs of one conversation, if anything does."""
    least = TROUBLED if any(not one.theirs for one in talk) else ALONE
    trouble = [one for one in talk if one.theirs and one.trouble >= least]
    if not trouble or now - trouble[-1].at < PATIENCE:
        return None
    last = trouble[-1]
    after = [one for one in talk if last.at < one.at <= last.at + FOLLOWED]
    if any(one.soothing for one in after):
        return None
    ours = [one for one in after if not one.theirs]
    if ours and ours[0].at - last.at <= SOON and max(one.trouble for one in trouble) < PLAINLY:
        return None
    return Hanging(f"moment:{last.moment}", last.at, last.moment, "", conversation, bool(ours))


def comes_back(words: str) -> bool:
    """Whether these last words of theirs are of somebody who has plans to come back."""
    return COMES_BACK.search(words) is not None


def untold(said: Sequence[Said], bought: Sequence[Bought], now: datetime) -> Iterable[Hanging]:
    """Orders that came late, or did not come, of which nobody said a word."""
    for one in bought:
        if one.late is None or now - one.late < PATIENCE:
            continue
        after = [each for each in said if one.late < each.at < one.late + ABOUT]
        if not any(each.trouble >= TROUBLED or (each.soothing and not each.theirs) for each in after):
            yield Hanging(f"order:{one.key}", one.late, "", one.key, 0, answered=False)


def rhythm(bought: Sequence[Bought], usual: float) -> float:
    """After how many days this customer comes again: the median of their own gaps, else what is `usual` here."""
    times = sorted(one.at for one in bought)
    gaps = [(later - earlier) / timedelta(days=1) for earlier, later in pairwise(times)]
    return max(1.0, median(gaps)) if gaps else usual


def worth(bought: Sequence[Bought], until: datetime) -> Worth:
    """What they spent a year until then; of less than a year, what it was."""
    before = [one for one in bought if one.at <= until]
    spent: dict[str, int] = {}
    for one in before:
        spent[one.currency] = spent.get(one.currency, 0) + one.total
    if not spent:
        return Worth(0, "")
    currency = max(spent, key=lambda each: (spent[each], each))
    years = max(1.0, (until - min(one.at for one in before)) / timedelta(days=YEAR))
    return Worth(round(spent[currency] / years), currency)


def silence(bought: Sequence[Bought], since: datetime, days: float, now: datetime) -> float:
    """For how many of their own gaps they have stayed away since; 0 for who came back."""
    if any(since < one.at <= now for one in bought):
        return 0.0
    return (now - since) / timedelta(days=days)


def pressing(yearly: int, gaps: float) -> float:
    """By which they are called: what they are worth in a year, the more the longer they are overdue, up to three of
    their gaps; who came back counts a tenth."""
    return (yearly + 1) * (0.1 if gaps == 0 else min(3.0, max(0.3, gaps)))
