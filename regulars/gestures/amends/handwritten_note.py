"""A few lines by hand, in the post."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.gestures.contract import PERSON, Amends, Fit, Limits
from regulars.gestures.rules import Case, Terms

COSTS = 300


def terms(case: Case, worth: int) -> Terms:
    """Paper and postage."""
    return Terms(0, 0, case.currency)


def words(terms: Terms) -> str:
    """For the customer."""
    return _("A few lines from us by hand, in the post")


def fits(case: Case) -> Fit:
    """Small matters, and none at all."""
    if case.cause.failure == "caring":
        return Fit(6, _("They were not cared for; this shows that somebody took the time."))
    if case.cause.severity == "severe":
        return Fit(0)
    return Fit(4, _("It shows that somebody took the time."))


def todo(terms: Terms) -> str:
    """For a colleague."""
    return _("Write them a few lines by hand, and post it")


AMENDS = Amends(
    "handwritten_note",
    gettext_lazy("Handwritten note"),
    PERSON,
    Limits(0, 0, 2, 365),
    terms,
    words,
    fits,
    todo,
    fixed=COSTS,
)
