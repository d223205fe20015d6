"""The owner calls, and listens."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.gestures.contract import PERSON, Amends, Fit, Limits
from regulars.gestures.rules import Case, Terms


def terms(case: Case, worth: int) -> Terms:
    """It is worth more than money and costs a quarter of an hour."""
    return Terms(0, 0, case.currency)


def words(terms: Terms) -> str:
    """For the customer."""
    return _("A call from the owner, who wants to hear it from you")


def fits(case: Case) -> Fit:
    """It was grave, or went wrong twice."""
    if case.cause.failure == "recovery":
        return Fit(9, _("It went wrong a second time: somebody who can change things should hear it."))
    if case.cause.severity == "severe":
        return Fit(8, _("The matter is severe: somebody who can change things should hear it."))
    if case.cause.failure == "caring":
        return Fit(5, _("They were not cared for; that is heard, not paid."))
    return Fit(0)


def todo(terms: Terms) -> str:
    """For the owner."""
    return _("The owner calls them, to listen")


AMENDS = Amends(
    "owner_call", gettext_lazy("Call from the owner"), PERSON, Limits(0, 0, 1, 180), terms, words, fits, todo
)
