"""Ratings: what customers say of us in stars or points. Other systems ask for them; here they come into the book."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.acts import append_moment
from regulars.book.facts.acts import held_book
from regulars.book.kinds import MOMENT_KINDS, MomentKind
from regulars.book.models import Customer, Moment
from regulars.book.payloads import Rated
from regulars.book.shells import sealed

GIVEN = "rating.given"


def says(payload: Mapping[str, Any]) -> str:
    """What stands in the book: how many of how many, and what they wrote with it."""
    said = {"score": payload["score"], "of": payload["of"], "words": payload.get("words", "")}
    return (
        _("Rated us %(score)s of %(of)s: “%(words)s”") if said["words"] else _("Rated us %(score)s of %(of)s")
    ) % said


MOMENT_KINDS.offer(GIVEN, MomentKind(GIVEN, gettext_lazy("A rating"), "other", says))


def rate(customer: Customer, rated: Rated, now: datetime, happened: datetime) -> Moment | Refused:
    """Write down a rating as the customer gave it at that time. One whose `source` is known already, which is its name
    in the system that asked for it, is the same one. Refused for an erased customer."""
    with transaction.atomic():
        whose = held_book(customer)
        if erased := sealed(whose):
            return erased
        # Said twice, so that SQLite takes the index of those that are no messages.
        theirs = Moment.objects.filter(customer=whose, kind=GIVEN).exclude(kind="message")
        known = next((one for one in theirs if rated["source"] and one.payload.get("source") == rated["source"]), None)
        return known or append_moment(
            whose, GIVEN, now, payload={**rated}, direction=Moment.IN, happened=min(happened, now)
        )
