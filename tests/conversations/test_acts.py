"""Closing, joining, releasing."""

import json

import pytest

from regulars.base.results import Refused
from regulars.book.models import Conversation, Moment
from regulars.conversations.acts import close, reopen, settle_link
from regulars.conversations.export import lines
from regulars.conversations.models import Event, Link
from regulars.conversations.releasing import release
from regulars.intake.models import Delivery
from regulars.staff.models import Agent
from tests.mails import ANA, BORIS, NOW, mail, reply, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def ada() -> Agent:
    """An agent."""
    return Agent.objects.create(email="ada@desk.example", name="Ada")


def test_closing_twice_is_one_event(ada: Agent) -> None:
    """A double click."""
    take_in(mail())
    conversation = Conversation.objects.get()
    assert close(conversation, ada, NOW) is None
    assert close(conversation, ada, NOW) is None
    assert Event.objects.filter(kind="closed", agent=ada).count() == 1
    reopen(conversation, ada, NOW)
    conversation.refresh_from_db()
    assert conversation.status == Conversation.OPEN


def test_an_accepted_suggestion_joins_and_later_mail_follows(ada: Agent) -> None:
    """What answers the joined one lands in the one that stands."""
    take_in(mail(), mail(message_id="two", text="Still not."))
    link = Link.objects.get()
    assert settle_link(link, True, ada, NOW) is None
    assert isinstance(settle_link(link, True, ada, NOW), Refused)
    take_in(reply("two", message_id="three"))
    assert Moment.objects.filter(conversation=link.other).count() == 2
    exported = [json.loads(line) for line in lines()]
    assert len(exported) == 1
    assert [one["message_id"] for one in exported[0]["messages"]] == ["one@nordbake.example", "two", "three"]


def test_a_refused_stranger_stays_apart(ada: Agent) -> None:
    """After a no, Ana's answer to Boris is not carried over to her own conversation."""
    take_in(mail())
    take_in(reply("one@nordbake.example", BORIS, message_id="two"))
    settle_link(Link.objects.get(), False, ada, NOW)
    take_in(reply("two", ANA, message_id="three"))
    assert Conversation.objects.count() == 3


def test_a_chain_of_joins_leads_to_the_first(ada: Agent) -> None:
    """Three that continue each other are one."""
    take_in(mail(), mail(message_id="two", text="b"), mail(message_id="three", text="c"))
    for link in Link.objects.order_by("-id"):
        settle_link(link, True, ada, NOW)
    assert Conversation.objects.filter(joined_to=None).count() == 1
    assert set(Conversation.objects.exclude(joined_to=None).values_list("joined_to", flat=True)) == {
        Conversation.objects.get(joined_to=None).pk
    }


def test_joins_in_any_order_leave_no_chain_and_no_cycle(ada: Agent) -> None:
    """Whatever links there are: each conversation is shown in one that stands for itself."""
    take_in(*(mail(message_id=str(number), text=str(number)) for number in range(4)))
    a, b, c, d = Conversation.objects.order_by("id")
    Link.objects.all().delete()
    for one, other in ((b, a), (c, b), (a, c), (d, c), (b, d)):
        link = Link.objects.create(conversation=one, other=other, kind="continuation", evidence="x", created_at=NOW)
        settle_link(link, True, ada, NOW)
    assert [one.joined_to for one in Conversation.objects.order_by("id")] == [None, a, a, a]


def test_closing_what_was_joined_meanwhile_closes_what_it_is_shown_as(ada: Agent) -> None:
    """Somebody's page is a minute old."""
    take_in(mail(), mail(message_id="two", text="Still not."))
    old = Link.objects.get().conversation
    settle_link(Link.objects.get(), True, ada, NOW)
    close(old, ada, NOW)
    assert Conversation.objects.get(joined_to=None).status == Conversation.CLOSED


def test_what_was_quarantined_can_become_a_conversation(ada: Agent) -> None:
    """A person says who it is from; a second one is told that it is done."""
    take_in(mail().replace(b"From: Ana Novak <ana@nordbake.example>\r\n", b""))
    delivery = Delivery.objects.get()
    made = release(delivery, "Ana@Nordbake.example", "Ana", "", ada, NOW)
    assert isinstance(made, Conversation)
    assert (made.customer.name, made.subject) == ("Ana", "The blue kettle")
    assert isinstance(release(delivery, "ana@nordbake.example", "Ana", "", ada, NOW), Refused)
    assert Delivery.objects.get().state == Delivery.FILED


def test_bytes_without_form_can_become_a_conversation_too(ada: Agent) -> None:
    """Nothing was readable; the bytes are the text."""
    take_in(b"\x00\x01 nothing that looks like mail \xff")
    delivery = Delivery.objects.get()
    if delivery.state == Delivery.QUARANTINED:
        assert isinstance(release(delivery, "ana@nordbake.example", "Ana", "Scrap", ada, NOW), Conversation)
