"""Notices: who is told of what, and when it counts as seen."""

import pytest

from regulars.conversations.models import Notice
from regulars.conversations.notices import acts, rules
from regulars.engine.models import Outbox
from tests.builders import NOW, agent, conversation, customer

pytestmark = pytest.mark.django_db


def test_an_agent_is_told_and_their_pages_hear_of_it() -> None:
    ada, leo = agent(), agent("lead")
    on = conversation(customer())
    acts.notify(ada.pk, "mentioned", on, NOW, by_id=leo.pk, words="Could you\nlook at this?")
    notice = Notice.objects.get()
    assert (notice.agent, notice.by, notice.words, notice.seen_at) == (ada, leo, "Could you look at this?", None)
    assert Outbox.objects.latest("pk").payload["topics"] == [f"agent:{ada.public_id}"]


def test_nobody_is_told_of_their_own_doing() -> None:
    ada = agent()
    acts.notify(ada.pk, "assigned", conversation(customer()), NOW, by_id=ada.pk)
    assert not Notice.objects.exists()


def test_five_answers_of_a_customer_are_one_notice_until_it_was_seen() -> None:
    ada, on = agent(), conversation(customer())
    for _ in range(5):
        acts.notify(ada.pk, "reply", on, NOW)
    assert Notice.objects.count() == 1
    assert acts.seen(ada, NOW, conversation=on) == 1
    acts.notify(ada.pk, "reply", on, NOW)
    assert Notice.objects.count() == 2


def test_each_failed_mail_is_told_of() -> None:
    ada, on = agent(), conversation(customer())
    acts.notify(ada.pk, "bounced", on, NOW, words="No such user")
    acts.notify(ada.pk, "bounced", on, NOW, words="Mailbox full")
    assert Notice.objects.count() == 2


def test_only_ones_own_are_seen() -> None:
    ada, leo, on = agent(), agent("lead"), conversation(customer())
    acts.notify(ada.pk, "held", on, NOW)
    acts.notify(leo.pk, "held", on, NOW)
    hers = Notice.objects.get(agent=ada)
    assert acts.seen(leo, NOW, notice_id=hers.pk) == 0
    assert acts.seen(ada, NOW) == 1
    assert Notice.objects.filter(seen_at=None).get().agent == leo


def test_an_unknown_kind_is_a_fault_in_the_program() -> None:
    with pytest.raises(ValueError, match="no kind of notice"):
        acts.notify(agent().pk, "praised", conversation(customer()), NOW)


def test_long_words_are_cut_with_a_sign_of_it() -> None:
    assert len(rules.shortened("word " * 200)) <= rules.LONGEST_WORDS
    assert rules.shortened("word " * 200).endswith("…")
