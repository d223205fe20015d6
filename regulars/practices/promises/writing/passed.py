"""Words that their writer called no promise, once they are said: the reading of them is put right by it."""

from collections.abc import Sequence
from datetime import datetime

from regulars.book.models import Message, Moment
from regulars.conversations.slots import CONCERNING, SAID
from regulars.engine.rows import marks, rows
from regulars.practices.promises import learning
from regulars.practices.promises.models import NoPromise
from regulars.practices.promises.rules import zone_of
from regulars.practices.promises.writing.heard import heard_in
from regulars.readings.texts import house_zone


def concerned(drafts: Sequence[int]) -> set[int]:
    """In which of these somebody called words no promise: most mails have none."""
    asked = f"select distinct draft_id from promises_nopromise where draft_id in ({marks(drafts)})"  # noqa: S608
    return {row[0] for row in rows(asked, drafts)}


def said(draft: int, moment: int, now: datetime) -> None:
    """Put right what is read in the text that a draft has become, where that still stands in it."""
    agents = {one.key: one.agent for one in NoPromise.objects.filter(draft=draft).select_related("agent")}
    became = Moment.objects.select_related("customer").get(pk=moment)
    text = Message.objects.filter(moment=became).order_by("-version").values_list("text", flat=True).first() or ""
    for one in heard_in(text, became.at, zone_of(became.customer.time_zone, house_zone())):
        if one.key in agents:
            learning.is_none(became, one.start, one.end, one.strength, agents[one.key], now)


SAID.offer("no promises", said)
CONCERNING.offer("no promises", concerned)
