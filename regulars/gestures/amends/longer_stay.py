"""A night more, or more time."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.gestures.contract import SYSTEM, Amends, Fit, Limits
from regulars.gestures.rules import Case, Terms
from regulars.gestures.terms import of_visit, visit_named

SHARE = 3


def terms(case: Case, worth: int) -> Terms | Refused:
    """Worth a third of the booking where nothing is said."""
    return of_visit(case, worth, SHARE)


def words(terms: Terms) -> str:
    """For the customer."""
    return _("A longer stay on your coming visit, at no cost")


def fits(case: Case) -> Fit:
    """They come, and their time was lost."""
    if case.visit is None:
        return Fit(0)
    if case.cause.failure == "timeliness":
        return Fit(7, _("Time was lost, and they come to us soon."))
    return Fit(5, _("They come to us soon."))


def todo(terms: Terms) -> str:
    """For a colleague."""
    return _("Make their visit of %(day)s longer (%(what)s)") % visit_named(terms)


AMENDS = Amends(
    "longer_stay",
    gettext_lazy("Longer stay"),
    SYSTEM,
    Limits(500, 50_000, 2, 365),
    terms,
    words,
    fits,
    todo,
    needs="visit",
    cost_percent=40,
)
