"""Asking an outside system: signed, until it answers; given only when it says so."""

import base64
import hmac
import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from regulars.base.results import Refused
from regulars.book.models import Moment, Task
from regulars.engine import sealing, signing
from regulars.engine.models import Job
from regulars.gestures import acts
from regulars.gestures.models import Gesture, Sending, Webhook
from regulars.gestures.webhooks import sending
from tests import builders

from .builders import NOW, ana, gave, order
from .shop import NO, Shop

SECRET = "whsec_" + base64.b64encode(b"a quiet green teapot, and a cup.").decode()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that stands: its last time is now."""
    times = [NOW]
    monkeypatch.setattr("regulars.gestures.webhooks.sending.timezone.now", lambda: times[-1])
    return times


def set_up(address: str, *codes: str, **more: Any) -> Webhook:
    """A system that is asked."""
    row = {"inside": True, "on": True, "codes": list(codes or ("refund",)), **more}
    return Webhook.objects.create(name="Shop", address=address, secret=sealing.seal(SECRET), at=NOW, **row)


def asked_for() -> Gesture:
    """A refund that a system is asked for."""
    of = ana()
    order(of)
    return gave(of, "refund", 1_000, recovery="r" * 12)


def work() -> None:
    """What a worker does with what is due."""
    for job in Job.objects.filter(kind="gestures.send").order_by("pk"):
        sending.send.run(job.payload)


def state(gesture: Gesture) -> str:
    """As it stands."""
    gesture.refresh_from_db()
    return gesture.state


def verified(headers: dict[str, str], body: bytes) -> bool:
    """As the other side does it."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mine = hmac.new(base64.b64decode(SECRET.removeprefix("whsec_")), signed, sha256).digest()
    return headers["webhook-signature"] == "v1," + base64.b64encode(mine).decode()


def test_the_signature_is_that_of_the_standard() -> None:
    """The example that https://www.standardwebhooks.com verifies with its own libraries."""
    secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    at = datetime.fromtimestamp(1614265330, tz=NOW.tzinfo)
    made = signing.headers(message, b'{"test": 2432232314}', [secret], at)
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert made["webhook-timestamp"] == "1614265330"


@pytest.mark.slow
@pytest.mark.django_db
def test_what_a_system_says_is_done_is_given(shop: Shop, clock: list[datetime]) -> None:
    set_up(shop.address)
    made = asked_for()
    assert state(made) == "asked"
    assert not shop.got
    assert not Task.objects.exists()
    assert not Moment.objects.filter(kind="amends.given").exists()
    work()
    assert state(made) == "given"
    headers, body = shop.got[0]
    told = json.loads(body)
    assert verified(headers, body)
    assert headers["idempotency-key"] == headers["webhook-id"]
    assert (told["type"], told["data"]["gesture"], told["data"]["worth"]) == ("amends.wanted", made.public_id, 1_000)
    assert b"Ana" not in body
    assert Moment.objects.filter(kind="amends.given").count() == 1
    work()
    assert len(shop.got) == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_what_only_came_there_is_not_given_and_a_person_looks(shop: Shop, clock: list[datetime]) -> None:
    set_up(shop.address)
    shop.answers = [(202, "")]
    made = asked_for()
    work()
    assert (state(made), Sending.objects.get().state) == ("asked", "answered")
    assert "has it" in Task.objects.get().reason
    assert acts.settle(made, True, builders.agent(), NOW) is None
    assert (state(made), Task.objects.get().done_by) == ("given", builders.agent())


@pytest.mark.slow
@pytest.mark.django_db
def test_what_a_system_refuses_fails_and_a_person_finds_another_way(shop: Shop, clock: list[datetime]) -> None:
    set_up(shop.address)
    shop.answers = [(200, NO)]
    made = asked_for()
    work()
    assert state(made) == "failed"
    assert "sold out" in Task.objects.get().reason
    assert Moment.objects.get(kind="amends.failed").audience == "staff"
    assert acts.try_again(made, builders.agent(), NOW) is None
    work()
    assert (state(made), len(shop.got)) == ("given", 2)


