"""From words that commit to a promise as it would be written down. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime, time
from hashlib import sha256

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.models import Conversation
from regulars.conversations.models import Draft
from regulars.practices.promises.models import Promise
from regulars.practices.promises.rules import Said, due_fault, sort_of
from regulars.reading.commitments import KIND, promises_in
from regulars.reading.values import Reading

LONGEST = 120
SMALL_GRAINS = ("minute", "hour")
# What stands before that which is promised: who promises, and that they do.
WHO = r"(?:i|we|ich|wir)"
WILL = (
    r"(?:'ll|’ll| will| shall|'m going to|’m going to| am going to| are going to|'re going to|’re going to| promise to)"
)
BEFORE = re.compile(
    rf"^(?:and|so|then|but|also|of course|sure|yes|ok|okay|[\s,;:–-])*"
    rf"\b(?:{WHO}{WILL}|{WHO} promise(?: you)?(?: that)?)\s+"
    r"(?:(?:also|then|now|gladly|happily|certainly|definitely|personally|of course|make sure to)\s+)*",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"close of business|end of business|before we close|closing time|geschäftsschluss|feierabend", re.IGNORECASE
)
BLANKS = re.compile(r"\s+")
TAIL = " \t\n.,;:!–-"


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of a text that commit to something. `key` is the same for the same words. `vague`: a time was named that
    nobody could work out ("soon"); `sure` as the reader is."""

    key: str
    start: int
    end: int
    quote: str
    what: str
    sort: str
    strength: str
    due: LocalTime | None
    due_means: str
    vague: bool
    sure: bool
    version: int


def heard_in(text: str, now: datetime, zone: str) -> Iterator[Heard]:
    """What a text of ours commits to, in order; what is not sure is left out."""
    return (heard(one, text) for one in promises_in(text, now, zone) if one.sure)


def heard(reading: Reading, text: str) -> Heard:
    """One of them."""
    due, end = reading.due, end_of(reading)
    quote = text[reading.start : end]
    said = text[due.start : due.end] if due else ""
    return Heard(
        key=key_of(quote),
        start=reading.start,
        end=end,
        quote=quote,
        what=what_of(text, reading),
        sort=sort_of(quote),
        strength=reading.label if reading.label in Promise.STRENGTHS else Promise.EXPLICIT,
        due=due.time if due else None,
        due_means=means_of(due.grain if due and due.time else "", said),
        vague=due is not None and due.time is None,
        sure=reading.sure,
        version=reading.version,
    )


def end_of(reading: Reading) -> int:
    """Where its words end: a time such as 10:00 goes on behind what looks like the end of a clause."""
    due = reading.due
    return max(reading.end, due.end) if due and reading.start <= due.start < reading.end else reading.end


def key_of(quote: str) -> str:
    """A name for these words; blanks and large letters make no difference."""
    return sha256(plain(quote).encode()).hexdigest()[:16]


def plain(words: str) -> str:
    """Words as they are compared."""
    return BLANKS.sub(" ", words).strip(TAIL).casefold()


def what_of(text: str, reading: Reading) -> str:
    """What is promised, without who promises and by when: "I'll send the kettle by Monday" is "send the kettle"."""
    end, due = end_of(reading), reading.due
    quote = text[reading.start : end]
    if due is not None and reading.start <= due.start and due.end <= end:
        quote = text[reading.start : due.start] + " " + text[due.end : end]
    bare = BLANKS.sub(" ", BEFORE.sub("", quote, count=1)).strip(TAIL)
    return (bare or BLANKS.sub(" ", text[reading.start : end]).strip(TAIL))[:LONGEST]


def means_of(grain: str, said: str) -> str:
    """What is meant by a time: that minute, all of that day, or until we close."""
    if CLOSING.search(said):
        return Promise.CLOSING
    return Promise.TIME if grain in (*SMALL_GRAINS, "") else Promise.DAY


def typed_due(written: str, zone: str, now: datetime) -> LocalTime | Refused | None:
    """A time typed into a field such as 2026-11-30T17:00; None for an empty one."""
    if not written.strip():
        return None
    try:
        wall = datetime.fromisoformat(written.strip()).replace(tzinfo=None)
    except ValueError:
        return Refused(_("Write a day and an hour, such as 2026-11-30 17:00."), "due")
    if wall.time() == time() and "T" not in written:
        wall = wall.replace(hour=23, minute=59)
    due = LocalTime(wall, zone)
    return due_fault(due, now) or due


def said_of(one: Heard, due: LocalTime | None, draft: Draft, conversation: Conversation | None) -> Said:
    """The same as it is written down, with the time that its writer settled on."""
    means = one.due_means if due == one.due else Promise.TIME
    return Said(
        what=one.what,
        sort=one.sort,
        due=due,
        strength=one.strength,
        quote=one.quote,
        span=(one.start, one.end),
        reader=KIND,
        version=one.version,
        due_means=means,
        draft=draft,
        conversation=conversation,
    )
