"""Credit: it stands on the customer's account and does not end."""

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.gestures.contract import AT_ONCE, Amends, Fit, Limits
from regulars.gestures.money import credit
from regulars.gestures.rules import Case, Terms
from regulars.gestures.terms import of_amount
from regulars.web.words import money

LIMITS = Limits(200, 20_000, 2, 180)


def words(terms: Terms) -> str:
    """For the customer."""
    return _("%(amount)s as credit for whatever you buy next; it does not end") % {
        "amount": money(terms.worth, terms.currency)
    }


def fits(case: Case) -> Fit:
    """Who buys again can use it."""
    if case.orders >= 2:
        return Fit(6, _("They buy here again and again, so they will use it."))
    return Fit(3, _("It is there for whatever they buy next.")) if case.orders else Fit(0)


def todo(terms: Terms) -> str:
    """For a colleague, should it not work by itself."""
    return _("Put %(amount)s on their account") % {"amount": money(terms.worth, terms.currency)}


AMENDS = Amends(
    "credit_note",
    gettext_lazy("Credit"),
    AT_ONCE,
    LIMITS,
    partial(of_amount, limits=(LIMITS.at_least, LIMITS.at_most)),
    words,
    fits,
    todo,
    perform=credit.add,
    take_back=credit.take_away,
)
