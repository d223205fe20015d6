"""Orders, visits and rewards as a customer's archive has them. Amounts are in minor units of their currency."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.book.dealings.rules import ORDER_STATES, VISIT_STATES
from regulars.book.leaving.reducing import Reducing
from regulars.book.leaving.slots import Part
from regulars.book.leaving.whose import Whose
from regulars.book.models import Order, OrderLine, Reward, Visit

AT_ONCE = 200
Row = dict[str, Any]


def parts(of: Whose, reducing: Reducing) -> Sequence[Part]:
    """All three."""
    return [
        Part("orders", _("Your orders"), lambda: orders(of), {"status": ORDER_STATES}),
        Part("visits", _("Your visits"), lambda: visits(of), {"status": VISIT_STATES}),
        Part("rewards", _("Your rewards"), lambda: rewards(of)),
    ]


def orders(of: Whose) -> Iterator[Row]:
    """With what was ordered."""
    rows = Order.objects.filter(customer__in=of.ids).order_by("ordered_at", "pk").prefetch_related("lines")
    for one in rows.iterator(AT_ONCE):
        yield {
            "id": one.public_id,
            "source": f"{one.source} {one.source_id}",
            "number": one.number,
            "status": one.status,
            "currency": one.currency,
            "total": one.total,
            "ordered_at": one.ordered_at,
            "promised_at": one.promised_at,
            "delivered_at": one.delivered_at,
            "ship_to": one.ship_to,
            "bill_to": one.bill_to,
            "lines": [line(article) for article in one.lines.all()],
        }


def line(article: OrderLine) -> Row:
    """One article."""
    return {
        "sku": article.sku,
        "name": article.name,
        "quantity": f"{article.quantity.normalize():f}",
        "price": article.price,
    }


def visits(of: Whose) -> Iterator[Row]:
    """Bookings and visits."""
    for one in Visit.objects.filter(customer__in=of.ids).order_by("starts_at", "pk").iterator(AT_ONCE):
        yield {
            "id": one.public_id,
            "source": f"{one.source} {one.source_id}",
            "number": one.number,
            "status": one.status,
            "place": one.place,
            "unit": one.unit,
            "what": one.what,
            "party": one.party,
            "wishes": one.wishes,
            "zone": one.zone,
            "starts": one.starts_local,
            "ends": one.ends_local,
            "currency": one.currency,
            "total": one.total,
        }


def rewards(of: Whose) -> Iterator[Row]:
    """Balances."""
    for one in Reward.objects.filter(customer__in=of.ids).order_by("pk"):
        yield {
            "id": one.public_id,
            "source": f"{one.source} {one.source_id}",
            "programme": one.programme,
            "balance": one.balance,
            "unit": one.unit,
            "currency": one.currency,
            "expires": one.expires_local,
            "zone": one.expires_zone,
        }
