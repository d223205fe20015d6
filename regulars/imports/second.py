"""A second process beside this one, for what needs no database."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

Work = Callable[[Connection], None]


@contextmanager
def second(work: Work, *, copied: bool = False) -> Iterator[Connection | None]:
    """What speaks with a process that does `work`, which gets the other end; None where there is no second processor.

    The process ends with this, and when this process is killed. `work` must be a function of a module. `copied`: it
    begins as a copy of this one, if `is_alone`; that saves memory where it needs much of what is loaded here.
    """
    if (os.cpu_count() or 1) < 2:
        yield None
        return
    context = get_context("fork") if copied else get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=begin, args=(work, theirs, ours if copied else None), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.join()


def is_alone() -> bool:
    """Whether this process can be copied as it is, which takes a quarter less memory than loading all anew.

    With other threads it cannot: what they hold at that moment is held in the copy for ever. Nor on a Mac, whose own
    libraries start threads. Source: https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def begin(work: Work, theirs: Connection, ours: Connection | None) -> None:
    """What the second process does. The connection to a database that a copy has is neither used there nor closed."""
    if ours:
        # While the copy holds this end too, nobody tells it that the other process is gone.
        ours.close()
    # Ctrl-C goes to both processes; this one ends when the other lets go of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work(theirs)
