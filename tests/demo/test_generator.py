"""A generated desk: its rows are as the truth beside it says, its pages answer, and it can be had again."""

import argparse
import io
import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from regulars.base.commands import COMMANDS
from regulars.book.models import Conversation, Customer, Fact, Message, Moment, Order, OrderLine, Reward, Visit
from regulars.conversations.models import Event
from regulars.demo import commands
from regulars.demo.begun import started
from regulars.demo.generator.acts import Asked, generate, holds_anything
from regulars.demo.generator.bought import bought, is_late, reward
from regulars.demo.generator.lives import live
from regulars.demo.generator.pages import TABLES
from regulars.demo.generator.people import person
from regulars.demo.generator.saying import Saying, day_of
from regulars.demo.generator.talks import talks
from regulars.demo.generator.told import absences, is_away, told
from regulars.demo.generator.told_wordings import ABSENCE, BOOKING, DELIVERY, FIRST, MANNERS, REWARD, SECOND
from regulars.demo.generator.wordings import COMPLAINTS
from regulars.demo.generator.world import World
from tests import builders
from tests.builders import signed_in

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
EVENTFUL = World(failing=0.3, offered=0.3)
SMALL = Asked(40, 11, 3, NOW, EVENTFUL)
Truth = list[dict[str, Any]]
COMPLAINED = {subject for some in COMPLAINTS.values() for subject, _said in some}


def generated(asked: Asked = SMALL) -> Truth:
    """Fill the desk; gives back the lines on its customers."""
    file = io.StringIO()
    generate(asked, file)
    world, *customers = map(json.loads, file.getvalue().splitlines())
    assert world["line"] == "world"
    assert (world["customers"], world["seed"]) == (asked.customers, asked.seed)
    return customers


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_records_hold_together(seed: int) -> None:
    life, chance = live(random.Random(seed), EVENTFUL, 1000), random.Random(seed)
    made = bought(chance, person(chance, 7), life, NOW)
    assert made
    free_from = made[0].at - timedelta(days=1)
    for one in made:
        said, times = one.row.said, one.row.times
        failed = one.purchase.failure is not None
        if one.noun == "order":
            steps = [one.at, times.get(Order.SENT), said["delivered_at"]]
            known = [at for at in steps if at is not None]
            assert known == sorted(known)
            assert known[-1] <= NOW
            assert (said["delivered_at"] is not None) == (said["status"] == Order.DELIVERED)
            is_here_late = said["delivered_at"] is not None and said["delivered_at"] > said["promised_at"]
            assert is_here_late == (failed and is_late(one.purchase))
        else:
            assert times[Visit.BOOKED] < one.at < said["ends_at"]
            assert times[Visit.BOOKED] <= NOW
            assert (said["status"] == Visit.CAME) == (one.at <= NOW)
            # Somebody who lives here already books a table, not another room.
            assert said["what"] == "Dinner" or one.at > free_from - timedelta(hours=20)
            free_from = max(free_from, said["ends_at"])
    for talk in talks(chance, person(chance, 7), made, NOW):
        ats = [letter.at for letter in talk.letters]
        assert ats == sorted(ats)
        assert ats[-1] <= NOW


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6))
def test_what_is_told_lies_ahead_and_is_as_the_records_have_it_or_said_to_be_wrong(seed: int) -> None:
    life, chance = live(random.Random(seed), EVENTFUL, 1000), random.Random(seed)
    who = person(chance, 7)
    made = bought(chance, who, life, NOW)
    rewards = list(reward(chance, who, made, NOW))
    rows = {one.row.source_id: one.row for one in made} | {row.source_id: row for row in rewards}
    for one in told(Saying(chance, who, MANNERS[seed % 2], NOW), made, rewards):
        at = one.talk.letters[-1].at
        assert at <= NOW
        assert day_of(at) < one.says.date()
        if one.about == ABSENCE:
            assert one.contradicts == is_away(one.says.date()) == bool(one.holds)
            assert not is_away(day_of(at))
            continue
        name = {DELIVERY: "promised_local", BOOKING: "starts_local", REWARD: "expires_local"}[one.about]
        holds = datetime.fromisoformat(rows[one.record].said[name])
        assert one.holds == holds.isoformat()
        assert one.contradicts == (one.says != holds)
        # Nothing is said to be wrong that hurts nobody.
        assert one.about != DELIVERY or one.says <= holds
        assert one.about != REWARD or one.says >= holds


