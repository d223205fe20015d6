"""What commits us in words that are being written: underlined, and told below with one key that records it."""

from collections.abc import Iterator, Sequence

from regulars.conversations.slots import HINTS, Hint, Writing
from regulars.practices.promises.making import due_of
from regulars.practices.promises.models import NoPromise, Promise
from regulars.practices.promises.rules import zone_of
from regulars.practices.promises.writing.heard import Heard, heard_in, plain
from regulars.practices.promises.writing.things import with_names
from regulars.practices.promises.writing.words import due_words, place
from regulars.readings.texts import house_zone

# A long letter says many things; beyond these nobody reads what stands below it.
MOST = 6


def hints(writing: Writing) -> Sequence[Hint]:
    """What of the words commits us, and what of it is recorded. To somebody who is not known yet nothing is kept."""
    if writing.customer is None or not writing.text.strip():
        return ()
    zone = zone_of(writing.customer.time_zone, house_zone())
    found = with_names(heard_in(writing.text, writing.now, zone), writing.text, writing.customer)
    if not found and writing.draft is None:
        return ()
    return list(told(writing, found, zone))[:MOST]


def told(writing: Writing, found: Sequence[Heard], zone: str) -> Iterator[Hint]:
    """A hint for each, without those of which the writer said that they are none."""
    draft = writing.draft
    kept = {plain(one.quote): one for one in Promise.objects.filter(draft=draft, said_at=None)} if draft else {}
    passed = set(NoPromise.objects.filter(draft=draft).values_list("key", flat=True)) if draft and found else set()
    for one in found:
        promise = kept.get(plain(one.quote))
        if promise is not None:
            yield recorded(one, promise)
        elif one.key not in passed:
            yield offered(one, zone)


def offered(one: Heard, zone: str) -> Hint:
    """One that can be recorded."""
    when = due_words(one.due, one.due_means) if one.due else ""
    context = {"heard": one, "when": when, "place": place(zone), "asks": one.due is None}
    return Hint(one.key, one.start, one.end, "promises/hint.html", context)


def recorded(one: Heard, promise: Promise) -> Hint:
    """One that was recorded in this draft."""
    due = due_of(promise)
    when = due_words(due, promise.due_means) if due else ""
    return Hint(one.key, one.start, one.end, "promises/hint_kept.html", {"promise": promise, "when": when})


HINTS.offer("promises", hints)
