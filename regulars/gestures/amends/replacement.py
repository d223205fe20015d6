"""The same once more, for nothing."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.gestures.contract import SYSTEM, Amends, Fit, Limits
from regulars.gestures.rules import Case, Terms
from regulars.gestures.terms import about_order, no_order


def terms(case: Case, worth: int) -> Terms | Refused:
    """Worth what was paid for it, or the part that somebody names."""
    order = case.order
    if order is None:
        return no_order()
    amount = min(worth, order.total) if worth > 0 else order.total
    return Terms(amount, amount, order.currency, about_order(order))


def words(terms: Terms) -> str:
    """For the customer."""
    return _("A replacement for what came with your order %(number)s, at no cost") % {
        "number": terms.detail.get("number", "")
    }


def fits(case: Case) -> Fit:
    """Something of the order was not as it should be, and it has come."""
    if case.order is None or case.order.status not in ("sent", "delivered", "damaged"):
        return Fit(0)
    if case.cause.failure == "product" or case.order.status == "damaged":
        return Fit(9, _("What came with order %(number)s failed.") % {"number": case.order.number})
    return Fit(1, _("Order %(number)s has come.") % {"number": case.order.number})


def todo(terms: Terms) -> str:
    """For a colleague."""
    return _("Send a replacement for order %(number)s") % {"number": terms.detail.get("number", "")}


AMENDS = Amends(
    "replacement",
    gettext_lazy("Replacement"),
    SYSTEM,
    Limits(0, 0, 2, 180),
    terms,
    words,
    fits,
    todo,
    needs="order",
    cost_percent=60,
)
