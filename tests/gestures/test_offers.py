"""Offers: the customer chooses, with us or on a page; one choice stands."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client

from regulars.base.results import Refused
from regulars.book.models import Customer, Moment, Task, Visit
from regulars.gestures import acts
from regulars.gestures import case as cases
from regulars.gestures.amends import AMENDS, Case, Cause, Choice, fitting
from regulars.gestures.models import AmendsSetting, Chosen, Gesture, Offer, Offered, Step
from regulars.gestures.offers import links
from regulars.gestures.settled import settled
from regulars.staff.models import Allowance
from tests import builders
from tests.at_once import at_once

from .builders import NOW, ana, choices, everything, gave, offered, order, reward, visit

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def kinds(of: Customer) -> list[str]:
    """What her book says, in order."""
    return list(Moment.objects.filter(customer=of).order_by("pk").values_list("kind", flat=True))


def page(offer: Offer) -> str:
    """The path of a customer's page."""
    return f"/my/choice/{links.token(offer)}"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live in the time of the tests."""
    monkeypatch.setattr("regulars.gestures.pages.choosing.timezone.now", lambda: NOW)


def test_what_was_chosen_in_the_conversation_is_given_and_all_of_it_is_written_down() -> None:
    of, ada = ana(), builders.agent()
    made = offered(of, recovery="r" * 12, why="The kettle leaks.")
    assert [one.code for one in made.offered.order_by("position")] == ["voucher", "credit_note"]
    given = acts.choose(made, "credit_note", ada, NOW, words="The credit, please.")
    assert isinstance(given, Gesture)
    assert (given.state, given.recovery, given.gift) == ("given", "r" * 12, False)
    assert (Chosen.objects.get().words, Chosen.objects.get().agent) == ("The credit, please.", ada)
    assert kinds(of) == ["amends.offered", "amends.chosen", "amends.given"]
    assert {one.payload["recovery"] for one in Moment.objects.all()} == {"r" * 12}
    assert acts.choose(made, "credit_note", ada, NOW) == given
    other = acts.choose(made, "voucher", ada, NOW)
    assert isinstance(other, Refused)
    assert "credit" in other.reason


def test_the_customer_chooses_on_a_page_without_a_sign_in() -> None:
    made, client = offered(ana(), recovery="r" * 12), Client()
    shown = client.get(page(made)).content.decode()
    assert "A voucher of €35.00" in shown
    assert "yours to decide" in shown
    assert client.post(page(made)).status_code == 422
    assert client.post(page(made), {"code": "refund"}).status_code == 422
    done = client.post(page(made), {"code": "voucher"}, follow=True)
    assert "You chose: A voucher" in done.content.decode()
    assert Chosen.objects.get().agent is None
    assert Moment.objects.get(kind="amends.chosen").direction == "in"
    again = client.post(page(made), {"code": "credit_note"})
    assert again.status_code == 422
    assert "You chose: A voucher" in again.content.decode()
    assert client.get(done.content.decode().partition('main" href="')[2].partition('"')[0]).status_code == 200
    assert client.get(page(made) + "x").status_code == 404


def test_an_offer_that_ended_says_so_with_a_way_on() -> None:
    made = offered(ana(), now=NOW - timedelta(days=15))
    answer = Client().get(page(made))
    assert (answer.status_code, "Write to us" in answer.content.decode()) == (410, True)
    assert isinstance(acts.choose(made, "voucher", builders.agent(), NOW), Refused)
    taken_back = offered(builders.customer("Boris", "boris@veloworks.example"))
    assert acts.withdraw(taken_back, builders.agent(), NOW) is None
    assert Client().post(page(taken_back), {"code": "voucher"}).status_code == 422
    assert not Gesture.objects.exists()


def test_what_is_no_longer_to_be_had_is_said_and_the_rest_can_be_chosen() -> None:
    of = ana()
    visit(of)
    made = offered(of, "upgrade", "voucher")
    Visit.objects.update(status="cancelled")
    shown = Client().get(page(made)).content.decode()
    assert shown.count("no longer to be had") == 1
    refused = Client().post(page(made), {"code": "upgrade"})
    assert (refused.status_code, "write to us" in refused.content.decode()) == (422, True)
    AmendsSetting.objects.create(
        code="voucher", on=False, at_least=1, at_most=1, per_customer=1, days=1, cost_percent=100
    )
    assert "None of these is to be had" in Client().get(page(made)).content.decode()
    AmendsSetting.objects.all().delete()
    assert Client().post(page(made), {"code": "voucher"}).status_code == 302
    assert Gesture.objects.get().state == "given"


def test_who_chooses_too_often_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    made = offered(ana())
    monkeypatch.setattr("regulars.gestures.pages.choosing.CHOICES_AN_HOUR", 2)
    answers = [Client().post(page(made), {"code": "nothing"}).status_code for _ in range(3)]
    assert answers == [422, 422, 429]


def test_what_is_left_to_do_is_said_in_the_language_of_who_offered_it() -> None:
    of = ana()
    Customer.objects.filter(pk=of.pk).update(language="de")
    of.refresh_from_db()
    made, client = offered(of, "voucher", "owner_call", recovery="r" * 12), Client()
    assert "Wählen" in client.get(page(made)).content.decode()
    client.post(page(made), {"code": "owner_call"})
    assert Task.objects.get().title == "The owner calls them, to listen"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_at_once_one_wins() -> None:
    made, ada = offered(ana()), builders.agent()
    done = at_once(lambda: acts.choose(made, "voucher", None, NOW), lambda: acts.choose(made, "credit_note", ada, NOW))
    assert sorted(type(one).__name__ for one in done) == ["Gesture", "Refused"]
    assert (Chosen.objects.count(), Gesture.objects.count()) == (1, 1)


def test_nobody_is_refused_what_they_were_offered() -> None:
    of, ada = ana(), builders.agent()
    made = offered(of)
    Allowance.objects.create(role="agent", amount=100, period="day")
    given = acts.choose(made, "voucher", None, NOW)
    assert isinstance(given, Gesture)
    assert given.beyond
    asked = acts.offer(of, choices(of, "voucher", "credit_note"), ada, NOW)
    assert isinstance(asked, Refused)
    assert asked.field == "reason_beyond"
    assert offered(of, reason_beyond="The second time.").beyond == "The second time."


@pytest.mark.parametrize("codes", [(), ("voucher",), ("voucher", "voucher"), ("voucher",) * 4])
def test_a_choice_is_two_or_three_different_things(codes: Sequence[str]) -> None:
    of = ana()
    assert isinstance(acts.offer(of, choices(of, *codes), builders.agent(), NOW), Refused)


CAUSES = {
    "product": (Cause("serious", "product"), {"replacement", "refund"}),
    "late": (Cause("serious", "timeliness"), {"longer_stay"}),
    "twice": (Cause("severe", "recovery"), {"owner_call"}),
    "cold": (Cause("minor", "caring"), {"handwritten_note"}),
}


@pytest.mark.parametrize("name", CAUSES)
def test_what_fits_comes_from_the_book_with_its_reason(name: str) -> None:
    of = ana()
    everything(of)
    cause, expected = CAUSES[name]
    found = fitting(of, cause, builders.agent(), NOW)
    assert len(found) == 3
    assert expected <= {one.code for one in found}
    assert all(one.why and one.words and one.cost >= 0 for one in found)


def test_of_somebody_unknown_what_needs_nothing_is_proposed_and_nothing_too_often() -> None:
    of = ana()
    codes = [one.code for one in fitting(of, Cause("serious"), builders.agent(), NOW)]
    assert codes == ["voucher", "handwritten_note"]
    for _ in range(2):
        gave(of, "voucher", 2_000)
    assert [one.code for one in fitting(of, Cause("serious"), builders.agent(), NOW)] == ["handwritten_note"]


def test_a_late_order_goes_out_again_and_a_reward_about_to_end_is_extended() -> None:
    of = ana()
    order(of, status="sent", promised_at=NOW - timedelta(days=2))
    reward(of)
    found = fitting(of, Cause("serious", "timeliness"), builders.agent(), NOW)
    assert {"express_reshipment", "reward_extended"} <= {one.code for one in found}
    until = next(one for one in found if one.code == "reward_extended").terms.detail["until"]
    assert until == "2026-12-22T23:59:59"


def case_of(of: Customer) -> Case:
    """Her case as it stands."""
    return cases.read(of, Cause("serious"), NOW, settled())


@pytest.mark.parametrize("code", AMENDS.offers)
def test_each_of_the_amends_keeps_the_contract(code: str) -> None:
    """Whatever there is in the book, each says what it gives, costs what it says, and comes to an end that is one."""
    of, olga, amends = ana(), builders.agent("owner"), AMENDS.offers[code]
    assert amends.fits(case_of(of)).weight == 0 or not amends.needs
    everything(of)
    (one,) = choices(of, code)
    assert isinstance(one, Choice)
    assert 0 < len(one.words) <= 300
    assert one.cost >= 0
    assert one.currency == "EUR"
    assert (one.worth > 0) == (amends.is_chosen or code in ("replacement", "express_reshipment"))
    assert 0 <= amends.fits(case_of(of)).weight <= 10
    made = gave(of, code, 0, olga, recovery="r" * 12)
    assert made.state == ("given" if amends.how == "at_once" else "chosen")
    assert amends.todo(one.terms)
    if made.state == "chosen":
        assert acts.settle(made, True, olga, NOW) is None
    assert acts.take_back(made, "", olga, NOW) is None
    assert list(Step.objects.order_by("pk").values_list("state", flat=True)) == ["chosen", "given", "taken_back"]


def test_the_ten_are_there() -> None:
    assert set(AMENDS.offers) == set(
        "credit_note refund replacement express_reshipment upgrade longer_stay reward_extended owner_call "
        "handwritten_note voucher".split()
    )
    assert not Offered.objects.exists()
