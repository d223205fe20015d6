"""A practice in one folder: praise is noticed, and silence too."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from regulars.base.times import LocalTime
from regulars.book.margins import Remark
from regulars.book.panels import Panel
from regulars.book.practice import Due, MomentKind, Practice, Review, practise
from regulars.book.view import BookView, MomentView


def notice(moment: MomentView, book: BookView, now: datetime) -> Sequence[Due]:
    """Who says thanks is to be thanked back by tomorrow noon."""
    if "thank you" not in moment.text.lower():
        return ()
    noon = (now + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None)
    return [
        Due(
            f"thanks:{moment.public_id}",
            "thank",
            f"Thank {book.name} back",
            "They praised us",
            LocalTime(noon, "Europe/Berlin"),
        )
    ]


def look(book: BookView, now: datetime) -> Sequence[Due]:
    """Who has been silent for a year is missed."""
    if not book.moments or now - book.moments[0].at < timedelta(days=365):
        return ()
    return [Due(f"silent:{book.customer}", "greet", f"Greet {book.name}")]


def panel(book: BookView, now: datetime) -> Panel | None:
    """How often they praised us."""
    praise = sum("thank you" in moment.text.lower() for moment in book.moments)
    return Panel("Praise", (f"{praise} times",)) if praise else None


def margin(moments: Sequence[MomentView], now: datetime) -> Sequence[Remark]:
    """Which words are praise; what is only polite may be."""
    found = []
    for moment in moments:
        for word, perhaps in (("thank you", False), ("kind regards", True)):
            at = moment.text.lower().find(word)
            if at >= 0:
                found.append(Remark(moment.public_id, "praise", (at, at + len(word)), perhaps))
    return found


PRACTICE = Practice(
    code="praise",
    label="Praise",
    moment_kinds=(MomentKind("praise.returned", "Praise returned"),),
    notices=frozenset({"message"}),
    notice=notice,
    reviews=(Review("silence", timedelta(days=1), look),),
    panels=(("praise", panel),),
    margins=(("praise", margin),),
)
practise(PRACTICE)