def test_each_set_says_each_thing_in_ways_of_its_own() -> None:
    for about in (DELIVERY, BOOKING, REWARD, ABSENCE):
        assert len(set(FIRST[about])) >= 27
        assert len(set(SECOND[about])) >= 7
        assert not {*FIRST[about]} & {*SECOND[about]}
    assert sum(1 for _ in absences(NOW.date() - timedelta(days=27), NOW.date())) == 2


def own(table: type[models.Model]) -> list[dict[str, Any]]:
    """What all rows of a table say, but for row ids, which another desk may number otherwise."""
    fields = [field.name for field in table._meta.concrete_fields if not (field.primary_key or field.is_relation)]
    return list(table._default_manager.order_by("pk").values(*fields))


@pytest.mark.django_db
@pytest.mark.slow
def test_the_same_seed_is_the_same_desk() -> None:
    asked = Asked(25, 5, 2, NOW, EVENTFUL)
    desks = []
    for one in (asked, asked, Asked(25, 6, 2, NOW, EVENTFUL)):
        with transaction.atomic():
            desks.append((generated(one), [own(table) for table in TABLES]))
            transaction.set_rollback(True)
    assert desks[0] == desks[1]
    assert desks[0] != desks[2]
    assert all(desks[0][1])


@pytest.mark.django_db
@pytest.mark.slow
def test_the_rows_are_as_the_truth_says() -> None:
    told = generated()
    assert Customer.objects.count() == len(told) == SMALL.customers
    lates = wrong = said = 0
    for one in told:
        customer = Customer.objects.get(public_id=one["customer"])
        assert customer.identities.get(kind="email").value == one["email"]
        came = customer.visits.filter(status=Visit.CAME).values_list("source_id", "starts_at")
        rows = {("visit", key): at for key, at in came}
        rows |= {("order", key): at for key, at in customer.orders.values_list("source_id", "ordered_at")}
        assert {(each["noun"], each["id"]): datetime.fromisoformat(each["at"]) for each in one["purchases"]} == rows
        assert set(customer.visits.filter(status=Visit.BOOKED).values_list("source_id", flat=True)) == set(
            one["booked"]
        )
        assert one["alive"] == (one["until"] is None)
        assert one["alive"] or one["until"] == one["purchases"][-1]["at"]
        failures = [each["failure"] for each in one["purchases"] if "failure" in each]
        heard = customer.conversations.filter(subject__in=COMPLAINED)
        assert heard.count() == sum(each["told"] for each in failures)
        given = sum(each["gesture"]["given"] for each in one["purchases"] if "gesture" in each)
        assert customer.conversations.filter(subject="A small thank-you").count() == given
        late = {each["id"] for each in one["purchases"] if each.get("failure", {}).get("late")}
        promised = customer.orders.filter(delivered_at__gt=models.F("promised_at"))
        assert set(promised.values_list("source_id", flat=True)) == late
        for stated in one["told"]:
            letter = Message.objects.get(moment__public_id=stated["moment"]).moment
            assert (letter.customer, letter.direction) == (customer, Moment.OUT)
            assert letter.at == datetime.fromisoformat(stated["at"])
            assert (letter.agent is None) == (stated["by"] == "house")
        said += len(one["told"])
        lates, wrong = lates + len(late), wrong + len(failures)
    assert 0 < lates < wrong
    assert said


