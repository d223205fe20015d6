"""Whose a row is and how a customer is shown, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from regulars.book.merging import rules
from regulars.book.merging.rules import GONE, STAYS, Joining, Standing, Weight
from tests.builders import NOW

BLANK = dict.fromkeys(rules.FIELDS, "")


def said(**values: str) -> dict[str, str]:
    """Fields, empty where nothing is said."""
    return {**BLANK, **values}


def test_a_root_is_found_over_any_number_of_merges() -> None:
    edges = [Joining(1, gone=1, stays=2), Joining(2, gone=2, stays=3), Joining(3, gone=5, stays=2)]
    assert rules.roots([1, 2, 3, 4, 5], edges) == {1: 3, 2: 3, 3: 3, 4: 4, 5: 3}
    assert rules.members(2, edges) == {1, 2, 5}
    assert rules.members(4, edges) == {4}


def test_a_row_belongs_where_its_newest_move_went() -> None:
    assert rules.place(1, []) == 1
    assert rules.place(1, [2, 3]) == 3


def test_the_field_that_was_taken_is_shown_and_what_the_row_says_is_kept() -> None:
    edges = [Joining(1, gone=1, stays=2, takes=("name",))]
    people = rules.standings({1: said(name="Ana Novak"), 2: said(name="A. N.", greeting="Ana")}, edges)
    assert people[2].shown == said(name="Ana Novak", greeting="Ana")
    assert people[2].own == {"name": "A. N."}
    assert people[1] == Standing(said(name="Ana Novak"))


def test_of_two_merges_that_take_a_field_the_newer_is_shown() -> None:
    edges = [Joining(1, gone=1, stays=3, takes=("name",)), Joining(2, gone=2, stays=3, takes=("name",))]
    names = {1: said(name="one"), 2: said(name="two"), 3: said(name="three")}
    assert rules.standings(names, edges)[3].shown["name"] == "two"
    assert rules.standings(names, edges[:1])[3].shown["name"] == "one"
    assert rules.standings(names, [])[3] == Standing(names[3])


def test_who_writes_into_a_shown_field_corrects_the_row_whose_value_it_is() -> None:
    edges = [Joining(1, gone=1, stays=2, takes=("name",))]
    written = {1: Standing(said(name="Ana Novak")), 2: Standing(said(name="Ana Nowak"), {"name": "A. N."})}
    found = rules.absorbed(written, edges)
    assert found[1]["name"] == "Ana Nowak"
    assert found[2]["name"] == "A. N."


def test_a_proposal_says_something_and_is_the_fuller_name_or_the_later_word() -> None:
    stays, gone = said(name="A. Novak", greeting="Ana", language="en"), said(name="Ana Novak", language="de")
    found = {one.field: one for one in rules.preview(stays, gone, GONE)}
    assert [found[name].proposed for name in rules.FIELDS] == [GONE, STAYS, GONE, STAYS]
    assert [found[name].differs for name in rules.FIELDS] == [True, False, True, False]
    assert rules.proposed("name", "ana.novak.and.family@nordbake.example", "Ana", STAYS) == GONE
    assert rules.proposed("language", "en", "de", STAYS) == STAYS


def test_only_what_differs_is_taken() -> None:
    stays, gone = said(name="Ana", greeting="Ana"), said(name="Ana Novak", greeting="Ana")
    assert rules.takes(["name", "greeting", "language", "id"], stays, gone) == ["name"]


def test_the_book_with_verified_handles_stays_then_the_fuller_one_then_the_older() -> None:
    claimed, verified = Weight(0, 9, NOW, 1), Weight(1, 2, NOW, 2)
    assert rules.stays_first(verified, claimed)
    assert rules.stays_first(Weight(1, 3, NOW, 2), Weight(2, 2, NOW, 1))
    assert rules.stays_first(Weight(1, 2, NOW, 1), Weight(1, 2, NOW, 2))
    assert not rules.stays_first(Weight(1, 2, NOW, 2), Weight(1, 2, NOW, 1))


def test_what_came_since_is_above_the_highest_id_of_each_merge_on_the_way() -> None:
    first = Joining(1, 1, 2, latest={"moment": 10, "fact": 4})
    second = Joining(2, 2, 3, latest={"moment": 8, "fact": 6})
    aside = Joining(3, 9, 3, latest={"moment": 99})
    assert rules.since(first, [first, second, aside]) == {2: {"moment": 10, "fact": 4}, 3: {"moment": 10, "fact": 6}}
    assert rules.since(second, [first, second, aside]) == {3: {"moment": 8, "fact": 6}}


def test_what_came_goes_back_only_where_all_who_wrote_it_do() -> None:
    assert rules.goes_back([1], {1, 2})
    assert not rules.goes_back([1, 3], {1, 2})
    assert not rules.goes_back([], {1, 2})


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12), st.data())
def test_undoing_a_merge_gives_what_the_others_alone_would_have_given(
    wanted: list[tuple[int, int]], data: st.DataObject
) -> None:
    edges: list[Joining] = []
    for number, (gone, stays) in enumerate(wanted):
        at = rules.roots(range(10), edges)
        if at[gone] != at[stays]:
            edges.append(Joining(number, at[gone], at[stays], tuple(data.draw(st.sets(st.sampled_from(rules.FIELDS))))))
    names = {pk: said(name=f"name {pk}", language=f"l{pk}") for pk in range(10)}
    left = list(edges)
    shown = rules.standings(names, left)
    for undone in data.draw(st.permutations(edges)):
        before = rules.absorbed(shown, left)
        assert before == names
        left.remove(undone)
        shown = rules.standings(before, left)
        assert rules.roots([undone.gone], left)[undone.gone] == undone.gone
    assert shown == {pk: Standing(values) for pk, values in names.items()}
