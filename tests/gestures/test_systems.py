"""Which systems may be asked, what their answers mean, and how they are set up."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.engine import outgoing, sealing, signing
from regulars.engine.outgoing import Answer, Unreached
from regulars.gestures.models import Webhook
from regulars.gestures.webhooks import acts as webhooks
from regulars.gestures.webhooks import rules
from regulars.staff.trail import Actor
from tests import builders

from .builders import NOW
from .shop import NO, YES, Shop

INSIDE = "127.0.0.1 10.1.2.3 192.168.0.1 169.254.169.254 172.16.0.1 0.0.0.0 100.64.0.1 ::1 fe80::1 fd00::1 224.0.0.1"
MAPPED = "::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: ::7f00:1 nonsense"


@pytest.mark.parametrize("address", [*INSIDE.split(), *MAPPED.split()])
def test_what_is_inside_is_known(address: str) -> None:
    assert not outgoing.is_outside(address)


def test_what_is_outside_is_known() -> None:
    assert outgoing.is_outside("93.184.216.34")
    assert outgoing.is_outside("2606:2800:220:1:248:1893:25c8:1946")


@pytest.mark.parametrize(
    "address", ["", "ftp://x.example/", "https://", "https://a:b@x.example/", "https://x.example:0x/", "http://x y/"]
)
def test_what_is_no_address_is_not_asked(address: str) -> None:
    assert outgoing.post(address, b"", {}) == Unreached("This is no address of a web server.", forbidden=True)


def test_a_line_that_breaks_is_an_answer_too(shop: Shop) -> None:
    shop.answers = [(301, "Elsewhere.")]
    assert outgoing.post(shop.address, b"{}", {}, inside=True) == Answer(301, "Elsewhere.")
    shop.server.shutdown()
    shop.server.server_close()
    broken = outgoing.post(shop.address, b"{}", {}, inside=True)
    assert isinstance(broken, Unreached)
    assert not broken.forbidden


@settings(max_examples=25)
@given(st.integers(0, 20), st.floats(0, 1, exclude_max=True), st.text(max_size=12))
def test_the_next_try_is_later_and_the_tries_end(tries: int, chance: float, after: str) -> None:
    found = rules.next_try(tries, NOW, chance, after)
    assert (found is None) == (tries > 9)
    assert found is None or NOW < found <= NOW + timedelta(days=1.1)


@settings(max_examples=25)
@given(st.integers(100, 599), st.text(max_size=60) | st.sampled_from([YES, NO, "[]", '{"done": 1}']))
def test_given_is_only_what_they_say_is_done(status: int, body: str) -> None:
    found = rules.meaning(status, body)
    assert (found.what == "done") == (200 <= status < 300 and body == YES)


@pytest.mark.slow
@pytest.mark.django_db
def test_what_the_owner_types_wrong_is_told() -> None:
    who = Actor(builders.agent("owner"))
    good = webhooks.Wanted("Shop", "https://shop.example/amends", frozenset({"refund"}), inside=False, on=True)
    for name, value in {
        "name": "",
        "address": "http://shop.example/",
        "codes": frozenset({"voucher"}),
        "secret": "short",
    }.items():
        refused = webhooks.keep(None, webhooks.Wanted(**{**fields(good), name: value}), who, NOW)
        assert isinstance(refused, Refused)
        assert refused.field == name
    row, secret = made(webhooks.keep(None, good, who, NOW))
    assert sealing.unseal(bytes(row.secret)) == secret
    assert secret.encode() not in bytes(row.secret)
    assert webhooks.keep(row, good, who, NOW) == (row, "")


@pytest.mark.django_db
def test_a_secret_is_replaced_while_both_sign(shop: Shop) -> None:
    """For two days, or until the owner says that the old one is not needed; it is nowhere in clear."""
    who = Actor(builders.agent("owner"))
    row, first = made(webhooks.keep(None, wanted_at(shop.address), who, NOW))
    assert webhooks.secrets_of(row, NOW) == [first]
    second = webhooks.new_secret(row, who, NOW)
    row.refresh_from_db()
    assert first.encode() not in bytes(row.before)
    assert webhooks.secrets_of(row, NOW) == [second, first]
    headers = signing.headers("msg_1", b"{}", webhooks.secrets_of(row, NOW), NOW)
    by_each = [signing.headers("msg_1", b"{}", [one], NOW)["webhook-signature"] for one in (second, first)]
    assert headers["webhook-signature"].split(" ") == by_each
    assert webhooks.secrets_of(row, NOW + webhooks.OVERLAP) == [second]
    webhooks.forget_before(row, who, NOW)
    row.refresh_from_db()
    assert (webhooks.secrets_of(row, NOW), bytes(row.before)) == ([second], b"")
    given = replace(wanted_at(shop.address), secret=first)
    row, _none = made(webhooks.keep(row, given, who, NOW))
    assert webhooks.secrets_of(row, NOW) == [first, second]


def wanted_at(address: str) -> webhooks.Wanted:
    """A system there."""
    return webhooks.Wanted("Shop", address, frozenset({"refund"}), inside=True, on=True)


def made(kept: tuple[Webhook, str] | Refused) -> tuple[Webhook, str]:
    """What was not refused."""
    assert not isinstance(kept, Refused)
    return kept


def fields(one: webhooks.Wanted) -> dict[str, Any]:
    """Its fields by name."""
    return {name: getattr(one, name) for name in one.__dataclass_fields__}
