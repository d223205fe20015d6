"""Bringing in a mailbox as history: nothing is sent, no rule runs, and a second time changes nothing."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context

from regulars.channels import parse_many
from regulars.channels.contract import Inbound, Unreadable
from regulars.conversations.acts import file_arrived, file_deliveries, with_files
from regulars.conversations.filing.sheet import Counts
from regulars.engine import outbox
from regulars.engine.consuming import feed_all
from regulars.imports.sources import Found, Source
from regulars.intake.acts import Raw, keep, record
from regulars.intake.models import Delivery, Inbox

# Large enough that a statement is shared by many rows, small enough not to hold the write lock while people work.
BATCH = 200
BATCH_BYTES = 16 * 1024 * 1024
CHANNEL = "email"

Read = list[Inbound | Unreadable]
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Batch:
    """Some messages of a source, and what another process is finding out about them."""

    found: list[Found]
    reading: "Future[Read] | None" = None
    ids: list[int] = field(default_factory=list)

    @property
    def contents(self) -> list[bytes]:
        """The raw messages."""
        return [one.content for one in self.found]

    def read(self) -> Read:
        """What they say, waited for or found out here."""
        return self.reading.result() if self.reading else parse_many(CHANNEL, self.contents)


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


@contextmanager
def reader() -> Iterator[Executor | None]:
    """A process that parses while this one files; none on a machine with one processor."""
    if (os.cpu_count() or 1) < 2:
        yield None
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool


def finish_interrupted(inbox: Inbox, now: datetime) -> Counts:
    """File what an import that was broken off had stored and not filed."""
    counts = Counts()
    waiting = Delivery.objects.filter(inbox=inbox, road="import", state=Delivery.WAITING).order_by("pk")
    while ids := list(waiting.values_list("pk", flat=True)[:BATCH]):
        counts.add(file_deliveries(ids, now))
    return counts


def bring_in(source: Source, inbox: Inbox, now: datetime, progress: Progress) -> Counts:
    """Import a whole source into an inbox's history. Each batch is on disk before it is filed.

    `progress` is told bytes of the source and messages so far. Raises OSError where the source or the disk fails;
    what was brought in until then stays, and the same command goes on from there.
    """
    counts = Counts()
    size = messages = 0
    with reader() as elsewhere:
        for batch in ahead(batches(source), elsewhere, inbox, now):
            counts.add(file_batch(batch, now))
            size += sum(one.size for one in batch.found)
            messages += len(batch.found)
            progress(size, messages)
            make_searchable()
    return counts


def make_searchable() -> None:
    """Let whoever follows the outbox have what was filed, without waiting for a worker that may not be running."""
    while outbox.pump() or feed_all():
        continue


def ahead(found: Iterator[Batch], elsewhere: Executor | None, inbox: Inbox, now: datetime) -> Iterator[Batch]:
    """Batches that are stored, one ahead: while this process files one, the other reads the next."""
    last: Batch | None = None
    for batch in found:
        batch.reading = elsewhere.submit(parse_many, CHANNEL, batch.contents) if elsewhere else None
        batch.ids = record(
            keep([Raw(inbox.pk, content) for content in batch.contents]), "import", now, history=True, later=False
        )
        if last:
            yield last
        last = batch
    if last:
        yield last


def file_batch(batch: Batch, now: datetime) -> Counts:
    """File what was stored and read."""
    deliveries = Delivery.objects.in_bulk(batch.ids)
    return file_arrived(with_files([(deliveries[pk], mail) for pk, mail in zip(batch.ids, batch.read(), strict=True)]), now)
