"""Orders, visits and rewards of a customer as pages show them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.models import Customer
from regulars.engine.rows import aware, marks, rows
from regulars.web.paging import Place

ORDERS = """
select id, ordered_at, public_id, source, source_id, number, status, currency, total, promised_local, promised_zone,
       promised_at, delivered_at
from book_order where customer_id = %s{before} order by ordered_at desc, id desc limit %s
"""
LINES = """
select order_id, name, quantity, price from book_orderline where order_id in ({ids}) order by order_id, position, id
"""
VISITS = """
select id, starts_at, public_id, source, number, status, place, unit, what, party, wishes, zone, starts_local,
       ends_local, currency, total
from book_visit where customer_id = %s{before} order by starts_at desc, id desc limit %s
"""
REWARDS = """
select id, public_id, source, programme, unit, currency, balance, expires_local, expires_zone, expires_at
from book_reward where customer_id = %s order by expires_at is null, expires_at, id limit %s
"""


@dataclass(frozen=True, slots=True)
class Article:
    """A line of an order; `price` is that of one piece, in minor units."""

    name: str
    quantity: Decimal
    price: int


@dataclass(frozen=True, slots=True)
class Bought:
    """An order; amounts in minor units of its currency, the promise as a wall time in `zone`."""

    id: int
    at: datetime
    public_id: str
    source: str
    number: str
    status: str
    currency: str
    total: int
    promised: datetime | None
    zone: str
    promised_at: datetime | None
    delivered_at: datetime | None
    articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Stayed:
    """A visit; its ends are wall times in `zone`, that of the house."""

    id: int
    at: datetime
    public_id: str
    source: str
    number: str
    status: str
    place: str
    unit: str
    what: str
    party: int
    wishes: str
    zone: str
    starts: datetime
    ends: datetime | None
    currency: str
    total: int


@dataclass(frozen=True, slots=True)
class Holding:
    """A reward; it ends at a wall time in the programme's `zone`, or not at all."""

    id: int
    public_id: str
    source: str
    programme: str
    unit: str
    currency: str
    balance: int
    ends: datetime | None
    zone: str
    ends_at: datetime | None


def wall(written: str) -> datetime | None:
    """A wall time as it is kept, if there is one."""
    return datetime.fromisoformat(written) if written else None


def utc(at: datetime | None) -> datetime | None:
    """A time, if there is one."""
    return aware(at) if at else None


def page(statement: str, column: str, customer: Customer, place: Place | None, size: int) -> list[tuple[Any, ...]]:
    """Rows of a list with the newest first, before a place."""
    if place is None:
        return rows(statement.format(before=""), [customer.pk, size])
    before = f" and ({column}, id) < (%s, %s)"
    return rows(statement.format(before=before), [customer.pk, place.at, place.id, size])


def orders(customer: Customer, place: Place | None, size: int) -> list[Bought]:
    """The newest before `place`, each with its articles."""
    found = page(ORDERS, "ordered_at", customer, place, size)
    of = articles([row[0] for row in found])
    return [bought(row, of) for row in found]


def bought(row: Sequence[Any], of: dict[int, list[Article]]) -> Bought:
    """A row of ORDERS as a value."""
    pk, at, public_id, source, source_id, number, status, currency, total, promised, zone, promised_at, came = row
    head: list[Any] = [pk, aware(at), public_id, source, number or source_id, status, currency, total]
    fields = [*head, wall(promised), zone, utc(promised_at), utc(came), tuple(of.get(pk, ()))]
    return Bought(*fields)


def articles(orders_: Sequence[int]) -> dict[int, list[Article]]:
    """The lines of these orders."""
    found: defaultdict[int, list[Article]] = defaultdict(list)
    for order, name, quantity, price in rows(LINES.format(ids=marks(orders_)), orders_) if orders_ else ():
        found[order].append(Article(name, Decimal(str(quantity)).normalize(), price))
    return found


def visits(customer: Customer, place: Place | None, size: int) -> list[Stayed]:
    """The newest before `place`; those that lie ahead come first."""
    return [stayed(row) for row in page(VISITS, "starts_at", customer, place, size)]


def stayed(row: Sequence[Any]) -> Stayed:
    """A row of VISITS as a value."""
    pk, at, *said, zone, starts, ends, currency, total = row
    fields: list[Any] = [pk, aware(at), *said, zone, wall(starts), wall(ends), currency, total]
    return Stayed(*fields)


def rewards(customer: Customer, size: int) -> list[Holding]:
    """What ends first comes first."""
    return [holding(row) for row in rows(REWARDS, [customer.pk, size])]


def holding(row: Sequence[Any]) -> Holding:
    """A row of REWARDS as a value."""
    *said, ends, zone, ends_at = row
    fields: list[Any] = [*said, wall(ends), zone, utc(ends_at)]
    return Holding(*fields)
