"""Books read for the sweep: some hundred at a time, in a few statements each, so that a million moments need little
memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from regulars.book.models import Order
from regulars.engine.rows import aware, rows
from regulars.practices.recovery.lateness import ordinary_here
from regulars.practices.recovery.sweep.heard import Whose, everything, of_customers
from regulars.practices.recovery.sweep.rules import Bought, Helped, Said

AT_ONCE = 500
# An order that has not come by then has not come.
MISSING = timedelta(days=7)
ORDERS = """
select customer_id, public_id, ordered_at, total, currency, promised_at, delivered_at, status from book_order
where customer_id >= %s and customer_id < %s and status <> 'cancelled' order by customer_id, ordered_at
"""
VISITS = """
select customer_id, public_id, starts_at, total, currency from book_visit
where customer_id >= %s and customer_id < %s and status in ('came', 'booked') order by customer_id, starts_at
"""
HELPED = """
select customer_id, opened_at, coalesce(conversation_id, 0), "order" from recovery_recovery
where customer_id >= %s and customer_id < %s
"""
GIVEN = """
select customer_id, at, coalesce(conversation_id, 0) from book_moment
where customer_id >= %s and customer_id < %s and not (kind = 'message') and kind in ('amends.given', 'gift.given')
"""
EDGES = "select min(id), max(id) from book_customer"


@dataclass(slots=True)
class Book:
    """What the sweep looks at of one customer, by row id."""

    customer: int
    said: list[Said] = field(default_factory=list)
    bought: list[Bought] = field(default_factory=list)
    helped: list[Helped] = field(default_factory=list)


def books(now: datetime, at_once: int = AT_ONCE) -> Iterator[list[Book]]:
    """All books in which something was said or bought, by portions."""
    (first, last), ordinary, heard = edges(), ordinary_here(), everything()
    for start in range(first, last + 1, at_once):
        yield portion(start, start + at_once, now, ordinary, heard.of_customers)


def edges() -> tuple[int, int]:
    """The lowest and the highest row id of a customer; (1, 0) where there is none."""
    lowest, highest = rows(EDGES, [])[0]
    return lowest or 1, highest or 0


def portion(
    start: int,
    end: int,
    now: datetime,
    ordinary: timedelta,
    heard: Callable[[int, int], Iterable[Whose]] = of_customers,
) -> list[Book]:
    """The books of the customers with row ids from `start` to before `end`; an order is late here that came by more
    than what is `ordinary`. `heard` gives what was said in them."""
    between = [start, end]
    found: dict[int, Book] = {}
    for customer, one in heard(start, end):
        found.setdefault(customer, Book(customer)).said.append(one)
    for row in rows(ORDERS, between):
        found.setdefault(row[0], Book(row[0])).bought.append(order(row, now, ordinary))
    for customer, public_id, at, total, currency in rows(VISITS, between):
        found.setdefault(customer, Book(customer)).bought.append(Bought(public_id, aware(at), total, currency))
    for customer, at, conversation, order_id in rows(HELPED, between):
        found.setdefault(customer, Book(customer)).helped.append(Helped(aware(at), conversation, order_id))
    for customer, at, conversation in rows(GIVEN, between):
        found.setdefault(customer, Book(customer)).helped.append(Helped(aware(at), conversation))
    return list(found.values())


def order(row: Sequence[Any], now: datetime, ordinary: timedelta) -> Bought:
    """A row of ORDERS: late from when it was promised, where it came later than is ordinary or has not come; where it
    is damaged, from when it came."""
    _customer, public_id, at, total, currency, promised, delivered, status = row
    if status == Order.DAMAGED:
        return Bought(public_id, aware(at), total, currency, aware(delivered or promised or at))
    late = None
    if promised:
        promised = aware(promised)
        came = aware(delivered) if delivered else None
        missing = came is None and status in ("placed", "paid", "sent") and now - promised > MISSING
        late = promised if missing or (came is not None and came - promised > ordinary) else None
    return Bought(public_id, aware(at), total, currency, late)
