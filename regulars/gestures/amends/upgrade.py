"""Something better than was booked."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.gestures.contract import SYSTEM, Amends, Fit, Limits
from regulars.gestures.rules import Case, Terms
from regulars.gestures.terms import about_visit, no_visit

SHARE = 4


def terms(case: Case, worth: int) -> Terms | Refused:
    """Worth a quarter of the booking where nothing is said."""
    if case.visit is None:
        return no_visit()
    amount = worth if worth > 0 else case.visit.total // SHARE or case.usual
    return Terms(amount, amount, case.visit.currency or case.currency, about_visit(case.visit))


def words(terms: Terms) -> str:
    """For the customer."""
    return _("An upgrade on your coming visit, at no cost")


def fits(case: Case) -> Fit:
    """They come."""
    if case.visit is None:
        return Fit(0)
    return Fit(6, _("They come to us soon, and will see it."))


def todo(terms: Terms) -> str:
    """For a colleague."""
    named = {"what": terms.detail.get("what", ""), "day": str(terms.detail.get("starts", ""))[:10]}
    return _("Upgrade their visit of %(day)s (%(what)s)") % named


AMENDS = Amends(
    "upgrade",
    gettext_lazy("Upgrade"),
    SYSTEM,
    Limits(500, 50_000, 2, 365),
    terms,
    words,
    fits,
    todo,
    needs="visit",
    cost_percent=30,
)
