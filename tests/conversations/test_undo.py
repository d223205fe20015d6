"""Acts on rows, and taking them back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.book.models import Conversation, Moment
from regulars.conversations import acts
from regulars.conversations.acts.change import standings
from regulars.conversations.acts.rules import projected
from regulars.conversations.models import Event, Link, Move, Notice, Tag
from regulars.staff.models import Agent
from tests.builders import NOW, agent, conversation, customer, messages
from tests.mails import ANA, BORIS, mail, reply, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SOON = NOW + timedelta(hours=3)


@pytest.fixture
def ada() -> Agent:
    """An agent."""
    return agent()


def columns(on: Conversation) -> tuple[Any, ...]:
    """All that acts change of it."""
    stands = standings([on.pk])[on.pk]
    return (stands.status, stands.assignee, stands.snoozed_until, stands.joined_to, stands.last_at, stands.tags)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "act",
    [
        lambda on, by, batch: acts.close(on, by, NOW, batch),
        lambda on, by, batch: acts.snooze(on, SOON, by, NOW, "She is away", batch),
        lambda on, by, batch: acts.snooze(on, None, by, NOW, "", batch),
        lambda on, by, batch: acts.assign(on, by, by, NOW, batch),
        lambda on, by, batch: acts.tag(on, "Late delivery", by, NOW, batch),
        lambda on, by, batch: acts.spam(on, by, NOW, batch),
    ],
)
def test_each_act_is_one_event_and_goes_back(act: Callable[..., Refused | None], ada: Agent) -> None:
    on = conversation(customer())
    before = columns(on)
    assert act(on, ada, "b1") is None
    assert act(on, ada, "b1") is None
    assert Event.objects.count() == 1
    assert columns(on) != before
    assert acts.undo("b1", ada, NOW) == acts.Undone(1)
    assert columns(on) == before
    assert acts.undo("b1", ada, NOW) == acts.Undone(0)
    assert Event.objects.count() == 2


def test_what_somebody_changed_since_stays_and_is_told(ada: Agent) -> None:
    on, leo = conversation(customer()), agent("lead")
    acts.assign(on, ada, ada, NOW, "b1")
    acts.assign(on, leo, leo, NOW)
    answer = acts.undo("b1", ada, NOW)
    assert isinstance(answer, acts.Undone)
    assert "Leo Marsh has changed it since" in answer.refused[on.pk].reason
    on.refresh_from_db()
    assert on.assignee_id == leo.pk


def test_nobody_takes_back_what_another_did(ada: Agent) -> None:
    acts.close(conversation(customer()), ada, NOW, "b1")
    assert isinstance(acts.undo("b1", agent("lead"), NOW), Refused)
    assert isinstance(acts.undo("", ada, NOW), Refused)


def test_a_batch_of_different_acts_goes_back_as_one(ada: Agent) -> None:
    on = conversation(customer())
    before = columns(on)
    for act in (acts.close, acts.reopen, acts.close):
        act(on, ada, NOW, "b1")
    acts.tag(on, "vip", ada, NOW, "b1")
    acts.assign(on, ada, ada, NOW, "b1")
    acts.undo("b1", ada, NOW)
    assert columns(on) == before


def test_who_is_given_something_is_told_until_it_is_taken_back(ada: Agent) -> None:
    leo = agent("lead")
    acts.assign(conversation(customer()), leo, ada, NOW, "b1")
    assert Notice.objects.filter(agent=leo, kind="assigned").count() == 1
    acts.undo("b1", ada, NOW)
    assert not Notice.objects.exists()


def test_tags_of_one_name_are_one(ada: Agent) -> None:
    on = conversation(customer())
    for name in ("Late  delivery", "late delivery", " LATE DELIVERY "):
        acts.tag(on, name, ada, NOW)
    assert Tag.objects.get().name == "Late delivery"
    assert Event.objects.count() == 1
    assert isinstance(acts.tag(on, "x" * 41, ada, NOW), Refused)
    acts.untag(on, "late delivery", ada, NOW)
    assert not on.taggings.exists()


def test_a_merge_goes_back_with_all_that_came_along(ada: Agent) -> None:
    take_in(mail(), mail(BORIS, "Bent", message_id="two"))
    one, two = Conversation.objects.order_by("id")
    acts.tag(two, "vip", ada, NOW)
    acts.close(one, ada, NOW)
    before = columns(one), columns(two)
    assert acts.merge(two, one, ada, NOW, "b1") is None
    one.refresh_from_db()
    assert one.status == Conversation.OPEN
    assert one.taggings.count() == 1
    take_in(reply("two", BORIS, message_id="three"))
    assert Moment.objects.filter(conversation=one).count() == 2
    acts.undo("b1", ada, NOW)
    assert columns(two) == before[1]
    take_in(reply("two", BORIS, message_id="four"))
    assert Moment.objects.filter(conversation=two).count() == 2


def test_a_settled_suggestion_can_be_asked_again(ada: Agent) -> None:
    take_in(mail(), mail(message_id="two", text="Still not."))
    link = Link.objects.get()
    for accept in (True, False):
        assert acts.settle_link(link, accept, ada, NOW, f"b{accept}") is None
        acts.undo(f"b{accept}", ada, NOW)
        link.refresh_from_db()
        assert link.state == Link.SUGGESTED
    assert not Conversation.objects.exclude(joined_to=None).exists()


def test_a_split_takes_what_follows_and_its_answers(ada: Agent) -> None:
    take_in(mail())
    take_in(reply("one@nordbake.example", message_id="two", text="Something else: the red one."))
    take_in(reply("two", message_id="three"))
    first = Conversation.objects.get()
    second = Moment.objects.order_by("id")[1]
    made = acts.split(first, second, ada, NOW, "b1")
    assert isinstance(made, Conversation)
    assert made.preview == "It does not boil."
    assert Moment.objects.filter(conversation=made).count() == 2
    take_in(reply("two", message_id="four"))
    take_in(reply("one@nordbake.example", message_id="five"))
    assert Moment.objects.filter(conversation=made).count() == 3
    assert Moment.objects.filter(conversation=first).count() == 2
    assert Move.objects.count() == 2
    acts.undo("b1", ada, NOW)
    assert Moment.objects.filter(conversation=first).count() == 4
    made.refresh_from_db()
    assert made.joined_to == first


def test_nothing_is_split_off_before_the_first(ada: Agent) -> None:
    on = conversation(customer())
    first = messages(on, ["One."])[0]
    assert isinstance(acts.split(on, first, ada, NOW), Refused)


def test_what_was_joined_long_ago_is_taken_out_by_its_first_message(ada: Agent) -> None:
    take_in(mail(), mail(BORIS, "Bent", message_id="two"))
    one, two = Conversation.objects.order_by("id")
    acts.merge(two, one, ada, NOW)
    assert acts.split(one, Moment.objects.get(conversation=two), ada, NOW) == two
    two.refresh_from_db()
    assert two.joined_to is None


def test_two_beside_each_other(ada: Agent) -> None:
    ana = customer()
    one, two = conversation(ana), conversation(ana, "Another")
    assert acts.link(one, two, ada, NOW, "b1") is None
    assert acts.link(two, one, ada, NOW) is None
    assert Link.objects.get().kind == Link.RELATED
    acts.undo("b1", ada, NOW)
    assert Link.objects.get().state == Link.REFUSED
    assert isinstance(acts.link(one, one, ada, NOW), Refused)


def test_what_has_slept_long_enough_is_on_top_again(ada: Agent) -> None:
    on = conversation(customer())
    acts.snooze(on, SOON, ada, NOW)
    assert acts.wake_due(SOON - timedelta(seconds=1)) == 0
    assert acts.wake_due(SOON) == 1
    on.refresh_from_db()
    assert (on.status, on.last_at) == (Conversation.OPEN, SOON)
    assert Event.objects.get(kind="woken").payload["because"] == "time"


def test_what_sleeps_and_is_joined_to_what_is_closed_wakes_there(ada: Agent) -> None:
    ana = customer()
    one, two = conversation(ana), conversation(ana, "Another")
    acts.close(one, ada, NOW)
    acts.snooze(two, SOON, ada, NOW)
    acts.merge(two, one, ada, NOW, "b1")
    assert columns(one)[0] == Conversation.SNOOZED
    assert acts.wake_due(SOON) == 1
    assert columns(one)[0] == Conversation.OPEN


def test_what_was_joined_in_its_sleep_is_in_nobodys_way(ada: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time passes, and it stands no more for itself: it takes no place among those that are woken."""
    monkeypatch.setattr("regulars.conversations.acts.status.WOKEN_AT_ONCE", 1)
    ana = customer()
    one, two, three = (conversation(ana, name) for name in ("One", "Two", "Three"))
    acts.snooze(two, SOON, ada, NOW)
    acts.merge(two, one, ada, NOW)
    acts.snooze(three, SOON + timedelta(minutes=1), ada, NOW)
    assert acts.wake_due(SOON + timedelta(hours=1)) == 1
    assert columns(three)[0] == Conversation.OPEN


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5)), max_size=12))
def test_the_columns_are_what_the_events_say(steps: list[tuple[int, int]]) -> None:
    """Whatever people do and take back, in whatever order."""
    ada, leo = agent(), agent("lead")
    on = Conversation.objects.first() or conversation(customer())
    start = projected([("start", {"after": {"status": "open", "assignee": None, "snoozed_until": None}})])
    Event.objects.filter(conversation=on).delete()
    on.taggings.all().delete()
    Conversation.objects.filter(pk=on.pk).update(status="open", assignee=None, snoozed_until=None)
    does: list[Callable[[str], object]] = [
        lambda batch: acts.close(on, ada, NOW, batch),
        lambda batch: acts.reopen(on, ada, NOW, batch),
        lambda batch: acts.snooze(on, SOON, ada, NOW, "", batch),
        lambda batch: acts.assign(on, leo, ada, NOW, batch),
        lambda batch: acts.assign(on, None, ada, NOW, batch),
        lambda batch: acts.tag(on, "vip", ada, NOW, batch),
        lambda batch: acts.spam(on, ada, NOW, batch),
    ]
    for what, number in steps:
        if what < len(does):
            does[what](f"b{number}")
        else:
            acts.undo(f"b{number}", ada, NOW)
    events = Event.objects.filter(conversation=on).order_by("id").values_list("kind", "payload")
    stands = standings([on.pk])[on.pk]
    says = start | projected(events)
    assert {key: stands.value(key) for key in says} == says


def test_ana_is_not_bothered_by_a_stranger_to_the_split(ada: Agent) -> None:
    """Who was on the old one may answer on the new one."""
    take_in(mail(), reply("one@nordbake.example", message_id="two"))
    first = Conversation.objects.get()
    made = acts.split(first, Moment.objects.order_by("id")[1], ada, NOW)
    take_in(reply("two", ANA, message_id="three"))
    assert isinstance(made, Conversation)
    assert Conversation.objects.count() == 2
