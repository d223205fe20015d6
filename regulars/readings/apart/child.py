"""The reading process itself: answers one question at a time, the most urgent first, and ends when nobody asks.

It has no database, no settings and no secrets; all that it reads comes over the socket that it was started with. A
question that takes too long ends it: whoever asked sees the connection break, and whoever tends it starts another.
"""

import contextlib
import gc
import heapq
import os
import selectors
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from regulars.readings.apart import wire
from regulars.readings.apart.wire import Broken, Frame

PATIENCE = 10.0
LIMIT = 20.0
BUSY = 10
# Reading is nobody's first concern: pages and mail come before it on a machine that is busy.
NICE = 10

Answer = Callable[[Frame], Frame]


@dataclass(order=True, slots=True)
class Question:
    """What was asked; the most urgent (smallest) is answered first, and then in order."""

    urgency: int
    number: int
    frame: Frame = field(compare=False)
    caller: socket.socket = field(compare=False)


class Child:
    """Answers over one listening socket. `idle`: seconds without a question after which it ends."""

    def __init__(self, door: socket.socket, answer: Answer, idle: float) -> None:
        self.door = door
        self.answer = answer
        self.idle = idle
        self.waiting: list[Question] = []
        self.numbers = count()
        self.ears = selectors.DefaultSelector()
        self.ears.register(door, selectors.EVENT_READ)
        # Whoever started it holds the other end, and takes it along when it is killed.
        self.life = os.dup(sys.stdin.fileno())
        self.ears.register(self.life, selectors.EVENT_READ)

    def run(self) -> None:
        """Until nobody has asked for long, or whoever started it is gone."""
        while self.listen(0 if self.waiting else self.idle):
            if self.waiting:
                self.settle(heapq.heappop(self.waiting))

    def listen(self, seconds: float) -> bool:
        """Take what was asked meanwhile; False where it is time to end."""
        heard = self.ears.select(seconds)
        for key, _ in heard:
            if key.fileobj == self.life:
                return False
            if key.fileobj is self.door:
                self.welcome()
            elif isinstance(key.fileobj, socket.socket):
                self.take(key.fileobj)
        return bool(heard or self.waiting)

    def welcome(self) -> None:
        """Somebody new."""
        caller, _ = self.door.accept()
        caller.settimeout(PATIENCE)
        self.ears.register(caller, selectors.EVENT_READ)

    def take(self, caller: socket.socket) -> None:
        """A question of somebody who is connected; or they leave."""
        try:
            frame = wire.receive(caller)
        except (Broken, OSError, ValueError):
            self.ears.unregister(caller)
            caller.close()
            return
        heapq.heappush(self.waiting, Question(int(frame.get("urgency", 0)), next(self.numbers), frame, caller))

    def settle(self, question: Question) -> None:
        """Answer one; who asked may have left."""
        with within(float(question.frame.get("limit", LIMIT))):
            try:
                answer = wire.framed(self.answer(question.frame))
            except Exception as fault:  # noqa: BLE001 - whatever a text makes it raise, the next one is read
                answer = wire.framed({"fault": f"{type(fault).__name__}: {fault}"[:500]})
        with contextlib.suppress(OSError):
            question.caller.sendall(answer)


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """End the whole process where it computes for longer. No thread could stop a matrix product or a regular
    expression; the signals' usual effect does. The clock on the wall counts much later: a machine may be busy."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * BUSY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def serve(answer: Answer, number: int, idle: float) -> None:
    """Serve the listening socket with this file number."""
    for each in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(each, signal.SIG_DFL)
    with contextlib.suppress(OSError):
        os.nice(NICE)
    gc.freeze()
    Child(socket.socket(fileno=number), answer, idle).run()
