"""Pages for the lead and the owner, search, and the export."""

import json
from argparse import Namespace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from regulars.base.results import Refused
from regulars.book.search import find
from regulars.engine.rows import marks
from regulars.gestures import acts as gestures
from regulars.gestures.models import Gesture
from regulars.practices.recovery import commands, course, fairness, lots, margin, matters, surprises
from regulars.practices.recovery.acts import amends, opening, steps, undoing
from regulars.practices.recovery.acts.opening import Coded
from regulars.practices.recovery.fairness import Case
from regulars.practices.recovery.models import Amended, Experiment, Lot, Recovery
from regulars.staff.models import Team
from tests import builders
from tests.gestures.builders import order
from tests.practices.recovery import recoveries as make
from tests.practices.recovery.recoveries import NOW, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def given(recovery: Recovery, worth: int, moment: str) -> None:
    """What it was made good with."""
    Amended.objects.create(
        recovery=recovery, moment=moment, kind="given", at=NOW, code="voucher", worth=worth, cost=worth, currency="EUR"
    )


def test_like_cases_stand_beside_each_other() -> None:
    """Those which got much less or more are marked; one of its kind is not compared."""
    for place, worth in enumerate((2000, 2500, 400)):
        of = builders.customer(f"Customer {place}", f"c{place}@x.example")
        given(make.gone_through(make.opened(of, f"hand:{place}")), worth, f"m{place}")
    make.gone_through(make.opened(builders.customer(), "hand:9", severity="severe"))
    page = builders.signed_in("lead").get("/recoveries/compare/alike").content.decode()
    assert "€4.00" in page
    assert page.count("much less") == 1
    assert page.count("<tr class") == 1
    assert "Ana Novak" not in page
    assert builders.signed_in().get("/recoveries/compare/alike").status_code == 403


def case(worth: int, currency: str = "EUR", **more: Any) -> Case:
    """One."""
    row = {"failure": "wait", "severity": "minor", "band": "none", "fault": "ours", "ending": "", **more}
    named = {"public_id": "r", "customer": "c", "name": "", "customer_id": 1, "cost": worth, "codes": ()}
    return Case(**row, **named, opened_at=NOW, ended_at=None, worth=worth, currency=currency)


def test_too_few_to_tell() -> None:
    """Of two nothing is said, and amounts in another currency are not compared."""
    assert [one.unlike for one in fairness.likes([case(100), case(9000)])] == [0]
    assert [one.unlike for one in fairness.likes([case(100), case(9000, "USD"), case(100), case(100)])] == [0]
    assert [one.unlike for one in fairness.likes([case(100), case(100), case(900), case(0, "")])] == [2]
    assert fairness.likes([case(100), case(100, failure="other")]) == []


def test_a_lot_decides_where_the_owner_wants_it() -> None:
    """Stored with all that draws it again; whom harm was done is left out, and nothing owed is drawn for."""
    owner = builders.signed_in("owner")
    assert owner.post("/recoveries/settings/lot", {"is_on": "yes", "share": "12"}).status_code == 422
    assert owner.post("/recoveries/settings/lot", {"is_on": "yes", "share": "80"}).status_code == 302
    assert builders.signed_in("lead").get("/recoveries/settings/lot").status_code == 403
    setting = Experiment.objects.get()
    for place in range(3):
        of = builders.customer(f"Customer {place}", f"c{place}@x.example")
        found = make.gone_through(make.opened(of, f"hand:{place}"))
        lot = found.lot
        assert lot.number == lots.number(setting.salt, of.public_id, lot.play, lot.period)
        assert lot.given == (lot.number < 0.8)
        assert (found.step == course.EXTRA) == lot.given
    harmed = make.gone_through(make.opened(builders.customer(), "hand:99", severity="severe"))
    assert not Lot.objects.filter(recovery=harmed).exists()
    assert owner.get("/recoveries/settings/lot").status_code == 200


@pytest.mark.sqlite
def test_what_was_drawn_stays_drawn() -> None:
    """Taking back the step before, and doing it again, draws no second time."""
    Experiment.objects.create(is_on=True, permille=500, salt="salt", at=NOW)
    found = make.gone_through(make.opened(builders.customer()))
    first = Lot.objects.get()
    last = steps.standing_of(found).last
    assert last is not None
    assert not isinstance(undoing.undo(found, last.id, builders.agent(), NOW), Refused)
    assert fresh(found).step == course.ACT
    make.gone_through(found, course.ACT)
    assert Lot.objects.get() == first
    assert (fresh(found).step == course.EXTRA) == first.given


