"""Reading mails in a second process, which finds their words for search, too."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection

from regulars.base.folding import LONGEST_FIELD, Folded, spaced
from regulars.channels import parse_many
from regulars.channels.contract import Inbound, Unreadable
from regulars.imports.second import second

CHANNEL, READY = "email", "ready"
Read = list[Inbound | Unreadable]
# What mails say; and those of their texts whose words are known by now.
Understood = tuple[Read, Folded]


def answer(questions: Connection) -> None:
    """Parse what comes until nobody can ask any more. A pool's process would outlive an import that was killed."""
    # What reads mail is loaded by this, before it is said that mail can come.
    parse_many(CHANNEL, [])
    said: object = READY
    while True:
        try:
            questions.send(said)
            said = understood(questions.recv())
        except (EOFError, OSError):
            return


def understood(raws: Sequence[bytes]) -> Understood:
    """What mails say, with their words."""
    read = parse_many(CHANNEL, raws)
    texts = [one.text[:LONGEST_FIELD] for one in read if isinstance(one, Inbound)]
    return read, {text: spaced(text) for text in texts}


class Reader:
    """Parses a batch at a time, elsewhere where there is a second processor. One thread may use it.

    The other process starts meanwhile: until it says that it is ready, this one reads, and has no other work yet.
    """

    def __init__(self, elsewhere: Connection | None) -> None:
        self.elsewhere = elsewhere
        self._ready = False

    def read(self, raws: Sequence[bytes]) -> Understood:
        """What they say. Should the other process have died, this one reads the batch and all that follow."""
        if self.elsewhere and self._is_ready(self.elsewhere):
            try:
                self.elsewhere.send(list(raws))
                there: Understood = self.elsewhere.recv()
            except (EOFError, OSError):
                self.elsewhere = None
            else:
                return there
        return parse_many(CHANNEL, raws), {}

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
    with second(answer) as elsewhere:
        yield Reader(elsewhere)
