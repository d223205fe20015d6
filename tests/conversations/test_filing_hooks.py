"""What a customer's message does to a conversation that was put away."""

from datetime import timedelta

import pytest

from regulars.book.models import Conversation, Moment
from regulars.conversations import acts
from regulars.conversations.acts.rules import projected
from regulars.conversations.models import Event
from regulars.engine.models import Outbox
from tests.builders import agent
from tests.mails import ANA, BORIS, NOW, mail, reply, take_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def the_one() -> Conversation:
    """The only conversation there is."""
    return Conversation.objects.get()


def test_a_message_wakes_what_sleeps_until_a_time() -> None:
    take_in(mail())
    acts.snooze(the_one(), LATER, agent(), NOW)
    take_in(reply("one@nordbake.example", message_id="two"))
    assert (the_one().status, the_one().snoozed_until) == (Conversation.OPEN, None)
    assert Event.objects.get(kind="woken").payload["because"] == "reply"


def test_a_message_wakes_what_sleeps_until_they_write_and_reopens_what_is_closed() -> None:
    take_in(mail())
    acts.snooze(the_one(), None, agent(), NOW)
    take_in(reply("one@nordbake.example", message_id="two"))
    acts.close(the_one(), agent(), NOW)
    take_in(reply("one@nordbake.example", message_id="three"))
    assert the_one().status == Conversation.OPEN
    assert [event.kind for event in Event.objects.order_by("id")] == [
        "opened",
        "snoozed",
        "woken",
        "closed",
        "reopened",
    ]


def test_a_machine_wakes_nobody() -> None:
    take_in(mail())
    acts.snooze(the_one(), LATER, agent(), NOW)
    away = mail(
        message_id="away", headers=[("Auto-Submitted", "auto-replied"), ("In-Reply-To", "<one@nordbake.example>")]
    )
    take_in(away)
    assert the_one().status == Conversation.SNOOZED


def test_spam_stays_spam_and_its_sender_is_kept_there() -> None:
    take_in(mail(BORIS))
    acts.spam(the_one(), agent(), NOW)
    before = Outbox.objects.filter(kind="moment").count()
    take_in(reply("one@nordbake.example", BORIS, message_id="two"), mail(BORIS, "Buy now", message_id="three"))
    assert set(Conversation.objects.values_list("status", flat=True)) == {Conversation.SPAM}
    assert Moment.objects.count() == 3
    assert Outbox.objects.filter(kind="moment").count() == before


def test_not_spam_tells_of_what_came_meanwhile() -> None:
    take_in(mail(BORIS))
    acts.spam(the_one(), agent(), NOW)
    take_in(reply("one@nordbake.example", BORIS, message_id="two"))
    came = Moment.objects.order_by("-id")[0]
    acts.not_spam(the_one(), agent(), NOW)
    assert the_one().status == Conversation.OPEN
    assert came.pk in [row.payload["id"] for row in Outbox.objects.filter(kind="moment")]


def test_a_customer_one_knows_is_no_spammer_for_one_mail() -> None:
    take_in(mail(), mail(message_id="two", subject="Another matter"))
    acts.spam(Conversation.objects.order_by("id")[0], agent(), NOW)
    take_in(mail(message_id="three", subject="A third matter"))
    assert Conversation.objects.order_by("-id")[0].status == Conversation.OPEN


def test_the_columns_are_what_the_events_say_with_mail_between() -> None:
    take_in(mail())
    acts.snooze(the_one(), LATER, agent(), NOW)
    take_in(reply("one@nordbake.example", ANA, message_id="two"))
    acts.assign(the_one(), agent(), agent(), NOW)
    acts.close(the_one(), agent(), NOW)
    says = projected(Event.objects.order_by("id").values_list("kind", "payload"))
    on = the_one()
    assert says == {"status": on.status, "snoozed_until": on.snoozed_until, "assignee": on.assignee_id}
