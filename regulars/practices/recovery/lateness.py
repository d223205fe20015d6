"""How late an order is for this desk: what its own record says is ordinary, and which are late and have not come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from regulars.base.frozen import dataclass
from regulars.book.models import Order
from regulars.engine.rows import aware, marks, rows
from regulars.practices.recovery.matters import LATE_ORDER

# So many of ten come within what is ordinary; of fewer than FEWEST nothing is said, and two days are taken for it.
ORDINARY, FEWEST, UNKNOWN = 0.9, 20, timedelta(days=2)
NEWEST = 2000
# What has not come is looked for from a day after its time on, and no longer than this; the sweep finds what is older.
MISSING, LOOKED_FOR = timedelta(days=1), timedelta(days=14)
AT_ONCE = 200
ON_ITS_WAY = (Order.PLACED, Order.PAID, Order.SENT)
CAME = """
select promised_at, delivered_at from book_order
where promised_at is not null and delivered_at is not null order by delivered_at desc limit %s
"""
# SQLite takes the index of those to come only where `delivered_at is null` stands.
OVERDUE = """
select o.public_id, o.customer_id, o.promised_at from book_order o
where o.status in ({way}) and o.delivered_at is null and o.promised_at <= %s and o.promised_at > %s
  and not exists (select 1 from recovery_sign s where s.key = 'order:' || o.public_id)
order by o.promised_at, o.id limit %s
"""


@dataclass(frozen=True, slots=True)
class Overdue:
    """An order that should be there. `id` is public, `customer` a row id."""

    id: str
    customer: int
    promised_at: datetime


def ordinary(came: Sequence[timedelta]) -> timedelta:
    """By how much orders come late here without anybody wondering, of how late each was (less than nothing: early):
    as late as nine in ten are at most, and never less than what any parcel's day allows for. Pure."""
    if len(came) < FEWEST:
        return UNKNOWN
    return max(LATE_ORDER, sorted(came)[int(ORDINARY * (len(came) - 1))])


def ordinary_here() -> timedelta:
    """The same of the newest orders that have come."""
    return ordinary([aware(came) - aware(promised) for promised, came in rows(CAME, [NEWEST])])


def overdue(now: datetime) -> list[Overdue]:
    """Orders that are later than is ordinary and have not come, of which no recovery knows; the oldest AT_ONCE."""
    since = now - max(MISSING, ordinary_here())
    statement = OVERDUE.format(way=marks(ON_ITS_WAY))
    found = rows(statement, [*ON_ITS_WAY, since, now - LOOKED_FOR, AT_ONCE])
    return [Overdue(public_id, customer, aware(promised)) for public_id, customer, promised in found]
