"""What a generator yields, made in a second process while this one works with what came before."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeVar

import django
from django.utils.translation import get_language, override

from regulars.imports.second import is_alone, second

Made = TypeVar("Made")


# Objects made before the collector looks for rings among them; a part of a file is about as many. Rows make no rings,
# and at Python's own 700 a third of an import's time goes into looking.
MADE_UNSEEN = 100_000


class Ended(OSError):
    """The other process ended before it was through."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the garbage collector look seldom."""
    before = gc.get_threshold()
    gc.set_threshold(MADE_UNSEEN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def answer(to: Connection) -> None:
    """Yield into a connection what is asked for at its other end; the process ends with that."""
    # What is asked for is unpickled, and so imported, only after this: models can not be imported before.
    django.setup()
    make, asked, language = to.recv()
    with override(language), seldom_collected():
        try:
            for made in make(*asked):
                to.send(made)
            to.send(None)
        except BrokenPipeError:
            return
        except OSError as fault:
            to.send(fault)


def taken(of: Connection) -> Iterator[Any]:
    """What comes, until the last. Raises OSError: the other's own, or that it ended."""
    try:
        while (made := of.recv()) is not None:
            if isinstance(made, OSError):
                raise made
            yield made
    except EOFError as fault:
        raise Ended("The process that reads the file has ended.") from fault


@contextmanager
def elsewhere(make: Callable[..., Iterator[Made]], *asked: Any) -> Iterator[Iterator[Made]]:
    """What `make(*asked)` yields, one ahead of what was taken. The other process ends with this; without a second
    processor there is none. All must go through pickle, and nothing yielded be None."""
    with second(answer, copied=is_alone()) as other:
        if other is None:
            yield make(*asked)
            return
        other.send((make, asked, get_language()))
        yield taken(other)
