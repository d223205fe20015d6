"""Who has outside systems asked for something, and what follows from their answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.functional import Promise

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.gestures.models import Sending


@dataclass(frozen=True, slots=True)
class Told:
    """What a sending is about, in words, and the address of its page."""

    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Asker:
    """A part of the desk that has systems asked. `codes`: what they can be asked for, and how that is called.

    Within the transaction of an answer: `done` where they say that it is done, `refused` where they say that it cannot
    be (their words), `left` where a person has to see to it (the reason). `wants`: whether it is wanted still. `told`
    gives what sendings are about, by their row id.
    """

    codes: Callable[[], Iterable[tuple[str, str | Promise]]]
    done: Callable[[Sending, datetime], object]
    refused: Callable[[Sending, str, datetime], object]
    left: Callable[[Sending, str, datetime], object]
    wants: Callable[[Sending], bool]
    told: Callable[[Sequence[Sending]], Mapping[int, Told]]


ASKERS: Slot[Asker] = Slot("askers")
