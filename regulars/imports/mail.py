"""Bringing in a mailbox as history: nothing is sent, no rule runs, and a second time changes nothing."""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from django.db import connection, connections
from django.utils import timezone

from regulars.base.folding import Folded, folded_beforehand
from regulars.conversations.filing.acts import file_arrived, file_deliveries, put_files
from regulars.conversations.filing.sheet import Arrived, Counts, Files
from regulars.engine import outbox
from regulars.engine.consuming import feed_all
from regulars.imports.reader import Read, Reader, reader
from regulars.imports.sources import Found, Source
from regulars.intake.acts import Kept, Raw, keep, record
from regulars.intake.models import Delivery, Inbox

# Large enough that a statement is shared by many rows, small enough not to hold SQLite's write lock while people work.
# The first are smaller: until one is read, there is nothing to file.
FIRST, BATCH, BATCH_UNLOCKED = 50, 200, 400
BATCH_BYTES = 16 * 1024 * 1024

Progress = Callable[[int, int], None]
NONE_FOLDED: Folded = MappingProxyType({})


@dataclass(slots=True)
class Batch:
    """Some messages of a source: on disk, then as deliveries, then with what they say and their files."""

    found: list[Found]
    kept: list[Kept] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    read: Read = field(default_factory=list)
    folded: Folded = field(default_factory=dict)
    files: list[Files] = field(default_factory=list)


def batches(source: Source) -> Iterator[Batch]:
    """A source cut into batches, bounded by count and by bytes."""
    found: list[Found] = []
    size = 0
    largest = BATCH if connection.vendor == "sqlite" else BATCH_UNLOCKED
    most = min(FIRST, largest)
    for one in source.messages():
        found.append(one)
        size += len(one.content)
        if len(found) >= most or size >= BATCH_BYTES:
            yield Batch(found)
            found, size, most = [], 0, min(2 * most, largest)
    if found:
        yield Batch(found)


def finish_interrupted(inbox: Inbox) -> Counts:
    """File what an import that was broken off had stored and not filed."""
    counts, last = Counts(), 0
    waiting = Delivery.objects.filter(inbox=inbox, road="import", state=Delivery.WAITING).order_by("pk")
    while ids := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        counts.add(file_deliveries(ids, timezone.now()))
        last = ids[-1]
    return counts


def bring_in(source: Source, inbox: Inbox, progress: Progress) -> Counts:
    """Import a whole source into an inbox's history. Each batch is on disk before it is filed.

    `progress` is told bytes of the source and messages so far. Raises OSError where the source or the disk fails;
    what was brought in until then stays, and the same command goes on from there.
    """
    counts = Counts()
    size = messages = 0
    with reader() as elsewhere, follower() as follow, closing(ahead(source, elsewhere, inbox)) as coming:
        for batch in coming:
            counts.add(file_batch(batch, timezone.now()))
            size += sum(one.size for one in batch.found)
            messages += len(batch.found)
            progress(size, messages)
            follow(batch.folded)
    return counts


def ahead(source: Source, elsewhere: Reader, inbox: Inbox) -> Generator[Batch]:
    """Batches that are stored and read. While one is filed, the next is read and the one after that put on disk.

    Each is recorded under the time at which it is: by that, workers tell what was forgotten from what is at hand.
    """
    with ThreadPoolExecutor(1) as storing, ThreadPoolExecutor(1) as reading:
        last: Future[Batch] | None = None
        for batch in prepared(storing, (keep_batch(one, inbox) for one in batches(source))):
            batch.ids = record(batch.kept, "import", timezone.now(), history=True, later=False)
            following = reading.submit(understand, batch, elsewhere)
            if last:
                yield last.result()
            last = following
        if last:
            yield last.result()


def prepared(thread: ThreadPoolExecutor, batches: Iterator[Batch]) -> Iterator[Batch]:
    """The same; each is made in the thread while the one before is at hand."""
    coming = thread.submit(next, batches, None)
    while (batch := coming.result()) is not None:
        coming = thread.submit(next, batches, None)
        yield batch


def keep_batch(batch: Batch, inbox: Inbox) -> Batch:
    """Put the raw messages on disk."""
    batch.kept = keep([Raw(inbox.pk, one.content) for one in batch.found])
    return batch


def understand(batch: Batch, elsewhere: Reader) -> Batch:
    """Read the messages, and put their files on disk."""
    batch.read, batch.folded = elsewhere.read([one.content for one in batch.found])
    batch.files = put_files(batch.read)
    return batch


def file_batch(batch: Batch, now: datetime) -> Counts:
    """File what was stored and read."""
    return file_arrived([Arrived(*one) for one in zip(batch.ids, batch.read, batch.files, strict=True)], now)


@contextmanager
def follower() -> Iterator[Callable[[Folded], None]]:
    """A function that makes searchable what was filed until now, given texts of it with their words.

    On PostgreSQL that is done beside the next filing, by a thread with a connection of its own; SQLite has one writer
    at a time, and a caller's transaction hides what was filed in it.
    """
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        yield make_searchable
        return
    with ThreadPoolExecutor(1) as thread:
        running = [thread.submit(make_searchable)]

        def follow(folded: Folded) -> None:
            running.pop().result()
            running.append(thread.submit(make_searchable, folded))

        try:
            yield follow
            running.pop().result()
        finally:
            thread.submit(connections.close_all).result()


def make_searchable(folded: Folded = NONE_FOLDED) -> None:
    """Let whoever follows the outbox have what was filed, without waiting for a worker that may not be running."""
    with folded_beforehand(folded):
        while outbox.pump() or feed_all():
            continue
