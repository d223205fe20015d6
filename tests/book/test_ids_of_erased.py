"""Ids of other systems in which a person stands: they go with that person, and the record is known all the same."""

import pytest

from regulars.book.leaving import acts as leaving
from regulars.book.leaving import carrying, erased
from regulars.book.leaving.ids import telling, tells
from regulars.book.models import Customer, Erasure, Moment, Order, Reward, Visit
from regulars.book.records import acts
from regulars.book.records.rows import MODELS, Row, Who, stay
from tests import builders
from tests.book.records.test_bringing import PROMISED, batch, bring, order

NOW = builders.NOW
KOS = Who("Anna Kos", "anna.kos@x.example", external="K-77120")
HANDLES = [("email", "anna.kos@x.example"), ("phone", "+436641234567"), ("external", "shop:k-77120")]


@pytest.mark.parametrize(
    "written",
    [
        *("anna.kos@x.example-17", "anna%2Ekos%40x.example", "ANNA.KOS_17", "order-anna-2026", "order-kos17"),
        *("annakos", "kosanna-1", "AnnaKos17", "0664/123 45 67", "2026-06641234567", "+43 664 1234567", "K77120-3"),
    ],
)
def test_an_id_tells_of_somebody(written: str) -> None:
    assert tells(telling(["Anna Kos"], HANDLES), written)


@pytest.mark.parametrize("written", ["2026-4711", "A-1234567", "annas-order", "kosmos-17", "order-77121", "", "x"])
def test_an_id_that_only_looks_a_little_like_it_stays(written: str) -> None:
    assert not tells(telling(["Anna Kos"], HANDLES), written)


@pytest.mark.parametrize(
    ("name", "written"),
    [("Jörg Müller", "mueller-1"), ("Jörg Müller", "MULLER"), ("田中 太郎", "田中-3"), ("Wu Li", "li-9")],
)
def test_names_are_found_however_they_are_spelt(name: str, written: str) -> None:
    assert tells(telling([name], []), written)


def test_nobody_is_told_of_by_nothing() -> None:
    assert not tells(telling(["", "4 2"], []), "4-2 order")


def gone(customer: Customer) -> None:
    """Erased."""
    asked = leaving.ask(customer, None, NOW - leaving.GRACE)
    assert isinstance(asked, Erasure)
    assert carrying.carry_out(asked, NOW) is None


@pytest.mark.django_db
def test_records_of_an_erased_customer_keep_no_name_and_do_not_come_back() -> None:
    day = stay(PROMISED)
    visit = Row("anna-kos-1", KOS, {**day, "number": "R-12"})
    reward = Row("anna.kos@x.example", KOS, {"unit": "points", "balance": 12})
    orders = [order("order-anna-kos", KOS), order("4711", KOS, number="Kos 4711"), order("4712", KOS)]
    bring(*orders)
    bring(visit, noun="visit")
    bring(reward, noun="reward")
    gone(Customer.objects.get())
    named, numbered, plain = Order.objects.order_by("pk")
    assert named.source_id == erased.id_in_place("order", "shop", "order-anna-kos")
    assert str(named) == named.number == named.source_id[:15]
    assert numbered.source_id == "4711"
    assert numbered.number.startswith("erased-")
    assert (plain.source_id, plain.number) == ("4712", "4712")
    assert (Visit.objects.get().source_id[:7], Visit.objects.get().number) == ("erased-", "R-12")
    assert Reward.objects.get().source_id.startswith("erased-")
    before = [list(model.objects.order_by("pk").values()) for model in (*MODELS.values(), Customer, Moment)]
    for noun, rows in {"order": orders, "visit": [visit], "reward": [reward]}.items():
        fates = acts.bring(batch(noun), rows, NOW)
        assert {(fate.outcome, "erased" in fate.reason) for fate in fates} == {("refused", True)}
    assert [list(model.objects.order_by("pk").values()) for model in (*MODELS.values(), Customer, Moment)] == before
