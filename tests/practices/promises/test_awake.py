"""No conversation sleeps over what somebody else has promised to keep meanwhile."""

from datetime import timedelta

import pytest

from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.conversations import acts
from regulars.conversations.models import Draft, Outgoing
from regulars.practices.promises import acts as promises
from tests.builders import NOW, agent, conversation, customer, signed_in

from .cast import MONDAY, promised

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_what_sleeps_past_the_promise_of_another_stays_awake() -> None:
    ana = customer()
    on, other = conversation(ana), conversation(ana)
    made = promised(ana, conversation=on)
    both, leo = [on.pk, other.pk], agent("lead")
    outcome = acts.snooze_all(both, MONDAY.utc() + DAY, leo, NOW)
    assert list(outcome.refused) == [on.pk]
    assert [one.of.pk for one in outcome.changes] == [other.pk]
    said = outcome.refused[on.pk].reason
    assert said.startswith(f"{agent().name} has promised them “the new kettle is there” by Monday, 23 November.")
    assert isinstance(acts.snooze(on, None, leo, NOW), Refused)
    # Before it is due, by who has to keep it, or by the desk itself, it may sleep.
    assert acts.snooze(on, MONDAY.utc() - DAY, leo, NOW) is None
    assert acts.snooze(on, MONDAY.utc() + DAY, agent(), NOW) is None
    assert acts.snooze(on, None, None, NOW) is None
    acts.reopen(on, leo, NOW)
    promises.hand_over(made, leo, leo, NOW)
    assert acts.snooze(on, None, leo, NOW) is None


def test_the_promise_on_what_was_joined_counts_where_it_is_shown() -> None:
    ana = customer()
    whole, part = conversation(ana), conversation(ana)
    promised(ana, conversation=part)
    Conversation.objects.filter(pk=part.pk).update(joined_to=whole)
    assert isinstance(acts.snooze(whole, None, agent("lead"), NOW), Refused)
    assert isinstance(acts.snooze(part, None, agent("lead"), NOW), Refused)


def test_an_answer_that_would_put_it_off_is_kept_and_not_sent() -> None:
    ana = customer()
    on = conversation(ana)
    promised(ana, conversation=on)
    text = "We are at it."
    asked = {"to": "ana@nordbake.example", "subject": "Re: Kettle", "text": text, "do": "snooze:reply"}
    answer = signed_in("lead").post(f"/conversations/{on.public_id}/write/reply", asked)
    assert answer.status_code == 422
    assert "take the promise over first" in answer.content.decode()
    assert Draft.objects.get().text == text
    assert not Outgoing.objects.exists()
