"""Answers that have not left, when what they answer goes to another conversation."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from regulars.book.models import Conversation, Message, Moment
from regulars.conversations import acts
from regulars.conversations.drafts.acts import Place, save
from regulars.conversations.drafts.rules import Save, Written
from regulars.conversations.models import Draft, Outgoing
from regulars.conversations.sending.acts import undo
from regulars.intake.models import Inbox
from regulars.staff.models import Agent
from tests import builders, outbox
from tests.mails import BORIS, NOW, mail, reply, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FOR_BORIS = [["Boris Okafor", "boris@veloworks.example"]]


@pytest.fixture
def ada() -> Agent:
    return builders.agent()


@pytest.fixture
def inbox() -> Inbox:
    return outbox.sending_inbox()


def merged(ada: Agent) -> tuple[Conversation, Conversation]:
    """Ana's conversation, and Boris's, which somebody has taken for the same matter."""
    take_in(mail(), mail(BORIS, "A bent wheel", "My wheel is bent.", message_id="two@veloworks.example"))
    anas, boriss = Conversation.objects.order_by("id")
    assert acts.merge(boriss, anas, ada, NOW, "merged") is None
    return anas, boriss


def by_undo(anas: Conversation, boriss: Conversation, ada: Agent) -> None:
    acts.undo("merged", ada, NOW)


def by_split(anas: Conversation, boriss: Conversation, ada: Agent) -> None:
    acts.split(anas, Moment.objects.get(conversation=boriss), ada, NOW)


@pytest.mark.parametrize("apart", [by_undo, by_split])
def test_what_was_to_leave_later_quotes_no_stranger(
    inbox: Inbox, ada: Agent, apart: Callable[[Conversation, Conversation, Agent], None]
) -> None:
    anas, boriss = merged(ada)
    take_in(reply("one@nordbake.example", message_id="three", text="And the lid is gone."))
    seen = Moment.objects.get(conversation=boriss).pk
    later = outbox.held(anas, text="We straighten it.", to=FOR_BORIS, seen=seen)
    apart(anas, boriss, ada)
    outbox.queueing.go(later.pk, timezone.now())
    sent = outbox.again(later)
    assert sent.state == Outgoing.QUEUED
    moment = Moment.objects.get(pk=sent.moment_id)
    assert moment.conversation == boriss
    text = Message.objects.get(moment=moment).text
    assert "My wheel is bent." in text
    assert "kettle" not in text
    assert "It does not boil." not in text


def split_at_the_second(ada: Agent) -> tuple[Conversation, list[Moment]]:
    """Two messages of Ana's in one conversation."""
    take_in(mail())
    take_in(reply("one@nordbake.example", message_id="two", text="Something else: the red one."))
    return Conversation.objects.get(), list(Moment.objects.order_by("id"))


def test_a_reply_and_a_held_mail_go_with_what_they_answer_and_come_back(inbox: Inbox, ada: Agent) -> None:
    first, (_one, two) = split_at_the_second(ada)
    held = outbox.held(first, seen=two.pk)
    draft = outbox.draft(first, "About the red one", seen=two.pk)
    note = outbox.draft(first, "She likes red.", kind=Draft.NOTE, seen=two.pk)
    made = acts.split(first, two, ada, NOW, "b1")
    assert isinstance(made, Conversation)
    assert outbox.again(held).conversation == made
    assert [Draft.objects.get(pk=one.pk).conversation for one in (held.draft, draft, note)] == [made, made, first]
    acts.undo("b1", ada, NOW)
    back = undo(outbox.again(held), ada, NOW)
    assert isinstance(back, Draft)
    assert (back.conversation, back.text) == (first, "We send a new one.\n\nAbout the red one")
    assert Conversation.objects.get(pk=made.pk).joined_to == first


def test_what_answers_an_earlier_message_stays(inbox: Inbox, ada: Agent) -> None:
    first, (one, two) = split_at_the_second(ada)
    held, draft = outbox.held(first, seen=one.pk), outbox.draft(first, seen=one.pk)
    acts.split(first, two, ada, NOW)
    assert outbox.again(held).conversation == first
    assert Draft.objects.get(pk=draft.pk).conversation == first


def test_what_a_colleague_types_meanwhile_is_kept_with_it(inbox: Inbox, ada: Agent) -> None:
    """Their page knows nothing of it yet."""
    first, (_one, two) = split_at_the_second(ada)
    leo = builders.agent("lead")
    draft = outbox.draft(first, "About", agent=leo, seen=two.pk, tab="a", turn=1, version=1)
    made = acts.split(first, two, ada, NOW)
    place = Place(draft.public_id, conversation=first.pk, seen=two.pk)
    kept = save(leo, place, Save(Written("About the red one"), version=1, tab="a", turn=2), NOW + timedelta(minutes=1))
    assert isinstance(kept, Draft)
    assert (kept.conversation, kept.text) == (made, "About the red one")


def test_what_was_begun_on_either_side_of_a_merge_is_there(inbox: Inbox, ada: Agent) -> None:
    take_in(mail(), mail(BORIS, "A bent wheel", "My wheel is bent.", message_id="two@veloworks.example"))
    anas, boriss = Conversation.objects.order_by("id")
    here, there = outbox.draft(anas, "We send a new kettle."), outbox.draft(boriss, "We straighten the wheel.")
    acts.merge(boriss, anas, ada, NOW)
    client, at = builders.signed_in(), f"/conversations/{anas.public_id}"
    shown = client.get(at).content.decode()
    assert "We send a new kettle.</textarea>" in shown
    assert "Before the two were merged you began this as well" in shown
    assert "<bdi>We straighten the wheel.</bdi>" in shown
    assert client.post(f"/drafts/{there.public_id}/bring-back").url.startswith(at)
    here.refresh_from_db()
    assert here.text == "We straighten the wheel.\n\nWe send a new kettle."
    assert "Before the two were merged" not in client.get(at).content.decode()
