"""Reading mails in a second process, while the first one files those read before."""

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
    """Parses one batch at a time, elsewhere where there is a second processor. `begin`, do something else, `end`."""

    def __init__(self, elsewhere: Connection | None) -> None:
        self.elsewhere = elsewhere
        self.asked: list[bytes] = []

    def begin(self, raws: Sequence[bytes]) -> None:
        """Hand over a batch. The one before must have been taken back: both sides would wait to write for ever."""
        self.asked = list(raws)
        if self.elsewhere:
            try:
                self.elsewhere.send(self.asked)
            except OSError:
                self.elsewhere = None

    def end(self) -> Read:
        """What the batch says. Should the other process have died, this one reads the batch and all that follow."""
        if self.elsewhere:
            try:
                read: Read = self.elsewhere.recv()
            except (EOFError, OSError):
                self.elsewhere = None
            else:
                return read
        return parse_many(CHANNEL, self.asked)


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
