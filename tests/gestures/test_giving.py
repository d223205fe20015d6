"""Giving: at once, beyond an allowance, and what the money says."""

import re
from datetime import timedelta

import pytest
from django.db.models import Sum

from regulars.base.results import Refused
from regulars.book.models import Moment, Task
from regulars.gestures import acts
from regulars.gestures import case as cases
from regulars.gestures.amends import AMENDS, Cause, Terms
from regulars.gestures.models import Account, Gesture, Posting, Step, Voucher
from regulars.gestures.money import allowances
from regulars.gestures.money.ledger import balance
from regulars.gestures.money.rules import OWED, SPENT, Place
from regulars.gestures.settled import settled
from regulars.staff.models import Allowance
from tests import builders

from .builders import NOW, ana, everything, gave, order

pytestmark = pytest.mark.django_db


def states(gesture: Gesture) -> list[str]:
    """All it went through."""
    return list(Step.objects.filter(gesture=gesture).order_by("pk").values_list("state", flat=True))


def is_even() -> bool:
    """Whether the books are."""
    sums = Posting.objects.values("account__currency").annotate(sum=Sum("amount"))
    kept = all(one.balance == sum(one.postings.values_list("amount", flat=True)) for one in Account.objects.all())
    return kept and not any(row["sum"] for row in sums)


def test_a_voucher_is_given_at_once_and_drawn_from_the_allowance() -> None:
    of, ada = ana(), builders.agent()
    made = gave(of, "voucher", 2_000)
    assert (made.state, made.gift, states(made)) == ("given", True, ["chosen", "given"])
    assert Voucher.objects.get(gesture=made).worth == 2_000
    left = allowances.left(ada, NOW)
    assert (left.granted, left.used, left.left) == (30_000, 2_000, 28_000)
    told = Moment.objects.get(customer=of)
    assert (told.kind, told.payload["gesture"], told.payload["worth"]) == ("gift.given", made.public_id, 2_000)
    assert is_even()


def test_what_a_person_has_to_do_is_given_when_they_say_so() -> None:
    of, ada = ana(), builders.agent()
    made = gave(of, "handwritten_note", 0, recovery="r" * 12)
    assert (made.state, made.cost) == ("chosen", 300)
    task = Task.objects.get(practice="gestures")
    assert not Moment.objects.filter(kind="amends.given").exists()
    assert (balance(Place(OWED), "EUR"), balance(Place(SPENT), "EUR")) == (300, 0)
    assert acts.settle(made, True, ada, NOW) is None
    task.refresh_from_db()
    assert task.done_by == ada
    assert Moment.objects.get(kind="amends.given").payload["recovery"] == "r" * 12
    assert (balance(Place(OWED), "EUR"), balance(Place(SPENT), "EUR")) == (0, 300)
    assert isinstance(acts.settle(made, True, ada, NOW), Refused)
    assert is_even()


def test_beyond_the_allowance_one_sentence_is_enough() -> None:
    of, ada = ana(), builders.agent()
    Allowance.objects.create(role="agent", amount=1_000, period="week")
    asked = acts.give(of, "voucher", 2_000, ada, NOW)
    assert isinstance(asked, Refused)
    assert (asked.field, "€10.00" in asked.reason) == ("reason_beyond", True)
    assert not Gesture.objects.exists()
    made = gave(of, "voucher", 2_000, reason_beyond="Her wedding was on Saturday.")
    assert (made.state, allowances.left(ada, NOW).left) == ("given", -1_000)
    assert allowances.left(ada, NOW + timedelta(days=7)).left == 1_000
    assert is_even()


@pytest.mark.sqlite
@pytest.mark.parametrize(("worth", "often"), [(100, 0), (90_000, 0), (2_000, 2)])
def test_what_is_not_usual_asks_for_a_sentence_too(worth: int, often: int) -> None:
    of, olga = ana(), builders.agent("owner")
    for _ in range(often):
        gave(of, "voucher", 2_000, olga)
    asked = acts.give(of, "voucher", worth, olga, NOW)
    assert isinstance(asked, Refused)
    assert asked.field == "reason_beyond"
    assert gave(of, "voucher", worth, olga, reason_beyond="It is right.").beyond == "It is right."


def test_more_than_was_paid_cannot_go_back_whatever_the_reason() -> None:
    of = ana()
    order(of, total=1_500)
    refused = acts.give(of, "refund", 1_501, builders.agent(), NOW, reason_beyond="She is angry.")
    assert isinstance(refused, Refused)
    assert refused.field == "worth"


def test_what_is_about_nothing_is_refused() -> None:
    of = ana()
    for code in ("refund", "replacement", "express_reshipment", "upgrade", "longer_stay", "reward_extended"):
        assert isinstance(acts.give(of, code, 0, builders.agent(), NOW), Refused), code


def test_taken_back_it_is_as_if_it_had_not_been() -> None:
    of, ada = ana(), builders.agent()
    made = gave(of, "voucher", 2_000)
    assert acts.take_back(made, "The wrong Ana.", ada, NOW) is None
    assert (made.state, allowances.left(ada, NOW).used) == ("taken_back", 0)
    assert Voucher.objects.get().withdrawn_at == NOW
    assert Account.objects.get(kind="voucher").balance == 0
    assert isinstance(acts.take_back(made, "", ada, NOW), Refused)
    assert is_even()


def test_who_may_not_give_is_told_whom_to_ask() -> None:
    refused = acts.give(ana(), "voucher", 2_000, builders.agent("night-shift"), NOW)
    assert isinstance(refused, Refused)
    assert "colleague" in refused.reason


def test_days_are_said_as_people_say_them() -> None:
    """In whatever a customer or a colleague reads; the day is that of the place."""
    everything(of := ana())
    case = cases.read(of, Cause("serious"), NOW, settled())
    said = {
        code: str(one.words(terms)) + one.todo(terms)
        for code, one in AMENDS
        if isinstance(terms := one.terms(case, 0), Terms)
    }
    assert "visit of 5 December 2026 (" in said["upgrade"]
    assert said["reward_extended"].count("22 December 2026") == 2
    assert not [words for words in said.values() if re.search(r"\d{4}-\d\d-\d\d", words)]
    gave(of)
    assert "1 November 2026 – 30 November 2026" in builders.signed_in().get("/giving").content.decode()