@pytest.mark.django_db
@pytest.mark.slow
def test_its_moments_are_those_of_the_product() -> None:
    generated()
    assert not Moment.objects.filter(at__gt=NOW).exists()
    assert not Message.objects.exclude(moment__kind="message").exists()
    kinds = Counter(Moment.objects.values_list("kind", flat=True))
    assert kinds["message"] == Message.objects.count() > 0
    assert kinds["order.placed"] == Order.objects.count() > 0
    assert kinds["order.delivered"] == Order.objects.filter(status=Order.DELIVERED).count()
    assert kinds["visit.booked"] == Visit.objects.count() > 0
    assert kinds["visit.came"] == Visit.objects.filter(status=Visit.CAME).count()
    assert kinds["reward.granted"] == Reward.objects.count() > 0
    assert kinds.keys() == {
        *("message", "order.placed", "order.sent", "order.delivered", "visit.booked", "visit.came", "reward.granted")
    }
    for order in Order.objects.prefetch_related("lines"):
        assert order.total == sum(line.quantity * line.price for line in order.lines.all())
    assert OrderLine.objects.count() >= Order.objects.count()
    assert Event.objects.filter(kind="opened").count() == Conversation.objects.count()
    assert Fact.objects.exists()
    for customer in Customer.objects.all():
        latest = customer.moments.latest("at")
        assert customer.last_at == latest.at
        assert customer.created_at <= customer.moments.earliest("at").at


@pytest.mark.django_db
@pytest.mark.slow
def test_its_pages_answer_and_everybody_is_found() -> None:
    told = generated()
    client = signed_in()
    assert client.get("/").status_code == 200
    for one in sorted(told, key=lambda one: -len(one["purchases"]))[:5]:
        page = client.get(f"/customers/{one['customer']}")
        assert page.status_code == 200
        assert one["email"] in page.content.decode()
        assert "nothing here knows how to tell" not in page.content.decode()
        assert one["customer"] in client.get("/search", {"q": one["email"]}).content.decode()
    talk = Conversation.objects.latest("last_at")
    assert talk.customer.name in client.get(f"/conversations/{talk.public_id}").content.decode()
    order = Order.objects.earliest("pk")
    assert order.customer.name in client.get("/search", {"q": order.number}).content.decode()


def asked(*words: str) -> argparse.Namespace:
    """What the command is given."""
    parser = argparse.ArgumentParser()
    commands.arguments(parser)
    return parser.parse_args(words)


def test_the_command_is_offered() -> None:
    offered = COMMANDS.get("demo generate")
    assert offered is not None
    assert offered.run is commands.demo_generate


@pytest.mark.parametrize(
    "words", [["--customers", "99"], ["--customers", "1000001"], ["--years", "0"], ["--seed", "x"]]
)
def test_what_will_not_do_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        asked("--truth", "truth.jsonl", *words)
    assert "give a whole number from" in capsys.readouterr().err


@pytest.mark.django_db
def test_nothing_made_up_comes_among_real_customers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    builders.customer()
    assert commands.demo_generate(asked("--truth", str(tmp_path / "truth.jsonl"))) == 1
    assert "Generate into a home of its own" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_a_file_that_is_there_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "truth.jsonl"
    file.write_text("mine")
    assert commands.demo_generate(asked("--truth", str(file))) == 2
    assert commands.demo_generate(asked("--truth", str(tmp_path / "nowhere" / "truth.jsonl"))) == 1
    assert "is there already" in capsys.readouterr().err
    assert file.read_text() == "mine"
    assert not holds_anything()


@pytest.mark.django_db
@pytest.mark.slow
def test_the_command_fills_the_desk_and_keeps_the_company_away(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.REGULARS_HOME = tmp_path
    file = tmp_path / "truth.jsonl"
    assert commands.demo_generate(asked("--truth", str(file), "--customers", "100", "--years", "1")) == 0
    assert "100 customers in" in capsys.readouterr().out
    assert len(file.read_text().splitlines()) == 1 + Customer.objects.count() == 101
    assert started().exists()
    assert Moment.objects.latest("at").at > Moment.objects.earliest("at").at + timedelta(days=200)
