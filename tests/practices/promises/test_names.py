"""What a promise is called: by what it is about, and never by a pronoun alone."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.book.models import Customer, Order, OrderLine, Reward
from regulars.practices.promises.writing.naming import is_nameless, mentioned, named, object_before
from regulars.practices.promises.writing.things import about
from tests import builders
from tests.builders import NOW


@pytest.mark.parametrize(
    ("what", "thing", "wanted"),
    [
        ("You'll have it", "the kettle", "the kettle"),
        ("You will get them", "", "something"),
        ("send it", "blue kettle", "send blue kettle"),
        ("It will arrive", "blue kettle", "blue kettle will arrive"),
        ("look into that", "", "look into something"),
        ("make it right", "", "make something right"),
    ],
)
def test_a_name_stands_in_the_place_of_a_pronoun(what: str, thing: str, wanted: str) -> None:
    assert is_nameless(what)
    assert named(what, thing) == wanted


@pytest.mark.parametrize("what", ["call you", "send that kettle", "have this week's list", "send you one of each"])
def test_what_has_a_name_keeps_it(what: str) -> None:
    assert not is_nameless(what)


@given(st.lists(st.sampled_from("you'll have get send fix it that this them to on kettle .".split()), max_size=6))
def test_no_bare_pronoun_is_left_in_the_place_of_a_thing(words: list[str]) -> None:
    what = " ".join(words)
    if sum(what.count(one) for one in ("it", "that", "this", "them")) == 1:
        assert not is_nameless(named(what, "kettle"))


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("The blue kettle went out today. ", "blue kettle"),
        ("Your refund of 20 euros is booked.\n", "refund"),
        ("Thank you for your patience. ", ""),
        ("The oven is old. Hello! ", ""),
        ("", ""),
    ],
)
def test_the_thing_in_the_sentence_before(before: str, wanted: str) -> None:
    assert object_before(before) == wanted


def test_what_was_spoken_of_last() -> None:
    assert mentioned("The kettle is here, the oven is not.", ["Blue kettle", "Oven 3000"]) == "Oven 3000"
    assert mentioned("Hello.", ["Blue kettle"]) == ""


def ordered(of: Customer, *names: str) -> None:
    """An order of these."""
    row = {
        "source": "shop",
        "source_id": str(of.pk),
        "currency": "EUR",
        "updated_at": NOW,
        "total": 1,
        "ordered_at": NOW,
    }
    order = Order.objects.create(customer=of, birth_customer=of, **row)
    for place, name in enumerate(names):
        OrderLine.objects.create(order=order, position=place, name=name, quantity=Decimal(1), price=1)


@pytest.mark.django_db
def test_it_is_what_they_ordered_or_hold() -> None:
    ana = builders.customer()
    assert about("", "delivery", ana) == ""
    ordered(ana, "Blue kettle")
    assert about("", "delivery", ana) == "Blue kettle"
    ordered_two = builders.customer("Boris Okafor", "boris@veloworks.example")
    ordered(ordered_two, "Chain", "Saddle")
    assert about("", "delivery", ordered_two) == ""
    assert about("The saddle is here. ", "delivery", ordered_two) == "Saddle"
    row = {"source": "club", "source_id": "2", "unit": "nights", "balance": 1, "updated_at": NOW}
    Reward.objects.create(customer=ana, birth_customer=ana, programme="A free night", **row)
    assert about("", "reward", ana) == "A free night"
