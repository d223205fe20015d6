"""What was read out of a customer's texts goes with them. What people said of readings stays, without the words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from regulars.book.leaving import letters
from regulars.book.leaving.reducing import Reducing
from regulars.book.leaving.slots import LEAVING, SORTS, Count, Leaving, Part, Sort
from regulars.book.leaving.whose import Whose
from regulars.book.models import Moment
from regulars.engine.personal import emptied
from regulars.readings.models import Correction, Reading, Understanding
from regulars.readings.wording import kind_name, label_name

STAYS = _("That a reading was right or wrong stays for the figures; the words that it was about go.")
AT_ONCE = 500
VERDICTS = {
    "verdict": {
        Correction.RIGHT: _("right"),
        Correction.WRONG: _("wrong"),
        Correction.INSTEAD: _("something else"),
        Correction.MISSING: _("nobody had seen it"),
    }
}


def moments(of: Whose) -> QuerySet[Moment]:
    """All of their books, and what they wrote in those of others."""
    return Moment.objects.filter(Q(customer__in=of.ids) | Q(pk__in=letters.elsewhere(of)))


def counts(of: Whose) -> list[Count]:
    """How many there are."""
    theirs = moments(of)
    return [
        Count("readings", Reading.objects.filter(message__moment__in=theirs).count()),
        Count("corrections", Correction.objects.filter(moment__in=theirs).count()),
    ]


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Delete the readings, and empty what stands beside them.

    The time of reading moves on, by which every machine's search by meaning sees that there is a vector to forget.
    """
    theirs = moments(of)
    Reading.objects.filter(message__moment__in=theirs).delete()
    read = Understanding.objects.filter(message__moment__in=theirs)
    read.update(read_at=now, **emptied("readings.Understanding"))
    Correction.objects.filter(moment__in=theirs).update(**emptied("readings.Correction"))
    return ()


def parts(of: Whose, reducing: Reducing) -> Sequence[Part]:
    """What was read of each text, and what staff said of that."""
    return [
        Part("readings", _("What was read out of your texts"), lambda: map(row, readings(of)), {}, told),
        Part("corrections", _("What staff put right in that"), lambda: corrected(of, reducing), VERDICTS, told),
    ]


def readings(of: Whose) -> Iterable[Reading]:
    """All of their texts, a few at a time."""
    found = Reading.objects.filter(message__moment__in=moments(of)).select_related("message__moment")
    return found.order_by("pk").iterator(AT_ONCE)


def row(reading: Reading) -> dict[str, object]:
    """One as it is exported."""
    return {
        "moment": reading.message.moment.public_id,
        "what": f"{reading.reader}: {reading.label}",
        "score": reading.score,
    }


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """One as the person reads it: in words, and how sure it is in hundredths."""
    kind, _colon, label = row["what"].partition(": ")
    said = {name: value for name, value in row.items() if name != "moment"}
    if "score" in row:
        said["score"] = f"{row['score']:.0%}"
    if row.get("instead"):
        said["instead"] = label_name(kind, row["instead"])
    return {**said, "what": f"{kind_name(kind)}: {label_name(kind, label)}"}


def corrected(of: Whose, reducing: Reducing) -> Iterator[dict[str, object]]:
    """What people said of readings."""
    found = Correction.objects.filter(moment__in=moments(of)).select_related("moment")
    for one in found.order_by("pk").iterator(AT_ONCE):
        yield {
            "at": one.at,
            "moment": one.moment.public_id,
            "what": f"{one.reader}: {one.label}",
            "verdict": one.verdict,
            "instead": one.instead,
            "quote": reducing.text(one.quote),
        }


def offer() -> None:
    """Fill the slot."""
    SORTS.offer("readings", Sort(_("What was read out of texts")))
    SORTS.offer("corrections", Sort(_("What staff said of that"), STAYS))
    LEAVING.offer("readings", Leaving(parts, counts, erase))
