"""The record is to follow what was said: its own system is asked, and nothing is called done before they say so."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from regulars.book.acts import complete
from regulars.book.leaving.whose import whose
from regulars.book.models import Conversation, Reward, Task
from regulars.engine.outbox import Entry
from regulars.gestures.models import Sending
from regulars.gestures.webhooks import acts as webhooks
from regulars.gestures.webhooks import sending
from regulars.practices.promises.checking import acts
from regulars.practices.promises.checking.acts import Place, note
from regulars.practices.promises.checking.afterwards import contradicted, look_back
from regulars.practices.promises.checking.belonging import erase
from regulars.practices.promises.checking.checks import key_of
from regulars.practices.promises.checking.tasks import pass_on
from regulars.practices.promises.models import Answer, Contradiction
from tests import builders
from tests.builders import signed_in
from tests.gestures.shop import NO, Shop
from tests.gestures.test_webhooks import set_up, verified, work
from tests.practices.promises.test_checks import reward

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
CODES = ("record.reward", "record.delivery")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that stands: its last time is now."""
    times = [NOW]
    monkeypatch.setattr(timezone, "now", lambda: times[-1])
    return times


@pytest.fixture
def club() -> Iterator[Shop]:
    """The system that has the rewards, on the loopback."""
    made = Shop()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def told() -> Conversation:
    """Ana was told that her reward is good until Monday; it ends on Sunday."""
    ana = builders.customer()
    ana.time_zone = "Europe/Berlin"
    ana.save()
    on = builders.conversation(ana)
    builders.messages(on, ["Until when?", "Your reward expires on Monday 23 November."], NOW - timedelta(days=7))
    reward(ana, "2026-11-22T23:59:00")
    return on


def asked(on: Conversation) -> Contradiction:
    """An agent lets the record follow."""
    said = next(iter(contradicted(on.customer, NOW)))
    row = note(said.found, key_of(on.customer, said.found), Place(on.customer, on), Contradiction.WRITING, NOW)
    acts.follow(row, said.found, builders.agent(), NOW)
    return row


def state(row: Contradiction) -> str:
    """As it stands."""
    row.refresh_from_db()
    return row.state


def tasks() -> list[str]:
    """The reasons of what a person is to do."""
    return list(Task.objects.filter(done_at=None).values_list("reason", flat=True))


@pytest.mark.slow
def test_its_system_is_asked_and_the_record_follows_once_it_says_so(told: Conversation, club: Shop) -> None:
    set_up(club.address, *CODES)
    row = asked(told)
    assert (state(row), tasks()) == ("asked", [])
    work()
    headers, body = club.got[0]
    sent = json.loads(body)
    kept = Reward.objects.get()
    assert verified(headers, body)
    assert (sent["type"], sent["data"]["code"], sent["data"]["contradiction"]) == (
        *("record.wanted", "record.reward"),
        row.public_id,
    )
    assert sent["data"]["detail"] == {
        "reward": kept.public_id,
        "programme": "Winter stay",
        "until": {"local": "2026-11-23T23:59:00", "zone": "Europe/Berlin"},
        "holds": {"local": "2026-11-22T23:59:00", "zone": "Europe/Berlin"},
        "source": kept.source,
        "source_id": kept.source_id,
    }
    assert b"Ana" not in body
    assert b"expires on" not in body
    done = Answer.objects.get(kind=Answer.FOLLOWED)
    assert (state(row), done.agent, done.reason, tasks()) == ("followed", None, "Shop", [])


@pytest.mark.slow
def test_refused_for_a_day_it_is_asked_until_it_says_yes(told: Conversation, club: Shop, clock: list[Any]) -> None:
    set_up(club.address, *CODES)
    row = asked(told)
    while clock[-1] < NOW + timedelta(days=1):
        club.answers = [(503, "Later.")]
        work()
        assert (state(row), tasks()) == ("asked", [])
        clock.append(Sending.objects.get().next_at)
    work()
    assert state(row) == "followed"
    assert len({headers["webhook-id"] for headers, _body in club.got}) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("status", "said", "why"), [(404, "", "does not take it"), (200, NO, "sold out")])
