"""When a record changes, what we said is held against it, and shows itself until somebody honours it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from regulars.book.models import Conversation, Customer, Moment, Reward, Task
from regulars.engine.models import Job, Outbox
from regulars.engine.outbox import Entry
from regulars.practices.promises.checking.afterwards import look_back
from regulars.practices.promises.checking.tasks import look, pass_on, spoken_to, spread
from regulars.practices.promises.models import Answer, Contradiction
from regulars.staff.models import Agent
from tests import builders
from tests.builders import signed_in
from tests.practices.promises.cast import promised
from tests.practices.promises.test_checks import reward

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """The days of the week stand still."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def told() -> Conversation:
    """Ana was told last week that her reward ends on Monday 23 November."""
    ana = builders.customer()
    ana.time_zone = "Europe/Berlin"
    ana.save()
    on = builders.conversation(ana)
    builders.messages(on, ["Until when?", "Your reward expires on Monday 23 November."], NOW - timedelta(days=7))
    Moment.objects.filter(conversation=on, direction="out").update(agent=builders.agent())
    return on


def found(customer: Customer) -> Any:
    """Look, and give back the one row."""
    look_back(customer, Contradiction.CHANGED, NOW)
    return Contradiction.objects.get()


def test_a_reward_that_ends_earlier_shows_itself_at_once(told: Conversation) -> None:
    reward(told.customer, "2026-11-22T23:59:00")
    row = found(told.customer)
    assert (row.sort, row.state, row.agent.name, row.said_local) == (
        "reward",
        "open",
        "Ada Byrne",
        "2026-11-23T23:59:00",
    )
    client = signed_in()
    for page in (f"/customers/{told.customer.public_id}", f"/conversations/{told.public_id}", "/today"):
        shown = client.get(page).content.decode()
        assert f"/contradictions/{row.public_id}" in shown, page
    assert f'data-line="contradiction:{row.public_id}" data-matter="{told.public_id}"' in shown
    assert "today" in Outbox.objects.latest("pk").payload["topics"]
    assert look_back(told.customer, Contradiction.CHANGED, NOW) == 0


def test_what_somebody_wrote_who_is_not_there_is_everybodys(told: Conversation) -> None:
    """It is theirs over lunch."""
    reward(told.customer, "2026-11-22T23:59:00")
    path, leo = f"/contradictions/{found(told.customer).public_id}", signed_in("lead")
    for hours, seen in ((1, False), (3, True)):
        Agent.objects.filter(role="agent").update(away_since=NOW - timedelta(hours=hours))
        assert (path in leo.get("/today").content.decode()) == seen


@pytest.mark.parametrize("way", ["import", "change"])
def test_records_that_come_in_are_looked_at_by_jobs(told: Conversation, way: str) -> None:
    reward(told.customer, "2026-11-22T23:59:00")
    times = {"received_at": NOW, "recorded_at": NOW, "at": NOW}
    of = {"customer": told.customer, "birth_customer": told.customer, "kind": "reward.granted", "history": True}
    moment = Moment.objects.create(**of, **times)
    told_by = {
        "import": ("moments", {"topics": ["imports"], "ids": [moment.pk]}),
        "change": ("moment", {"customer": told.customer.pk, "kind": moment.kind, "id": moment.pk}),
    }
    pass_on([Entry(1, *told_by[way], NOW)])
    for job in Job.objects.filter(kind="contradictions.spread"):
        spread.run(job.payload)
    look.run(Job.objects.get(kind="contradictions.look").payload)
    assert Contradiction.objects.get().found == {"import": "imported", "change": "changed"}[way]


def test_anybody_honours_it_and_the_record_is_asked_to_follow(told: Conversation) -> None:
    reward(told.customer, "2026-11-22T23:59:00")
    row = found(told.customer)
    path = f"/contradictions/{row.public_id}"
    assert signed_in("lead").get(path).status_code == 200
    answer = signed_in("lead").post(f"{path}/honour", {"reason": "Two nights", "cost": "80.00", "currency": "EUR"})
    assert answer.status_code == 302
    made = Answer.objects.get()
    assert (made.kind, made.agent.name if made.agent else "", made.cost) == (Answer.HONOURED, "Leo Marsh", 8000)
    assert Task.objects.get().title == "Extend Winter stay to Monday, 23 November"
    again = signed_in().post(f"{path}/honour", {"reason": "", "cost": "", "currency": ""})
    assert (again.status_code, Answer.objects.count()) == (422, 1)
    settled = again.content.decode()
    assert "Somebody has settled this meanwhile" in settled
    assert "On record it was Sunday, 22 November in Berlin when this was found." in settled
    assert path not in signed_in().get(f"/customers/{told.customer.public_id}").content.decode()


@pytest.mark.sqlite
@pytest.mark.parametrize("by", ["words", "promise"])
def test_words_that_stand_in_the_ledger_too_are_one_matter(told: Conversation, by: str) -> None:
    club = reward(told.customer, "2026-11-22T23:59:00")
    row = found(told.customer)
    moment = Moment.objects.get(conversation=told, direction="out")
    where = {"quote": "Your reward expires on Monday", "span": (0, 29), "moment": moment, "conversation": told}
    made = promised(told.customer, sort="reward", concerns=f"reward:{club.public_id}", **where)
    leo = signed_in("lead")
    assert f'action="/promises/{made.public_id}/honour"' in leo.get(f"/contradictions/{row.public_id}").content.decode()
    path = f"/contradictions/{row.public_id}" if by == "words" else f"/promises/{made.public_id}"
    assert leo.post(f"{path}/honour", {"cost": "80.00", "currency": "EUR"}).status_code == 302
    row.refresh_from_db()
    made.refresh_from_db()
    assert (row.state, made.state, made.outcomes.get().cost) == (Answer.HONOURED, "kept", 8000)


def test_a_record_that_agrees_by_now_settles_it(told: Conversation) -> None:
    kept = reward(told.customer, "2026-11-22T23:59:00")
    found(told.customer)
    Reward.objects.filter(pk=kept.pk).update(
        expires_local="2026-11-23T23:59:00", expires_at=datetime(2026, 11, 23, 22, 59, tzinfo=UTC)
    )
    row = found(told.customer)
    assert (row.state, Answer.objects.get().agent) == (Answer.FOLLOWED, None)


def test_of_an_import_only_those_are_looked_at_to_whom_we_said_something(told: Conversation) -> None:
    other = builders.customer("Boris Okafor", "boris@veloworks.example")
    times = {"received_at": NOW, "recorded_at": NOW, "at": NOW}
    ids = [
        Moment.objects.create(kind="reward.granted", customer=one, birth_customer=one, history=True, **times).pk
        for one in (told.customer, other)
    ]
    assert spoken_to(ids) == [told.customer.pk]
