"""What a test may say about time, so that no slow machine fails it: how work grows, and that something comes true."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
# Seconds that something may take to come true: they only end what hangs.
PATIENCE = 120.0
BETWEEN_LOOKS = 0.01
# For four times as much, what is linear takes four times as long, and what is quadratic sixteen times.
TIMES = 4
MOST = 8.0
TRIES = 6


def until(true: Callable[[], T], patience: float = PATIENCE) -> T:
    """Wait for something to become true; gives back what it was. AssertionError where it does not."""
    end = time.monotonic() + patience
    while not (found := true()):
        assert time.monotonic() < end, "it did not become true"
        time.sleep(BETWEEN_LOOKS)
    return found


@contextmanager
def no_collecting() -> Iterator[None]:
    """Garbage of other tests is not collected in the middle of a measurement."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def growth(
    work: Callable[[T], object], made: Callable[[int], T], size: int, clock: Callable[[], float] = time.thread_time
) -> float:
    """How many times the processor time of work on `made(size / 4)` the same on `made(size)` takes; `assert` it < MOST.

    Both are measured one right after the other, so that a slow machine is slow for both. One of six tries is enough:
    other work on the machine comes and goes, what is quadratic stays. Each try has another size, so that no cache knows
    what is made. `size` is the largest that the work must stand, where a quadratic part is the most of it.
    """

    def spent(length: int) -> float:
        text = made(length)
        began = clock()
        work(text)
        return clock() - began

    work(made(size // TIMES**3))
    least = float("inf")
    for attempt in range(TRIES):
        with no_collecting():
            short = spent(size // TIMES - attempt)
            least = min(least, spent(size - attempt) / max(short, 1e-9))
        if least < MOST:
            break
    return least
