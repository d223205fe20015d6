"""A voucher: a code on paper, good once, until a day."""

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.gestures.contract import AT_ONCE, Amends, Fit, Limits
from regulars.gestures.rules import Case, Terms
from regulars.gestures.terms import of_amount
from regulars.gestures.vouchers import issuing
from regulars.web.words import money

LIMITS = Limits(500, 20_000, 2, 180)


def words(terms: Terms) -> str:
    """For the customer."""
    return _("A voucher of %(amount)s, good for a year, for you or for somebody you like") % {
        "amount": money(terms.worth, terms.currency)
    }


def fits(case: Case) -> Fit:
    """It asks for nothing to be there already."""
    if case.orders <= 1:
        return Fit(5, _("They have bought little here so far: it invites them back."))
    return Fit(3, _("They can pass it on, too."))


def todo(terms: Terms) -> str:
    """For a colleague, should it not work by itself."""
    return _("Send a voucher of %(amount)s") % {"amount": money(terms.worth, terms.currency)}


AMENDS = Amends(
    "voucher",
    gettext_lazy("Voucher"),
    AT_ONCE,
    LIMITS,
    partial(of_amount, limits=(LIMITS.at_least, LIMITS.at_most)),
    words,
    fits,
    todo,
    perform=issuing.issue,
    take_back=issuing.withdraw,
)
