"""Orders for programs."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from regulars.api.lists import listed
from regulars.api.nouns.records import (
    LONGEST,
    MOST_ROWS,
    AddressSent,
    Amount,
    Asked,
    Brought,
    Currency,
    Wall,
    WallShown,
    Wanted,
    When,
    WhoSent,
    brought,
    iso,
    named,
    of_whom,
    wall,
)
from regulars.api.seat import Scoped
from regulars.book.models import Order, OrderLine
from regulars.book.records import rows

ROUTER = Router()
READ, WRITE = Scoped("orders:read"), Scoped("orders:write")
Stage = Literal["placed", "paid", "sent", "delivered", "damaged", "cancelled", "returned"]


class LineSent(Asked):
    """One article. `price` is that of one piece, in minor units."""

    name: str = Field(max_length=300)
    sku: str = Field("", max_length=80)
    quantity: Decimal = Field(Decimal(1), max_digits=12, decimal_places=3)
    price: Amount


class OrderSent(Asked):
    """An order as the shop knows it. What is left out stays as it was."""

    source_id: str = Field(min_length=1, max_length=LONGEST)
    customer: WhoSent
    number: str | None = Field(None, max_length=60)
    status: Stage | None = None
    currency: Currency | None = None
    total: Amount | None = None
    ordered_at: When | None = None
    promised: Wall | None = None
    delivered_at: When | None = None
    ship_to: AddressSent | None = None
    bill_to: AddressSent | None = None
    lines: list[LineSent] | None = Field(None, max_length=1000)


class OrdersSent(Asked):
    """Orders of one system, such as `shop`."""

    source: str = Field(min_length=1, max_length=40)
    orders: list[OrderSent] = Field(min_length=1, max_length=MOST_ROWS)


class LineShown(Schema):
    """One article of an order."""

    name: str
    sku: str
    quantity: str
    price: int


class OrderShown(Schema):
    """An order; `customer` is whose book it is in now."""

    id: str
    source: str
    source_id: str
    customer: str
    number: str
    status: str
    currency: str
    total: int
    ordered_at: str
    promised: WallShown | None
    delivered_at: str | None
    ship_to: dict[str, Any]
    bill_to: dict[str, Any]
    lines: list[LineShown]
    updated_at: str


class OrdersPage(Schema):
    """A page of orders."""

    items: list[OrderShown]
    next: str | None


def row(sent: OrderSent, place: int) -> rows.Row:
    """An order as the book takes it."""
    plain = sent.dict(include={"number", "status", "currency", "total", "ordered_at", "delivered_at"})
    said = {name: value for name, value in plain.items() if value is not None}
    for name, address in (("ship_to", sent.ship_to), ("bill_to", sent.bill_to)):
        if address is not None:
            said[name] = {part: value for part, value in address.dict().items() if value}
    if sent.promised is not None:
        said.update(rows.wall("promised", sent.promised.time()))
    lines = (
        None if sent.lines is None else [rows.Line(one.name, one.quantity, one.price, one.sku) for one in sent.lines]
    )
    return rows.Row(sent.source_id, sent.customer.who(), said, lines, place=place)


def shown(orders: Sequence[Order]) -> list[dict[str, Any]]:
    """Orders as JSON has them; a statement for all their lines."""
    lines: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in OrderLine.objects.filter(order__in=orders).order_by("order", "position"):
        # Ten pieces would be "1E+1" as they are.
        quantity = f"{one.quantity.normalize():f}"
        said = {"name": one.name, "sku": one.sku, "quantity": quantity, "price": one.price}
        lines[one.order_id].append(said)
    return [
        {
            "id": one.public_id,
            "source": one.source,
            "source_id": one.source_id,
            "customer": one.customer.public_id,
            "number": one.number,
            "status": one.status,
            "currency": one.currency,
            "total": one.total,
            "ordered_at": iso(one.ordered_at),
            "promised": wall(one.promised_local, one.promised_zone, one.promised_at),
            "delivered_at": iso(one.delivered_at),
            "ship_to": one.ship_to,
            "bill_to": one.bill_to,
            "lines": lines[one.pk],
            "updated_at": iso(one.updated_at),
        }
        for one in orders
    ]


@ROUTER.get("", response=OrdersPage, auth=READ, summary="List orders")
def list_orders(request: HttpRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """In the order in which they came in; those of a customer or a source only, where one is named, and those that came
    or changed since a time."""
    return listed(of_whom("order", wanted), wanted.cursor, wanted.limit, shown)


@ROUTER.get("/{public_id}", response=OrderShown, auth=READ, summary="Read an order")
def read_order(request: HttpRequest, public_id: str) -> Any:
    """One order with its lines."""
    found = named("order", public_id)
    return shown([found])[0] if isinstance(found, Order) else None


@ROUTER.post("", response=Brought, auth=WRITE, summary="Bring orders")
def bring_orders(request: HttpRequest, asked: OrdersSent) -> Status[Any]:
    """Up to 1,000 at once, each with its fate. The same order sent again changes nothing; a changed one is changed."""
    return brought(request, "order", asked.source, [row(one, place) for place, one in enumerate(asked.orders)])