@pytest.mark.sqlite
def test_a_surprise_is_none_twice_in_a_household() -> None:
    """Not the same to them, and not to who lives with them."""
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    ana.relations.create(birth_customer=ana, other=boris, birth_other=boris, kind="spouse", at=NOW)
    first = make.gone_through(make.opened(ana))
    assert not isinstance(steps.surprise(first, "A card", "note", builders.agent(), NOW), Refused)
    second = make.gone_through(make.opened(boris, "hand:two"))
    assert isinstance(steps.surprise(second, "A card", "note", builders.agent(), NOW), Refused)
    assert not isinstance(steps.surprise(second, "A call", "call", builders.agent(), NOW), Refused)
    assert not Gesture.objects.exists()


@pytest.mark.sqlite
def test_a_gift_that_closes_it_is_given_and_counted() -> None:
    """Out of the allowance of who gives it; and nobody of theirs gets the same again."""
    recovery = make.gone_through(make.opened(builders.customer()))
    gift = surprises.gifts_for(recovery.customer, builders.agent(), NOW)[0]
    assert not isinstance(steps.surprise(recovery, "For the kettle", gift.code, builders.agent(), NOW), Refused)
    make.work()
    given = Gesture.objects.get()
    assert (given.gift, given.recovery) == (True, recovery.public_id)
    assert fresh(recovery).steps.get(name=course.EXTRA).gesture == given.public_id
    assert gift.code not in [one.code for one in surprises.gifts_for(recovery.customer, builders.agent(), NOW)]
    assert isinstance(steps.surprise(recovery, "Again", gift.code, builders.agent(), NOW), Refused)


def test_what_they_chose_as_amends_is_no_surprise() -> None:
    """Also while it is still to be done."""
    recovery = make.gone_through(make.opened(builders.customer()), course.LISTEN, course.ACKNOWLEDGE)
    by = builders.agent()
    # Whosever fault it was, the way is the same.
    ways = []
    for fault in matters.FAULTS:
        assert opening.code(recovery, Coded("serious", "timeliness", "delivery", fault), by, NOW) is None
        ways.append(amends.choices_for(fresh(recovery), by, NOW))
    assert ways == ways[:1] * len(ways)
    codes = [one.code for one in ways[0] if one.code not in surprises.MONEY][:2]
    assert not isinstance(amends.offer(recovery, codes, by, NOW), Refused)
    assert not isinstance(amends.choose(recovery, codes[0], "That one", by, NOW), Refused)
    assert f"gift:{codes[0]}" not in [one.code for one in surprises.gifts_for(recovery.customer, by, NOW)]
    assert codes[0] in surprises.given_to(recovery.customer_id)


@pytest.mark.sqlite
def test_amends_given_beside_a_conversation_belong_to_what_is_open_there() -> None:
    """No step is left out by that: what should have come before is asked for, and a sentence is enough. A gift is
    nothing of the kind."""
    talk = builders.conversation(builders.customer())
    recovery = make.opened(talk.customer, conversation=talk.pk)
    seat, path = builders.signed_in(), f"/customers/{talk.customer.public_id}/give-something"
    sent = {"code": "voucher", "conversation": talk.public_id, "how": "give", "once": "a" * 12}
    assert seat.post(path, {**sent, "gift": "yes"}).status_code == 302
    assert Gesture.objects.get().recovery == ""
    offer = {**sent, "offer": ["voucher", "handwritten_note"], "how": "offer"}
    for one in ({**sent, "once": "b" * 12}, offer):
        asked = seat.post(path, one)
        assert asked.status_code == 422
        assert "first comes “Listen”" in asked.content.decode()
        assert 'name="reason_before"' in asked.content.decode()
    sent |= {"once": "b" * 12, "reason_before": "She stood at the till", "reason_beyond": "It was spoilt"}
    assert seat.post(path, sent).status_code == 302
    make.work()
    made = Gesture.objects.latest("pk")
    assert (made.recovery, made.gift) == (recovery.public_id, False)
    assert list(recovery.steps.values_list("name", "outcome").order_by("pk")) == [
        ("listen", "passed"),
        ("acknowledge", "passed"),
    ]
    # Whether that was what they needed, only they can say.
    assert fresh(recovery).step == course.MEET
    page = seat.get(f"/recoveries/{recovery.public_id}").content.decode()
    assert page.count(made.words) == 2
    passed = builders.signed_in("lead").get("/recoveries/passed/over").content.decode()
    assert passed.count("She stood at the till") == 2
    # Once they were heard nothing is asked for; nor where what is open is kept from them, which would tell of it.
    assert seat.post(path, {**offer, "once": "c" * 12, "reason_beyond": "It was spoilt"}).status_code == 302
    other = builders.conversation(builders.customer("Boris Okafor", "boris@veloworks.example"))
    make.opened(other.customer, "hand:2", conversation=other.pk)
    assert other.inbox is not None
    other.inbox.teams.add(Team.objects.create(name="Board"))
    builders.conversation(other.customer, "Another matter", inbox=None)
    bare = {"code": "handwritten_note", "how": "give", "once": "d" * 12}
    assert seat.post(f"/customers/{other.customer.public_id}/give-something", bare).status_code == 302


