"""Sending at the same moment, with real threads."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from regulars.base.ids import public_id
from regulars.book.models import Conversation
from regulars.channels.contract import Address
from regulars.conversations.drafts import dispatch
from regulars.conversations.drafts.acts import Place
from regulars.conversations.drafts.rules import Passed, Save, Written
from regulars.conversations.models import Attempt, Outgoing
from regulars.conversations.sending import outcomes
from regulars.intake.submission import Answer
from regulars.staff.models import Agent
from tests import builders, outbox
from tests.conversations.sending_inbox import connect
from tests.pace import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def on() -> Conversation:
    """Ana's kettle, in an inbox that can send."""
    made = builders.conversation(builders.customer())
    connect(made.inbox)
    return made


def test_two_people_who_send_in_the_same_moment(on: Conversation) -> None:
    """One goes and the other is stopped, on both engines: it is decided while the conversation is locked."""
    agents = [builders.agent("lead"), builders.agent()]
    together = threading.Barrier(2)

    def answer(agent: Agent) -> type:
        together.wait(PATIENCE)
        try:
            text = Written(f"From {agent.name}", "Re: The blue kettle", (Address("", "ana@nordbake.example"),))
            place = Place(public_id(), conversation=on.pk, seen=10**9)
            return type(dispatch.send(agent, place, Save(text), Passed(moment=10**9), timezone.now()))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(answer, agents), key=str)
    assert answers == [dispatch.Going, dispatch.Stopped]
    assert Outgoing.objects.count() == 1


def test_a_draft_that_two_requests_send_at_once_is_one_mail(on: Conversation) -> None:
    agent, draft = builders.agent(), public_id()
    together = threading.Barrier(4)

    def answer(_: int) -> type:
        together.wait(PATIENCE)
        try:
            text = Written("Once.", "Re: The blue kettle", (Address("", "ana@nordbake.example"),))
            return type(
                dispatch.send(
                    agent, Place(draft, conversation=on.pk, seen=10**9), Save(text), Passed(10**9), timezone.now()
                )
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(answer, range(4))) == {dispatch.Going}
    assert Outgoing.objects.count() == 1


def test_an_answer_and_who_takes_over_do_not_wait_for_each_other(
    on: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.sending_inbox()
    mail, now = outbox.queued(on), timezone.now()
    Outgoing.objects.filter(pk=mail.pk).update(state=Outgoing.SENDING)
    attempt = Attempt.objects.create(outgoing=mail, slot=0, started_at=now, handed_at=now)
    locked = outcomes.locked

    def slowly() -> QuerySet[Outgoing]:
        """Long enough for the other to begin between the two rows that each locks."""
        if threading.current_thread().name == "settle":
            locked().get(pk=mail.pk)
            time.sleep(0.3)
        return locked()

    def settle() -> None:
        threading.current_thread().name = "settle"
        outcomes.settle(attempt, Answer(Attempt.SENT, "250 taken"), now, 0.5)
        connection.close()

    def take_over() -> None:
        time.sleep(0.1)
        outcomes.recover(mail.inbox_id, 0, now)
        connection.close()

    monkeypatch.setattr(outcomes, "locked", slowly)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(settle), pool.submit(take_over)]:
            done.result(PATIENCE)
    assert outbox.again(mail).state == Outgoing.SENT
