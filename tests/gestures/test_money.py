"""The ledger: every booking once, every sum zero, nothing below where it may go, whatever comes in which order."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.book.merging import acts as merging
from regulars.gestures import acts
from regulars.gestures import case as cases
from regulars.gestures.models import Account, Entry, Gesture, Redemption, Voucher
from regulars.gestures.money import credit, ledger
from regulars.gestures.money.rules import CREDIT, PAID, REDEEMED, Leg, Place, is_even, moved
from regulars.gestures.vouchers import acts as vouchers
from regulars.gestures.vouchers import codes
from regulars.gestures.vouchers.issuing import code_of
from tests import builders
from tests.at_once import at_once

from .builders import NOW, ana, gave, order
from .test_giving import is_even as all_even

HERE = Place("budget")


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 10**9), st.sampled_from(["EUR", "JPY"])), min_size=1, max_size=5))
def test_moving_is_always_even(amounts: list[tuple[int, str]]) -> None:
    legs = [leg for amount, currency in amounts for leg in moved(HERE, Place(CREDIT, "1"), amount, currency)]
    assert is_even(legs)
    assert not is_even([*legs, Leg(HERE, 1, "EUR")])


@settings(max_examples=25)
@given(st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=8, max_size=8), st.text(min_size=1, max_size=40))
def test_a_code_is_read_as_people_type_it(body: str, key: str) -> None:
    whole = codes.written(body, key)
    assert codes.read(whole, key) == body
    sloppy = whole.lower().replace("-", " ").replace("0", "O").replace("1", "l")
    assert codes.read(sloppy, key) == body
    wrong = ("1" if whole[0] != "1" else "2") + whole[1:]
    assert codes.read(wrong, key) != body
    assert codes.read(whole[:-1], key) == ""


@pytest.mark.django_db
def test_what_is_booked_twice_is_booked_once() -> None:
    for _ in range(2):
        ledger.post("k", "grant", moved(HERE, Place(CREDIT, "1"), 500, "EUR"), NOW)
    assert ledger.balance(Place(CREDIT, "1"), "EUR") == 500
    assert Entry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("legs", [[], [Leg(HERE, 1, "EUR")], [Leg(HERE, 1, "EUR"), Leg(Place("owed"), -1, "USD")]])
def test_what_is_not_even_is_a_fault_of_ours(legs: list[Leg]) -> None:
    with pytest.raises(ValueError):
        ledger.post("k", "grant", legs, NOW)


@pytest.mark.django_db
def test_credit_goes_nowhere_below_zero_not_even_by_hand() -> None:
    ledger.post("k", "grant", moved(HERE, Place(CREDIT, "1"), 500, "EUR"), NOW)
    with pytest.raises(ledger.NotEnough):
        ledger.post("more", "use", moved(Place(CREDIT, "1"), HERE, 501, "EUR"), NOW, reason="Because.")
    assert not Entry.objects.filter(key="more").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(kind=CREDIT).update(balance=-1)


@pytest.mark.django_db
def test_an_allowance_goes_below_zero_only_with_a_reason() -> None:
    mine = Place("allowance", "1:2026-11")
    with pytest.raises(ledger.NotEnough):
        ledger.post("k", "draw", moved(mine, HERE, 1, "EUR"), NOW, reason="  ")
    ledger.post("k", "draw", moved(mine, HERE, 1, "EUR"), NOW, reason="It was right.")
    assert ledger.balance(mine, "EUR") == -1


@pytest.mark.django_db
def test_credit_is_used_in_parts_and_follows_through_merges() -> None:
    of, ada = ana(), builders.agent()
    home = builders.customer("Ana at home", "ana@home.example")
    gave(of, "credit_note", 1_000)
    gave(home, "credit_note", 700)
    merging.merge(home, of, (), builders.agent("owner"), NOW)
    of.refresh_from_db()
    assert credit.of_customer(of) == {"EUR": 1_700}
    for _ in range(2):
        assert isinstance(credit.use(of, 1_200, "EUR", "order 12", ada, NOW, key="once"), Entry)
    assert credit.of_customer(of) == {"EUR": 500}
    refused = credit.use(of, 501, "EUR", "", ada, NOW, key="again")
    assert isinstance(refused, Refused)
    assert "€5.00" in refused.reason
    assert ledger.balance(Place(REDEEMED), "EUR") == 1_200
    assert all_even()


@pytest.mark.django_db
def test_a_voucher_is_found_by_its_code_and_good_once() -> None:
    made = gave(ana(), "voucher", 2_000)
    voucher = Voucher.objects.get(gesture=made)
    found = vouchers.find(code_of(voucher).lower())
    assert found == voucher
    assert isinstance(vouchers.redeem(voucher, " 10 01 ", builders.agent(), NOW), Redemption)
    assert Redemption.objects.get().purchase == "10 01"
    again = vouchers.redeem(voucher, "1002", builders.agent("owner"), NOW)
    assert isinstance(again, Refused)
    assert "Ada Byrne" in again.reason
    assert ledger.balance(Place("voucher", voucher.public_id), "EUR") == 0
    assert all_even()


@pytest.mark.django_db
def test_a_voucher_that_has_ended_says_so() -> None:
    voucher = Voucher.objects.get(gesture=gave(ana(), "voucher", 2_000))
    assert voucher.expires_local == "2027-11-20T23:59:59"
    late = vouchers.redeem(voucher, "", builders.agent(), voucher.expires_at)
    assert isinstance(late, Refused)
    assert "20 November 2027" in late.reason
    assert isinstance(vouchers.find("7K3M-9QTR-4D2H"), Refused)
    assert isinstance(vouchers.find("nothing"), Refused)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_machines_that_redeem_a_voucher_at_once_one_wins() -> None:
    voucher, ada = Voucher.objects.get(gesture=gave(ana(), "voucher", 2_000)), builders.agent()
    done = at_once(*[lambda: vouchers.redeem(voucher, "1001", ada, NOW)] * 4)
    assert [type(one) for one in done].count(Redemption) == 1
    assert [type(one) for one in done].count(Refused) == 3
    assert Redemption.objects.count() == 1
    assert ledger.balance(Place("voucher", voucher.public_id), "EUR") == 0
    assert all_even()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_draw_the_last_of_an_allowance_at_once_do_not_both_get_it() -> None:
    of, leo = ana(), builders.agent("lead")
    gave(of, "voucher", 2_000, leo)
    ledger.post("k", "use", moved(Place("allowance", f"{leo.pk}:2026-11"), HERE, 97_000, "EUR"), NOW)

    def draw(key: str) -> object:
        try:
            return ledger.post(key, "draw", moved(Place("allowance", f"{leo.pk}:2026-11"), HERE, 600, "EUR"), NOW)
        except ledger.NotEnough as refused:
            return refused

    done = at_once(lambda: draw("one"), lambda: draw("two"))
    assert sorted(type(one).__name__ for one in done) == ["Entry", "NotEnough"]
    assert all_even()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_refund_one_order_at_once_do_not_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each looked when nothing was given back yet; what is given back is never more than was paid."""
    of, people = ana(), [builders.agent("lead"), builders.agent()]
    bought = order(of)
    monkeypatch.setattr(cases, "returned", lambda _order: 0)
    done = at_once(*[partial(acts.give, of, "refund", bought.total, who, NOW) for who in people])
    assert sorted(type(one).__name__ for one in done) == ["Gesture", "Refused"]
    assert Gesture.objects.count() == 1
    assert ledger.balance(Place(PAID, bought.public_id), "EUR") == 0
    # What is not given back after all can be given back again; an order that comes to more has more.
    assert acts.take_back(Gesture.objects.get(), "", people[0], NOW) is None
    bought.total += 1_000
    bought.save()
    assert isinstance(acts.give(of, "refund", 5_000, people[1], NOW, reason_beyond="All of it."), Gesture)
    assert isinstance(acts.give(of, "refund", 100, people[1], NOW, reason_beyond="More."), Refused)
    assert all_even()


@pytest.mark.django_db
def test_broken_off_in_the_middle_nothing_is_lost_and_nothing_is_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    voucher, ada = Voucher.objects.get(gesture=gave(ana(), "voucher", 2_000)), builders.agent()
    real = ledger.move

    class Killed(BaseException):
        """The power went."""

    def half(entry: Entry, leg: Leg, *rest: object) -> None:
        if leg.amount > 0:
            raise Killed
        real(entry, leg, *rest)

    for place in (REDEEMED, "voucher"):
        monkeypatch.setattr(ledger, "move", half)
        with pytest.raises(Killed), transaction.atomic():
            vouchers.redeem(voucher, place, ada, NOW)
        monkeypatch.setattr(ledger, "move", real)
        assert ledger.balance(Place("voucher", voucher.public_id), "EUR") == 2_000
        assert not Redemption.objects.exists()
    assert isinstance(vouchers.redeem(voucher, "1001", ada, NOW), Redemption)
    assert Gesture.objects.get().state == "given"
    assert all_even()
