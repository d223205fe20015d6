"""Telling who listens what was read. Only what is sure is told: nothing acts on the rest."""

from collections.abc import Collection
from datetime import datetime

from regulars.book.models import Message
from regulars.book.view import seen
from regulars.readings.layers import Shown
from regulars.readings.shown import readings_of
from regulars.readings.slots import READ, Heard, JustRead


def tell(who: str, messages: Collection[int], now: datetime, *, again: bool) -> None:
    """Tell one of those in the slot. Raises what that one raises."""
    hear = READ.get(who)
    if hear is not None and (read := just_read(messages, again=again)):
        hear(read, now)


def just_read(messages: Collection[int], *, again: bool) -> list[JustRead]:
    """These texts with what is sure of them, in the order in which they were said."""
    found = Message.objects.filter(pk__in=list(messages)).select_related("moment").order_by("moment__at", "pk")
    shown = readings_of(messages)
    return [
        JustRead(
            seen(one.moment, one.text),
            one.pk,
            one.moment.customer_id,
            tuple(heard(each, one.text) for each in shown.get(one.pk, ()) if each.sure),
            again or one.moment.history,
        )
        for one in found
    ]


def heard(one: Shown, text: str) -> Heard:
    """A reading as it is told."""
    quote = text[one.start : one.end]
    what = (one.reader, one.version, one.label, one.score, one.start, one.end)
    return Heard(*what, quote, one.due, confirmed=one.word is not None)
