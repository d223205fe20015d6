"""It goes out again, by the quickest way there is."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.gestures.contract import SYSTEM, Amends, Fit, Limits
from regulars.gestures.rules import Case, Terms
from regulars.gestures.terms import about_order, is_late, no_order

ON_ITS_WAY = ("placed", "paid", "sent")
COSTS = 2_000


def terms(case: Case, worth: int) -> Terms | Refused:
    """Worth what the quick way costs."""
    if case.order is None:
        return no_order()
    return Terms(COSTS, COSTS, case.currency, about_order(case.order))


def words(terms: Terms) -> str:
    """For the customer."""
    return _("Your order %(number)s sent once more today, by express, at no cost") % {
        "number": terms.detail.get("number", "")
    }


def fits(case: Case) -> Fit:
    """It is not there and should be."""
    if case.order is None or case.order.status not in ON_ITS_WAY:
        return Fit(0)
    if is_late(case.order, case):
        return Fit(9, _("Order %(number)s is late.") % {"number": case.order.number})
    if case.cause.failure == "timeliness":
        return Fit(7, _("Order %(number)s is still on its way.") % {"number": case.order.number})
    return Fit(0)


def todo(terms: Terms) -> str:
    """For a colleague."""
    return _("Send order %(number)s once more, by express") % {"number": terms.detail.get("number", "")}


AMENDS = Amends(
    "express_reshipment",
    gettext_lazy("Sent again by express"),
    SYSTEM,
    Limits(0, 0, 2, 90),
    terms,
    words,
    fits,
    todo,
    needs="order",
)
