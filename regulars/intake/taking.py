"""One thread that stores what the listeners took in: all that waits goes to disk together, then each sender hears."""

import logging
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import field

from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.engine.durability import durable
from regulars.intake import acts
from regulars.intake.acts import Raw

log = logging.getLogger(__name__)

TOGETHER_COUNT = 100
TOGETHER_BYTES = 32 * 1024 * 1024
LOOK_AT_STOP = 0.2


@dataclass(frozen=True, slots=True)
class Offered:
    """One mail for one or more inboxes, and who waits to hear that it is stored."""

    raws: tuple[Raw, ...]
    road: str
    stored: Future[None] = field(default_factory=Future)


class Taking:
    """Stores mail in a thread of its own, so that the loop that talks to senders never waits for the disk."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Offered] = queue.Queue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="taking", daemon=True)

    def start(self) -> None:
        """Begin to store."""
        self._thread.start()

    def end(self) -> None:
        """Store what waits, then stop."""
        self._ended.set()
        self._thread.join()

    def offer(self, raws: Sequence[Raw], road: str) -> Future[None]:
        """Ask for `raws` to be stored, all or none. The future holds what went wrong, if anything did."""
        offered = Offered(tuple(raws), road)
        self._waiting.put(offered)
        return offered.stored

    def _run(self) -> None:
        try:
            while not (self._ended.is_set() and self._waiting.empty()):
                if batch := self._next():
                    take(batch)
        finally:
            connection.close()

    def _next(self) -> list[Offered]:
        """All that waits, within bounds; nothing after a while without. Whose sender is gone already is left out."""
        batch: list[Offered] = []
        weight = 0
        try:
            while len(batch) < TOGETHER_COUNT and weight < TOGETHER_BYTES:
                one = self._waiting.get(timeout=0 if batch else LOOK_AT_STOP)
                if one.stored.set_running_or_notify_cancel():
                    batch.append(one)
                    weight += size_of(one)
        except queue.Empty:
            return batch
        return batch


def size_of(offered: Offered) -> int:
    """How many bytes it holds; one mail for several inboxes holds them once."""
    return len(offered.raws[0].content)


def take(batch: Sequence[Offered]) -> None:
    """Store a batch and tell who waits. Where it fails as a whole, each is tried alone, so none suffers for another."""
    try:
        store(batch)
    except Exception as fault:
        if len(batch) > 1:
            for one in batch:
                take([one])
            return
        # Whatever it is, the sender hears of it and comes again; the next mail may go well.
        log.warning("A mail could not be stored; its sender is asked to come again: %s", fault, exc_info=True)
        batch[0].stored.set_exception(fault)
        return
    for one in batch:
        one.stored.set_result(None)


def store(batch: Sequence[Offered]) -> None:
    """Bytes first, then all rows in one durable transaction."""
    close_old_connections()
    kept = iter(acts.keep([raw for one in batch for raw in one.raws]))
    with durable(), transaction.atomic():
        now = timezone.now()
        for one in batch:
            acts.record([next(kept) for _ in one.raws], one.road, now)
