"""Reading mails in a second process."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

from regulars.channels import parse_many
from regulars.channels.contract import Inbound, Unreadable

CHANNEL, READY = "email", "ready"
Read = list[Inbound | Unreadable]


def answer(questions: Connection) -> None:
    """Parse what comes until nobody can ask any more. A pool's process would outlive an import that was killed."""
    # Ctrl-C goes to both processes; this one ends when the other lets go of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What reads mail is loaded by this, before it is said that mail can come.
    parse_many(CHANNEL, [])
    said: object = READY
    while True:
        try:
            questions.send(said)
            said = parse_many(CHANNEL, questions.recv())
        except (EOFError, OSError):
            return


class Reader:
    """Parses a batch at a time, elsewhere where there is a second processor. One thread may use it.

    The other process starts meanwhile: until it says that it is ready, this one reads, and has no other work yet.
    """

    def __init__(self, elsewhere: Connection | None) -> None:
        self.elsewhere = elsewhere
        self._ready = False

    def read(self, raws: Sequence[bytes]) -> Read:
        """What they say. Should the other process have died, this one reads the batch and all that follow."""
        if self.elsewhere and self._is_ready(self.elsewhere):
            try:
                self.elsewhere.send(list(raws))
                read: Read = self.elsewhere.recv()
            except (EOFError, OSError):
                self.elsewhere = None
            else:
                return read
        return parse_many(CHANNEL, raws)

    def _is_ready(self, elsewhere: Connection) -> bool:
        if not self._ready:
            try:
                self._ready = elsewhere.poll() and elsewhere.recv() == READY
            except (EOFError, OSError):
                self.elsewhere = None
        return self._ready


@contextmanager
def reader() -> Iterator[Reader]:
    """A reader with a process of its own, which ends with this."""
    if (os.cpu_count() or 1) < 2:
        yield Reader(None)
        return
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=answer, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Reader(ours)
    finally:
        ours.close()
        process.join()
