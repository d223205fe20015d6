"""What a customer bought and when they came: of orders that stood and visits that took place."""

from datetime import date, datetime, timedelta

from regulars.book.models import Customer
from regulars.engine.rows import aware, rows

YEAR = timedelta(days=365)
BOUGHT = """
select ordered_at, total, currency from book_order
where customer_id = %s and ordered_at >= %s and ordered_at < %s and status not in ('cancelled', 'returned')
union all
select starts_at, total, currency from book_visit
where customer_id = %s and starts_at >= %s and starts_at < %s and status = 'came'
order by 1
"""
Bought = tuple[datetime, int, str]


def bought(customer: int, begin: datetime, end: datetime) -> list[Bought]:
    """Each purchase and visit of a customer (row id) from `begin` up to `end`, in order: when, how much, in which
    currency ("" where a visit has none)."""
    found = rows(BOUGHT, [customer, begin, end, customer, begin, end])
    return [(moment_of(at), int(total), currency) for at, total, currency in found]


def moment_of(at: datetime | str) -> datetime:
    """A time out of a union, which SQLite gives as text."""
    return aware(datetime.fromisoformat(at) if isinstance(at, str) else at)


def days(customer: Customer, now: datetime) -> list[date]:
    """The days on which they bought or came, of the last five years."""
    return [at.date() for at, _total, _currency in bought(customer.pk, now - 5 * YEAR, now)]


def worth(customer: Customer, now: datetime) -> tuple[int, str]:
    """What they bought for in the year before, in the currency in which that was the most; (0, "") where nothing."""
    sums: dict[str, int] = {}
    for _at, total, currency in bought(customer.pk, now - YEAR, now):
        if currency:
            sums[currency] = sums.get(currency, 0) + total
    most = max(sums.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
    return most[1], most[0]
