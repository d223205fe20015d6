"""Readings of what a customer wrote go with the texts."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from regulars.book.leaving.reducing import Reducing
from regulars.book.leaving.slots import LEAVING, SORTS, Count, Leaving, Part, Sort
from regulars.book.leaving.whose import Whose
from regulars.readings.models import Reading


def counts(of: Whose) -> list[Count]:
    """How many there are."""
    number = Reading.objects.filter(message__moment__customer__in=of.ids).count()
    return [Count("readings", number)] if number else []


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Delete them."""
    Reading.objects.filter(message__moment__customer__in=of.ids).delete()
    return ()


def parts(of: Whose, reducing: Reducing) -> Sequence[Part]:
    """What was read of each text."""
    return [Part("readings", _("What was read out of your texts"), lambda: map(row, readings(of)))]


def readings(of: Whose) -> Iterable[Reading]:
    """All of their texts, a few at a time."""
    found = Reading.objects.filter(message__moment__customer__in=of.ids).select_related("message__moment")
    return found.order_by("pk").iterator(500)


def row(reading: Reading) -> dict[str, object]:
    """One as it is exported."""
    return {
        "moment": reading.message.moment.public_id,
        "what": f"{reading.reader}: {reading.label}",
        "score": reading.score,
    }


def offer() -> None:
    """Fill the slot."""
    SORTS.offer("readings", Sort(_("What was read out of texts")))
    LEAVING.offer("readings", Leaving(parts, counts, erase))
