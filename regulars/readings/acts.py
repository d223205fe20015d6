"""Verbs of reading: texts are read and their rows replaced, or remembered as still to be read."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from regulars.engine import jobs, outbox
from regulars.reading.values import Read, Utterance
from regulars.readings import asking, editions, recording, rules, texts
from regulars.readings.asking import Ended, Own, Unavailable
from regulars.readings.fitting.acts import frames
from regulars.readings.recording import Result
from regulars.readings.texts import Text

log = logging.getLogger(__name__)

Now = Callable[[], datetime]

READ_KIND = "readings"
BOOKS = "readings.books"
BOOKS_PRIORITY = 50
# Where a batch ends the reading so often, each of its texts is read alone.
TRIES = 2


def read(found: Sequence[Text], urgency: int, now: Now, *, again: bool = False) -> int:
    """Read these texts and write down what they say, a portion a transaction; how many were written.

    `again`: nobody waits for it, and open pages need not look. Raises Unavailable; portions before that are written.
    """
    house, by_message = texts.house_zone(), {one.message: one for one in found if one.is_read}
    written = 0
    for portion in rules.portions((pk, one.said(house)) for pk, one in by_message.items()):
        tier, in_use = asking.usual_tier(), editions.fits()
        own = Own(tuple(one for ids in in_use.values() for one in ids), frames)
        reads = tried([said for _, said in portion], urgency, own)
        results = [Result(by_message[pk], one) for (pk, _), one in zip(portion, reads, strict=True)]
        with transaction.atomic():
            standing = recording.replace(results, tier, in_use, now())
            tell(standing, again=again)
        written += len(standing)
    return written


def tried(said: Sequence[Utterance], urgency: int, own: Own) -> list[Read | None]:
    """What these say; None for one that ended the reading twice while it was read alone. Raises Unavailable."""
    for _ in range(TRIES):
        try:
            return list(asking.read(said, asking.usual_tier(), urgency, own))
        except Ended as fault:
            log.warning("Reading ended in the middle of %s texts (%s)", len(said), fault)
    if not asking.is_well():
        # Not these texts' doing, as it seems: they wait until it reads again.
        raise Unavailable("the reading process reads nothing at all")
    if len(said) == 1:
        return [None]
    return [tried([one], urgency, own)[0] for one in said]


def tell(read_now: Sequence[Text], *, again: bool) -> None:
    """Say in the outbox what was read; pages that show one of the conversations fetch it again."""
    if not read_now:
        return
    topics = [] if again else sorted({f"conversation:{one.conversation}" for one in read_now if one.conversation})
    messages = [one.message for one in read_now]
    outbox.append(READ_KIND, {"messages": messages, "again": again, "topics": topics})


def wait(found: Sequence[Text]) -> int:
    """Let these texts be read when there is time, the newest first; how many. Repeating it changes nothing."""
    waiting = [one for one in found if one.is_read]
    if not waiting:
        return 0
    with transaction.atomic():
        recording.wait(waiting)
        go_on()
    return len(waiting)


def go_on(at: datetime | None = None) -> None:
    """Ask for the job that reads what waits."""
    jobs.enqueue(BOOKS, {}, key=BOOKS, priority=BOOKS_PRIORITY, run_at=at)