@pytest.mark.slow
@pytest.mark.django_db
def test_refused_for_a_day_it_is_asked_until_it_says_yes(shop: Shop, clock: list[datetime]) -> None:
    set_up(shop.address)
    made = asked_for()
    while clock[-1] < NOW + timedelta(days=1):
        shop.answers = [(503, "Later.")]
        work()
        row = Sending.objects.get()
        assert (row.state, row.answer) == ("waiting", "Later.")
        assert row.next_at > clock[-1]
        before = len(shop.got)
        work()
        assert len(shop.got) == before
        clock.append(row.next_at)
    tries = len(shop.got)
    assert 5 < tries < 9
    work()
    assert state(made) == "given"
    assert len({headers["webhook-id"] for headers, _ in shop.got}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in shop.got}) == tries + 1
    assert all(verified(*one) for one in shop.got)


@pytest.mark.slow
@pytest.mark.django_db
def test_refused_for_good_it_is_parked_with_a_way_on(shop: Shop, clock: list[datetime]) -> None:
    set_up(shop.address)
    made = asked_for()
    while (row := Sending.objects.get()).state == "waiting":
        clock.append(row.next_at)
        shop.answers = [(500, "Broken.")]
        work()
    assert (row.state, row.tries, row.status, state(made)) == ("parked", 10, 500, "asked")
    assert clock[-1] - NOW > timedelta(days=3)
    assert "three days" in Task.objects.get().reason
    assert sending.again(row, clock[-1])
    assert not sending.again(row, clock[-1])
    work()
    assert (state(made), Task.objects.get().done_at) == ("given", clock[-1])


@pytest.mark.slow
@pytest.mark.django_db
def test_a_worker_killed_after_asking_asks_again_under_the_same_id(
    shop: Shop, clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(shop.address)
    made = asked_for()

    class Killed(BaseException):
        """The power went."""

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(sending, "conclude", killed)
        work()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(sending, "follow", killed)
        work()
    assert (state(made), Sending.objects.get().tries) == ("asked", 0)
    work()
    assert (state(made), len(shop.got)) == ("given", 3)
    assert len({headers["webhook-id"] for headers, _ in shop.got}) == 1
    assert Moment.objects.filter(kind="amends.given").count() == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_whose_job_was_lost_is_found_again(shop: Shop, clock: list[datetime]) -> None:
    set_up(shop.address)
    made = asked_for()
    Job.objects.all().delete()
    clock.append(NOW + timedelta(hours=1))
    sending.remind.run({})
    work()
    assert state(made) == "given"


@pytest.mark.slow
@pytest.mark.django_db
def test_settled_by_a_person_meanwhile_nobody_is_asked(shop: Shop, clock: list[datetime]) -> None:
    set_up(shop.address)
    made = asked_for()
    assert acts.settle(made, True, builders.agent(), NOW) is None
    work()
    assert (shop.got, Sending.objects.get().state) == ([], "stopped")


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.django_db
def test_only_what_is_switched_on_is_asked(shop: Shop, clock: list[datetime]) -> None:
    webhook = set_up(shop.address, on=False)
    made = asked_for()
    assert (state(made), Task.objects.count()) == ("chosen", 1)
    assert isinstance(acts.try_again(made, builders.agent(), NOW), Refused)
    assert state(made) == "chosen"
    Webhook.objects.filter(pk=webhook.pk).update(on=True)
    other = builders.customer("Boris", "boris@veloworks.example")
    order(other, "1002")
    later = gave(other, "refund", 1_000)
    Webhook.objects.filter(pk=webhook.pk).update(on=False)
    work()
    assert (state(later), Sending.objects.get().state, shop.got) == ("asked", "parked", [])


@pytest.mark.slow
@pytest.mark.django_db
def test_nothing_within_our_own_network_is_asked_unless_the_owner_says_so(shop: Shop, clock: list[datetime]) -> None:
    set_up(shop.address, inside=False)
    made = asked_for()
    work()
    assert (shop.got, state(made), Sending.objects.get().state) == ([], "asked", "parked")
    assert "not allowed" in Sending.objects.get().answer
