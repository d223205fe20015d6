"""Bringing in a mailbox as history: nothing is sent, no rule runs, and a second time changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from regulars.conversations.filing.acts import file_arrived, file_deliveries, with_files
from regulars.conversations.filing.sheet import Counts
from regulars.engine import outbox
from regulars.engine.consuming import feed_all
from regulars.imports.reader import Read, Reader, reader
from regulars.imports.sources import Found, Source
from regulars.intake.acts import Raw, keep, record
from regulars.intake.models import Delivery, Inbox

# Large enough that a statement is shared by many rows, small enough not to hold the write lock while people work.
BATCH = 200
BATCH_BYTES = 16 * 1024 * 1024

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Batch:
    """Some messages of a source, the deliveries they were stored as, and what they say."""

    found: list[Found]
    ids: list[int] = field(default_factory=list)
    read: Read = field(default_factory=list)

    @property
    def contents(self) -> list[bytes]:
        """The raw messages."""
        return [one.content for one in self.found]


def batches(source: Source) -> Iterator[Batch]:
    """A source cut into batches, bounded by count and by bytes."""
    found: list[Found] = []
    size = 0
    for one in source.messages():
        found.append(one)
        size += len(one.content)
        if len(found) >= BATCH or size >= BATCH_BYTES:
            yield Batch(found)
            found, size = [], 0
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
    with reader() as elsewhere:
        for batch in ahead(batches(source), elsewhere, inbox):
            counts.add(file_batch(batch, timezone.now()))
            size += sum(one.size for one in batch.found)
            messages += len(batch.found)
            progress(size, messages)
            make_searchable()
    return counts


def ahead(found: Iterator[Batch], elsewhere: Reader, inbox: Inbox) -> Iterator[Batch]:
    """Batches that are stored and read; while one is filed, the other process reads the next.

    Each is stored under the time at which it is: by that, workers tell what was forgotten from what is at hand.
    """
    last: Batch | None = None
    for batch in found:
        kept = keep([Raw(inbox.pk, content) for content in batch.contents])
        batch.ids = record(kept, "import", timezone.now(), history=True, later=False)
        if last:
            last.read = elsewhere.end()
        elsewhere.begin(batch.contents)
        if last:
            yield last
        last = batch
    if last:
        last.read = elsewhere.end()
        yield last


def file_batch(batch: Batch, now: datetime) -> Counts:
    """File what was stored and read."""
    deliveries = Delivery.objects.in_bulk(batch.ids)
    pairs = zip(batch.ids, batch.read, strict=True)
    return file_arrived(with_files([(deliveries[pk], mail) for pk, mail in pairs]), now)


def make_searchable() -> None:
    """Let whoever follows the outbox have what was filed, without waiting for a worker that may not be running."""
    while outbox.pump() or feed_all():
        continue
