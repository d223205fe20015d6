"""Workers in processes of their own are killed at each step of a send, and at random: nobody gets a mail twice."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from regulars.conversations.models import Outgoing
from regulars.engine.worker import Worker
from tests import builders, outbox, smtp
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = (smtp.CONNECT, smtp.EHLO, smtp.AUTH, smtp.MAIL, smtp.RCPT, smtp.DATA, smtp.CONTENT, smtp.END)
LEASE = 0.5
# Seconds without any headway; how long all of it takes is the machine's matter.
PATIENCE = 100.0
MOST_CALLS = 3000
SETTLED = (Outgoing.SENT, Outgoing.UNSURE)


class Workers:
    """Processes that run jobs; a dead one is replaced."""

    def __init__(self, count: int, threads: int = 2) -> None:
        self.threads = threads
        # Who kills at a step does so in a thread of the server, perhaps while a dead one is being replaced.
        self.replacing = threading.Lock()
        self.dying: set[int] = set()
        self.kills = 0
        self.pids = [self.start() for _ in range(count)]

    def start(self) -> int:
        # No connection may be shared over a fork.
        connections.close_all()
        pid = os.fork()
        if pid == 0:
            try:
                Worker(threads=self.threads, lease=LEASE).run(threading.Event())  # type: ignore[arg-type] # shorter than usual
            finally:
                os._exit(1)
        return pid

    def kill(self, place: int) -> None:
        """As power cuts and the system do it. One that is killed twice dies once."""
        with self.replacing:
            self.kills += place not in self.dying
            self.dying.add(place)
            os.kill(self.pids[place], signal.SIGKILL)

    def tend(self) -> int:
        """Replace the dead; how many there were."""
        with self.replacing:
            dead = [place for place, pid in enumerate(self.pids) if os.waitpid(pid, os.WNOHANG)[0]]
            for place in dead:
                self.pids[place] = self.start()
                self.dying.discard(place)
        return len(dead)

    def end(self) -> None:
        """All of them."""
        for place, pid in enumerate(self.pids):
            self.kill(place)
            os.waitpid(pid, 0)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def make_mails(count: int) -> list[Outgoing]:
    """Held mails that are due, in conversations of their own."""
    ana = builders.customer()
    return [outbox.held(builders.conversation(ana, f"Matter {number}")) for number in range(count)]


def until_settled(
    workers: Workers, server: MailServer, meanwhile: Callable[[], None] = lambda: None, over: Sequence[str] = SETTLED
) -> int:
    """Wait until nothing is under way, as long as there is headway; how many workers died."""
    before, end, deaths = (0, 0), 0.0, 0
    while left := Outgoing.objects.exclude(state__in=over).count():
        if before != (left, server.connections):
            before, end = (left, server.connections), time.monotonic() + PATIENCE
        assert time.monotonic() < end, Counter(Outgoing.objects.values_list("state", "answer"))
        assert server.connections < MOST_CALLS, "it makes no headway"
        meanwhile()
        deaths += workers.tend()
        # A retry is not waited for, nor the server left alone for long.
        Outgoing.objects.filter(state=Outgoing.QUEUED).update(send_at=timezone.now() - timedelta(seconds=1))
        time.sleep(0.05)
    return deaths


def accepted_once(server: MailServer) -> None:
    assert set(Counter(server.ids()).values()) <= {1}


def killed_at(server: MailServer, *steps: str) -> None:
    """Send a mail for each of these steps, and kill the worker when it comes there."""
    sending = outbox.sending_inbox(server)
    make_mails(len(steps))
    # One mail at a time: of two under way at once, one kill is the end of both.
    workers = Workers(1, threads=1)
    for step in steps:
        server.tell(step, lambda: workers.kill(0))
    try:
        deaths, kills = until_settled(workers, server), workers.kills
    finally:
        workers.end()
    assert not any(server.told.values()), "it was killed at each step"
    # One that is killed at a mail's last line may have said that it is the last: then it dies once for two steps.
    assert deaths >= kills >= len(steps) // 2
    accepted_once(server)
    assert sending.pk
    known = Outgoing.objects.filter(state=Outgoing.SENT).values_list("message_id", flat=True)
    assert set(known) <= set(server.ids())


@pytest.mark.slow
def test_killed_before_and_after_the_end_was_said(server: MailServer) -> None:
    killed_at(server, smtp.CONTENT, smtp.END)
    unsure = Outgoing.objects.filter(state=Outgoing.UNSURE).values_list("message_id", flat=True)
    assert len(unsure) <= 2


@pytest.mark.torture
def test_killed_at_each_step(server: MailServer) -> None:
    killed_at(server, *STEPS, *STEPS)


@pytest.mark.torture
def test_killed_at_random(server: MailServer) -> None:
    inbox = outbox.sending_inbox(server)
    inbox.ceiling = 10_000
    inbox.save()
    chance, accepted = random.Random(7), [10]
    make_mails(300)
    workers = Workers(2)

    # By what the server has got and not by the clock: a fast machine is done before a dice has fallen.
    def sometimes() -> None:
        if len(server.ids()) >= accepted[-1]:
            workers.kill(chance.randrange(2))
            accepted.append(len(server.ids()) + chance.randrange(5, 40))

    try:
        # Where kills come faster than work, one can be killed three times over the same mail, which then is given up.
        deaths = until_settled(workers, server, sometimes, (*SETTLED, Outgoing.FAILED))
    finally:
        workers.end()
    assert deaths > 2
    accepted_once(server)
    given_up = Outgoing.objects.filter(state=Outgoing.FAILED).values_list("message_id", flat=True)
    assert len(given_up) < 30
    assert set(given_up).isdisjoint(server.ids())


@pytest.mark.slow
def test_two_workers_at_once(server: MailServer) -> None:
    outbox.sending_inbox(server)
    make_mails(30)
    workers = Workers(2)
    try:
        until_settled(workers, server)
    finally:
        workers.end()
    accepted_once(server)
    assert len(server.taken) == 30
    assert not Outgoing.objects.exclude(state=Outgoing.SENT).exists()
