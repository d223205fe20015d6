"""Reading mails in a second process."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

from regulars.channels import parse_many
from regulars.channels.contract import Inbound, Unreadable

CHANNEL = "email"
Read = list[Inbound | Unreadable]


def answer(questions: Connection) -> None:
    """Parse what comes until nobody can ask any more. A pool's process would outlive an import that was killed."""
    # Ctrl-C goes to both processes; this one ends when the other lets go of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            questions.send(parse_many(CHANNEL, questions.recv()))
        except (EOFError, OSError):
            return


class Reader:
    """Parses a batch at a time, elsewhere where there is a second processor. One thread may use it."""

    def __init__(self, elsewhere: Connection | None) -> None:
        self.elsewhere = elsewhere

    def read(self, raws: Sequence[bytes]) -> Read:
        """What they say. Should the other process have died, this one reads the batch and all that follow."""
        if self.elsewhere:
            try:
                self.elsewhere.send(list(raws))
                read: Read = self.elsewhere.recv()
            except (EOFError, OSError):
                self.elsewhere = None
            else:
                return read
        return parse_many(CHANNEL, raws)


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
