"""Money back for an order, by the way it was paid."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.gestures.contract import SYSTEM, Amends, Fit, Limits
from regulars.gestures.money import paid
from regulars.gestures.rules import Case, Terms
from regulars.gestures.terms import about_order, no_order
from regulars.web.words import money

LIMITS = Limits(100, 50_000, 2, 180)


def terms(case: Case, worth: int) -> Terms | Refused:
    """At most what was paid; all of it where nothing is said and the matter is severe, else what is usual."""
    order = case.order
    if order is None or not order.rest:
        return no_order()
    usual = case.usual if order.currency == case.currency else order.total
    amount = worth or min(order.rest if case.cause.severity == "severe" else usual, order.rest)
    if not 0 < amount <= order.rest:
        rest = money(order.rest, order.currency)
        return Refused(_("Of what they paid, %(amount)s is left to give back.") % {"amount": rest}, "worth")
    return Terms(amount, amount, order.currency, about_order(order))


def words(terms: Terms) -> str:
    """For the customer."""
    named = {"amount": money(terms.worth, terms.currency), "number": terms.detail.get("number", "")}
    return _("%(amount)s back for your order %(number)s, by the way you paid") % named


def fits(case: Case) -> Fit:
    """What they paid for did not come, or did not do."""
    if case.order is None or not case.order.rest:
        return Fit(0)
    if case.cause.failure == "product" or case.order.status in ("cancelled", "returned"):
        return Fit(7, _("What they paid for was not what they got."))
    if case.cause.severity == "severe":
        return Fit(6, _("The matter is severe, and they have paid."))
    return Fit(2, _("They have paid for order %(number)s.") % {"number": case.order.number})


def todo(terms: Terms) -> str:
    """For a colleague."""
    named = {"amount": money(terms.worth, terms.currency), "number": terms.detail.get("number", "")}
    return _("Pay %(amount)s back for order %(number)s") % named


AMENDS = Amends(
    "refund",
    gettext_lazy("Refund"),
    SYSTEM,
    LIMITS,
    terms,
    words,
    fits,
    todo,
    needs="order",
    reserve=paid.take,
    release=paid.put_back,
)