def test_search_finds_what_is_open() -> None:
    """By conversation, or by customer where it was opened without one."""
    talk = builders.conversation(builders.customer())
    builders.messages(talk, ["The kettle leaks."])
    recovery = make.opened(talk.customer)
    make.work()
    assert find("recovery:failed").results == []
    assert [one.customer_name for one in find("recovery:open").results] == ["Ana Novak"]
    assert not isinstance(steps.end(recovery, course.LEFT, builders.agent(), NOW, why="They said so"), Refused)
    assert find("recovery:open").results == []
    assert find("kettle recovery:gone").wrong


@pytest.mark.sqlite
def test_all_is_exported_by_which_it_can_be_judged(capsys: pytest.CaptureFixture[str]) -> None:
    """Times, coding before the outcome, steps, amends, cost, lot, and purchases before and after; no words."""
    Experiment.objects.create(is_on=True, permille=999, salt="salt", at=NOW)
    ada, now = builders.agent(), timezone.now()
    recovery, codes = made_good(now)
    chosen, line = Gesture.objects.get(), exported(capsys)
    assert [one["step"] for one in line["steps"]] == ["listen", "acknowledge", "meet", "meet", "act"]
    assert all(one["at"] for one in line["steps"])
    assert line["cost"] == {"EUR": chosen.cost}
    (offer,) = line["offers"]
    assert [one["code"] for one in offer["offered"]] == codes
    assert offer["offered"][0]["worth"] == chosen.worth
    assert (offer["chosen"]["code"], offer["chosen"]["by"]) == (codes[0], ada.public_id)
    assert [one["kind"] for one in line["amends"]] == ["offered", "chosen", "given"]
    assert {one["gesture"] for one in line["amends"][1:]} == {chosen.public_id}
    assert (line["route"], line["signs"][0]["route"], line["found_at"]) == ("person", "person", line["opened_at"])
    assert line["holders"][0]["agent"] == ada.public_id
    assert line["lot"]["probability"] == 0.999
    assert [len(line["bought"][side]) for side in ("before", "after")] == [1, 1]
    assert not isinstance(steps.end(recovery, "left", ada, now, why="She says so"), Refused)
    ended = exported(capsys)
    assert (ended["ending"], [one["how"] for one in ended["endings"]]) == ("left", ["left"])
    assert (ended["codings"][0]["severity"], ended["codings"][0]["at"] < ended["ended_at"]) == ("serious", True)
    assert "It never came" not in json.dumps(line)


def made_good(now: datetime) -> tuple[Recovery, list[str]]:
    """One in which they got the first of what they could choose from, between two purchases; and all of that."""
    ada, ana = builders.agent(), builders.customer()
    order(ana, "1", ordered_at=now - timedelta(days=31))
    order(ana, "2", ordered_at=now - timedelta(hours=1))
    recovery = make.opened(ana, at=now - timedelta(days=1))
    make.gone_through(recovery, course.LISTEN, course.ACKNOWLEDGE, at=now - timedelta(hours=3))
    codes = [one.code for one in amends.choices_for(recovery, ada, now)][:2]
    assert not isinstance(amends.offer(recovery, codes, ada, now), Refused)
    assert not isinstance(amends.choose(recovery, codes[0], "That one.", ada, now), Refused)
    gestures.settle(Gesture.objects.get(), True, ada, now)
    make.work()
    return make.gone_through(recovery, course.ACT, at=now - timedelta(hours=2)), codes


def exported(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one line."""
    assert commands.export_recoveries(Namespace()) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.sqlite
def test_signs_beside_moments_are_found_by_their_index() -> None:
    # SQLite takes an index of some rows only where the statement says so in the index's own words.
    with connection.cursor() as cursor:
        cursor.execute(f"explain query plan {margin.SIGNS.format(ids=marks('ab'))}", ["a", "b"])
        plan = [row[3] for row in cursor.fetchall()]
    assert any("signs_by_moment" in line for line in plan)
    assert not any(line.startswith("SCAN") for line in plan)
