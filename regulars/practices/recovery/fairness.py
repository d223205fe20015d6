"""Like cases beside each other, with what each was given. Pure, but for the one statement that reads them.

Cases are alike where the same failed, as gravely, for customers who bought for about as much. Who handled them is not
asked: it is about what customers got, and nobody is ranked.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.engine.rows import aware, rows
from regulars.web.words import money

# Of what they bought for in the year before, in whole units of their currency: up to and including.
BANDS = ((0, "none"), (100, "small"), (1000, "middle"), (None, "large"))
# From three like cases on something can be unlike.
FEWEST = 3
# Given less than half of what is usual among its like, or more than twice.
APART = 2
MOST = 400
CASES = """
select r.public_id, r.failure, r.severity, r.worth, r.currency, r.fault, r.opened_at, r.ended_at, r.ending, p.id,
       p.public_id, p.name, coalesce(given.worth, 0), coalesce(given.cost, 0), coalesce(given.currency, ''),
       coalesce(given.codes, '')
from (select r.* from recovery_recovery r left join book_conversation c on c.id = r.conversation_id
      where r.ending <> 'mistaken' and r.step not in ('listen', 'acknowledge', 'meet') and {seen}
      order by r.opened_at desc, r.id desc limit %s) r
join book_customer p on p.id = r.customer_id
left join (select a.recovery_id, max(a.currency) currency, {joined} codes,
                  sum(case when a.kind = 'taken_back' then -a.worth else a.worth end) worth,
                  sum(case when a.kind = 'taken_back' then -a.cost else a.cost end) cost
           from recovery_amended a where a.kind in ('given', 'gift', 'taken_back') group by a.recovery_id
          ) given on given.recovery_id = r.id
order by r.opened_at desc, r.id desc
"""
# Each engine has its own word for putting texts together.
JOINED = {"sqlite": "group_concat(a.code, ' ')", "postgresql": "string_agg(a.code, ' ')"}


@dataclass(frozen=True, slots=True)
class Case:
    """One recovery in which amends were settled, and what they got, in minor units of `currency` ("" for nothing)."""

    public_id: str
    failure: str
    severity: str
    band: str
    fault: str
    opened_at: datetime
    ended_at: datetime | None
    ending: str
    customer_id: int
    customer: str
    name: str
    worth: int
    cost: int
    currency: str
    codes: tuple[str, ...]

    @property
    def given(self) -> str:
        """What it was worth to them."""
        return money(self.worth, self.currency) if self.currency and self.worth else ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A case among its like; `apart` is "less" or "more" where it got much less or more than they mostly did."""

    case: Case
    apart: str


@dataclass(frozen=True, slots=True)
class Likes:
    """Cases that are alike, the newest first. `usual` is the median of what they got, in minor units of `currency`;
    `enough`: there are as many as it takes to say so."""

    failure: str
    severity: str
    band: str
    usual: int
    currency: str
    enough: bool
    cases: tuple[Compared, ...]

    @property
    def unlike(self) -> int:
        """How many stand apart."""
        return sum(1 for one in self.cases if one.apart)


def band(worth: int, currency: str) -> str:
    """How much they had bought for."""
    # Whatever the currency has for minor units, the bands are coarse enough for hundredths.
    units = worth / 100 if currency else 0
    return next(name for most, name in BANDS if most is None or units <= most)


def likes(cases: Iterable[Case]) -> list[Likes]:
    """Groups of two and more that are alike, those in which somebody stands apart first, then the largest."""
    groups: dict[tuple[str, str, str], list[Case]] = {}
    for one in cases:
        groups.setdefault((one.failure, one.severity, one.band), []).append(one)
    found = [compared(key, some) for key, some in groups.items() if len(some) > 1]
    return sorted(found, key=lambda one: (-one.unlike, -len(one.cases), one.failure, one.severity, one.band))


def compared(key: tuple[str, str, str], cases: Sequence[Case]) -> Likes:
    """One group. Amounts in different currencies are not compared: the commonest one is looked at."""
    spoken = [one.currency for one in cases if one.currency]
    currency = max(sorted(set(spoken)), key=spoken.count, default="")
    known = [one for one in cases if one.currency in ("", currency)]
    usual = round(median([one.worth for one in known])) if known else 0
    enough = len(known) >= FEWEST
    return Likes(
        *key, usual, currency, enough, tuple(Compared(one, apart(one, usual, currency, enough)) for one in cases)
    )


def apart(one: Case, usual: int, currency: str, enough: bool) -> str:
    """Whether it got much less or more than its like."""
    if not enough or one.currency not in ("", currency):
        return ""
    if one.worth * APART < usual:
        return "less"
    return "more" if one.worth > usual * APART else ""


def cases(vendor: str, eyes: Eyes) -> list[Case]:
    """The newest MOST in which amends were settled."""
    return [case(row) for row in rows(CASES.format(seen=eyes.sees(), joined=JOINED[vendor]), [MOST])]


def case(row: Sequence[Any]) -> Case:
    """A row of CASES."""
    public_id, failure, severity, worth, currency, fault, opened, ended, *rest = row
    ending, pk, customer, name, given, cost, given_in, codes = rest
    return Case(
        public_id,
        failure,
        severity,
        band(worth, currency),
        fault,
        aware(opened),
        aware(ended) if ended else None,
        ending,
        pk,
        customer,
        name,
        max(0, int(given)),
        max(0, int(cost)),
        given_in,
        tuple(codes.split()),
    )
