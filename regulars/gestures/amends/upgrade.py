"""Something better than was booked."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.gestures.contract import SYSTEM, Amends, Fit, Limits
from regulars.gestures.rules import Case, Terms
from regulars.gestures.terms import of_visit, visit_named

SHARE = 4


def terms(case: Case, worth: int) -> Terms | Refused:
    """Worth a quarter of the booking where nothing is said."""
    return of_visit(case, worth, SHARE)


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
    return _("Upgrade their visit of %(day)s (%(what)s)") % visit_named(terms)


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