def test_refused_for_good_a_person_is_asked_with_the_reason(
    told: Conversation, club: Shop, status: int, said: str, why: str
) -> None:
    set_up(club.address, *CODES)
    row, club.answers = asked(told), [(status, said)]
    work()
    assert state(row) == "asked"
    assert why in tasks()[0]
    shown = signed_in("owner").get("/webhooks").content.decode()
    assert f"/contradictions/{row.public_id}" in shown
    task = Task.objects.get()
    complete(task, builders.agent(), NOW)
    pass_on([Entry(1, "task", {"practice": task.practice, "key": task.key}, NOW)])
    answer = Answer.objects.get(kind=Answer.FOLLOWED)
    assert (state(row), answer.agent) == ("followed", builders.agent())


@pytest.mark.slow
def test_tried_for_three_days_in_vain_a_person_is_asked(told: Conversation, club: Shop, clock: list[Any]) -> None:
    set_up(club.address, *CODES)
    row = asked(told)
    while (one := Sending.objects.get()).state == "waiting":
        clock.append(one.next_at)
        club.answers = [(500, "Broken.")]
        work()
    assert (state(row), one.tries) == ("asked", 10)
    assert "three days" in tasks()[0]
    assert sending.again(one, clock[-1])
    work()
    assert (state(row), tasks()) == ("followed", [])


@pytest.mark.slow
def test_the_record_itself_says_that_it_follows_and_nobody_is_asked_any_more(told: Conversation, club: Shop) -> None:
    set_up(club.address, *CODES)
    row = asked(told)
    look_back(told.customer, Contradiction.CHANGED, NOW)
    assert state(row) == "asked"
    Reward.objects.update(expires_local="2026-11-24T23:59:00", expires_at=datetime(2026, 11, 24, 22, 59, tzinfo=UTC))
    look_back(told.customer, Contradiction.CHANGED, NOW)
    assert (state(row), Sending.objects.get().state) == ("followed", "stopped")
    work()
    assert club.got == []


@pytest.mark.slow
def test_honoured_its_system_is_asked_too_and_what_they_refuse_is_a_persons(told: Conversation, club: Shop) -> None:
    set_up(club.address, *CODES)
    look_back(told.customer, Contradiction.CHANGED, NOW)
    row, club.answers = Contradiction.objects.get(), [(200, NO)]
    acts.honour_words(row, builders.agent(), NOW, "Two nights", 0, "")
    assert (state(row), tasks()) == ("honoured", [])
    work()
    assert (state(row), "sold out" in tasks()[0]) == ("honoured", True)


def test_where_nothing_is_set_or_switched_on_a_person_is_asked(told: Conversation) -> None:
    set_up("http://127.0.0.1:1/none", *CODES, on=False)
    row = asked(told)
    assert (state(row), len(tasks()), Sending.objects.count()) == ("asked", 1, 0)
    client = signed_in()
    assert "The record is to follow" in client.get(f"/contradictions/{row.public_id}").content.decode()
    assert client.post(f"/contradictions/{row.public_id}/followed").status_code == 302
    assert (state(row), tasks()) == ("followed", [])


def test_it_can_be_chosen_among_what_systems_are_asked_for_and_is_off_unless_it_is() -> None:
    assert set(CODES) < set(webhooks.askable())
    assert "Extend a reward to what was promised" in signed_in("owner").get("/webhooks").content.decode()


def test_of_one_who_was_erased_nobody_is_asked(told: Conversation) -> None:
    set_up("http://127.0.0.1:1/none", *CODES)
    row = asked(told)
    erase(whose(told.customer), NOW)
    one = Sending.objects.get()
    assert (one.state, one.body, state(row)) == ("stopped", "", "mistaken")
