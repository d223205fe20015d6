"""What the desk sends by itself, and what stops it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from regulars.base.results import Refused
from regulars.book.models import Moment
from regulars.channels.contract import Address
from regulars.channels.email import parse
from regulars.conversations.models import Event, Outgoing, Undeliverable
from regulars.conversations.sending import brakes
from regulars.conversations.sending.automatic import automatic
from regulars.conversations.sending.brakes import Situation, brake
from regulars.engine.worker import Worker
from regulars.intake import sending
from regulars.staff.invitations import MAILERS
from tests import builders, outbox
from tests.smtp import MailServer

ANA = Address("Ana Novak", "ana@nordbake.example")
NOW = builders.NOW


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        (Situation(), ""),
        (Situation(ours=True), brakes.OURS),
        (Situation(by_machine=True), brakes.MACHINE),
        (Situation(returned=True), brakes.RETURNED),
        (Situation(heard=brakes.FLOOD), brakes.FLOODING),
        (Situation(heard=brakes.FLOOD - 1), ""),
    ],
)
def test_what_brakes(situation: Situation, reason: str) -> None:
    assert brake(situation) == reason


@pytest.mark.slow
@pytest.mark.django_db
def test_ten_in_three_hours_and_none_alike_a_third_time() -> None:
    outbox.sending_inbox()
    answers = [automatic("test", ANA, f"No. {number % 20}", "Hello.", NOW) for number in range(12)]
    assert [isinstance(one, Outgoing) for one in answers] == [True] * 10 + [False] * 2
    boris = Address("", "boris@veloworks.example")
    again = [automatic("test", boris, subject, "Hello.", NOW) for subject in ("Hello", "Re: hello", "HELLO")]
    assert [isinstance(one, Outgoing) for one in again] == [True, True, False]
    later = NOW + timedelta(hours=7)
    assert isinstance(automatic("test", boris, "Hello", "Hello.", later), Outgoing)


@pytest.mark.django_db
def test_machines_our_own_and_dead_addresses_get_nothing() -> None:
    outbox.sending_inbox()
    conversation = builders.conversation(builders.customer())
    (moment,) = builders.messages(conversation, ["I am away."])
    Moment.objects.filter(pk=moment.pk).update(automatic="out_of_office")
    moment.refresh_from_db()
    refused = automatic("receipt", ANA, "Hello", "Hello.", NOW, conversation=conversation, answering=moment)
    assert isinstance(refused, Refused)
    assert Event.objects.get(kind="braked").payload["reason"] == brakes.MACHINE
    ours = Address("", "help+x-1@desk.example")
    assert isinstance(automatic("receipt", ours, "Hello", "Hello.", NOW), Refused)
    Undeliverable.objects.create(address="boris@veloworks.example", hard=True, at=NOW)
    boris = Address("", "boris@veloworks.example")
    assert isinstance(automatic("receipt", boris, "Hello", "Hello.", NOW), Refused)
    assert isinstance(automatic("receipt", Address("", "no address"), "Hello", "Hello.", NOW), Refused)
    assert not Outgoing.objects.exists()


@pytest.mark.django_db
def test_who_floods_us_gets_nothing() -> None:
    outbox.sending_inbox()
    conversation = builders.conversation(builders.customer())
    builders.messages(conversation, ["Where is it?"] * (2 * brakes.FLOOD), begin=NOW - timedelta(minutes=59))
    assert isinstance(automatic("receipt", ANA, "Hello", "Hello.", NOW), Refused)
    assert isinstance(automatic("receipt", ANA, "Hello", "Hello.", NOW + timedelta(hours=3)), Outgoing)


@pytest.mark.django_db
def test_an_invitation_leaves_and_says_what_it_is(server: MailServer) -> None:
    (name, send), *_ = [offer for offer in MAILERS if offer[0] == "smtp"]
    assert not send("zoe@desk.example", "Your seat", "Here."), name
    outbox.sending_inbox(server)
    assert send("zoe@desk.example", "Your seat", "Take it at https://desk.example/join.")
    Worker().settle()
    mail = parse(server.taken[0].mail)
    assert mail.automatic.kind == "loop"
    assert mail.reply_to == ()
    assert not Moment.objects.exists()
    sending.stop(None, builders.agent("lead"), NOW)
    assert not send("yan@desk.example", "Your seat", "Here."), "what is held is not on its way"
