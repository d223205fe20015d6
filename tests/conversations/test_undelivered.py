"""A reply that did not arrive waits for its writer on Today, until somebody has seen to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regulars.book.models import Conversation
from regulars.conversations.models import Outgoing
from regulars.intake.models import Inbox
from regulars.staff.models import Agent, Team
from tests import builders
from tests.builders import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def lost(on: Conversation, writer: Agent, state: str, answer: str = "") -> Outgoing:
    """A reply of theirs of which this has become an hour ago."""
    inbox = on.inbox or Inbox.objects.create(address="help@desk.example")
    ago = timezone.now() - timedelta(hours=1)
    times = {"created_at": ago, "send_at": ago, "queued_at": ago, "settled_at": ago}
    return Outgoing.objects.create(conversation=on, inbox=inbox, agent=writer, state=state, answer=answer, **times)


def kettle() -> Conversation:
    """Ana's, which was answered a day ago."""
    on = builders.conversation(builders.customer())
    builders.messages(on, ["It does not boil.", "We send a new one."], timezone.now() - timedelta(days=1))
    return on


def today(who: str = "agent", path: str = "/today") -> str:
    """What somebody's page says."""
    shown: str = signed_in(who).get(path).content.decode()
    return shown


@pytest.mark.parametrize(
    ("state", "answer", "said"),
    [
        ("bounced", "550 5.1.1 user unknown", "The reply came back. There is no such address."),
        ("failed", "552 5.2.2 mailbox full", "The reply could not be sent. The mailbox is full."),
        ("unsure", "", "Nobody knows whether the reply left."),
    ],
)
def test_it_says_what_became_of_it(state: str, answer: str, said: str) -> None:
    on = kettle()
    lost(on, builders.agent(), state, answer)
    assert said in today()
    assert f"/conversations/{on.public_id}#latest" in today()


@pytest.mark.parametrize("state", ["sent", "queued", "held", "undone"])
def test_what_arrived_or_may_still_does_not(state: str) -> None:
    lost(kettle(), builders.agent(), state)
    assert "Nothing waits" in today()


def test_it_waits_for_its_writer_and_for_no_other_but_a_lead() -> None:
    lost(kettle(), builders.agent(), "bounced")
    assert "The reply came back" not in today("lead")
    assert "The reply came back" in today("lead", "/today/team")


def test_of_who_has_left_it_is_everybodys() -> None:
    writer = builders.agent("lead")
    lost(kettle(), writer, "bounced")
    assert "The reply came back" not in today()
    Agent.objects.filter(pk=writer.pk).update(is_active=False)
    assert "The reply came back" in today()


def test_it_is_not_told_to_who_may_not_see_the_conversation() -> None:
    on = kettle()
    lost(on, builders.agent(), "bounced")
    hidden = Inbox.objects.create(address="board@desk.example")
    hidden.teams.add(Team.objects.create(name="Board"))
    Conversation.objects.filter(pk=on.pk).update(inbox=hidden)
    assert "The reply came back" not in today()


@pytest.mark.parametrize("joined", [False, True])
def test_a_word_with_the_customer_since_settles_it(*, joined: bool) -> None:
    on = kettle()
    lost(on, builders.agent(), "bounced")
    into = builders.conversation(on.customer, "The lid") if joined else on
    Conversation.objects.filter(pk=on.pk).update(joined_to=into if joined else None)
    assert "The reply came back" in today()
    builders.messages(into, ["", "To your other address, then."], timezone.now())
    assert "The reply came back" not in today()


def test_what_machines_wrote_since_settles_nothing() -> None:
    on = kettle()
    lost(on, builders.agent(), "bounced")
    builders.messages(on, ["I am away until Monday."], timezone.now())
    on.moments.filter(at__gt=timezone.now() - timedelta(hours=1)).update(automatic="vacation")
    assert "The reply came back" in today()
