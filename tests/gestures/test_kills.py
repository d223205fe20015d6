"""Processes are killed for good between doing and writing down: what was given is given once, and nothing is lost."""

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connections

from regulars.base.results import Refused
from regulars.book.models import Moment
from regulars.engine import sealing, signing
from regulars.gestures.models import Entry, Gesture, Redemption, Sending, Step, Voucher, Webhook
from regulars.gestures.money import ledger
from regulars.gestures.money.ledger import balance
from regulars.gestures.money.rules import Leg, Place
from regulars.gestures.vouchers import acts as vouchers
from tests import builders
from tests.conversations.test_sending_kills import PATIENCE, Workers

from .builders import NOW, ana, gave, order
from .shop import Shop
from .test_giving import is_even

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_worker_that_dies_once_the_shop_has_done_it_gives_it_once(shop: Shop) -> None:
    """It is asked again under the same id, by which the shop knows it; here it is written down once."""
    secret = sealing.seal(signing.fresh_secret())
    row = {"name": "Shop", "codes": ["refund"], "inside": True, "on": True, "at": NOW}
    Webhook.objects.create(address=shop.address, secret=secret, **row)
    order(of := ana())
    gesture = gave(of, "refund", 1_000)
    workers = Workers(1, threads=1)
    died = threading.Event()

    def kill() -> None:
        workers.kill(0)
        died.set()

    shop.meanwhile = [kill, kill]
    try:
        until(lambda: Sending.objects.get().state == Sending.ANSWERED, workers)
    finally:
        workers.end()
    assert died.is_set()
    assert len(shop.got) >= 3
    assert len({headers["webhook-id"] for headers, _body in shop.got}) == 1
    assert Gesture.objects.get().state == "given"
    assert list(Step.objects.filter(gesture=gesture).values_list("state", flat=True).order_by("pk")).count("given") == 1
    assert Moment.objects.filter(kind="gift.given").count() == 1
    assert is_even()


@pytest.mark.parametrize("at", ["middle", "end", "after"])
def test_a_till_that_dies_while_it_redeems_redeems_all_or_nothing(at: str) -> None:
    """Whoever tries next either redeems it or is told that it was redeemed; never both, never neither."""
    voucher, ada = Voucher.objects.get(gesture=gave(ana(), "voucher", 2_000)), builders.agent()
    # No connection may be shared over a fork.
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            die_at(at)
            vouchers.redeem(voucher, "1001", ada, NOW)
            os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL
    assert Redemption.objects.exists() == (at == "after")
    assert balance(Place("voucher", voucher.public_id), "EUR") == (0 if at == "after" else 2_000)
    again = vouchers.redeem(voucher, "1001", ada, NOW)
    assert isinstance(again, Refused if at == "after" else Redemption)
    assert Redemption.objects.count() == 1
    assert Entry.objects.filter(key=f"redeem:{voucher.public_id}").count() == 1
    assert is_even()


def die_at(at: str) -> None:
    """Let the process be killed at this place of a booking."""
    real, legs = ledger.move, {"middle": 1, "end": 2}.get(at, 9)
    moved: list[Leg] = []

    def move(entry: Entry, leg: Leg, *rest: object) -> None:
        if len(moved) == legs:
            os.kill(os.getpid(), signal.SIGKILL)
        real(entry, leg, *rest)  # type: ignore[arg-type] # handed on as it came
        moved.append(leg)
        if len(moved) == legs == 2:
            os.kill(os.getpid(), signal.SIGKILL)

    ledger.move = move  # type: ignore[assignment] # of a process that dies


def until(done: Callable[[], bool], workers: Workers) -> None:
    """Wait, and replace the dead."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end
        workers.tend()
        time.sleep(0.05)
