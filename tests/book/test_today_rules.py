"""In which order things are to be done."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from regulars.book.today import rules
from regulars.book.today.slots import CALM, FIRST, TIMED, Matter
from tests.builders import NOW

MIDNIGHT = NOW + timedelta(hours=11)


def matter(key: str, rank: int = TIMED, due: datetime | None = None, belongs: str = "") -> Matter:
    """One of them."""
    return Matter(key, "reply", rank, due, "Answer Ana", "unanswered for 2 h", "/", "Answer", belongs=belongs)


def rows_of(offered: list[list[Matter]], most: int) -> tuple[list[rules.Row], bool]:
    """The rows of all parts, and whether there are more."""
    parts, more = rules.parts(offered, NOW, MIDNIGHT, most)
    return [row for part in parts for row in part.rows], more


def keys(rows: list[rules.Row]) -> list[list[str]]:
    """What stands in each row, in order."""
    return [[row.first.key, *(one.key for one in row.others)] for row in rows]


def test_what_outranks_all_is_first_and_what_has_no_time_last() -> None:
    found = [
        matter("without"),
        matter("calm", CALM, NOW - timedelta(days=9)),
        matter("later", due=NOW + timedelta(days=2)),
        matter("today", due=NOW + timedelta(hours=3)),
        matter("soon", due=NOW + timedelta(minutes=20)),
        matter("late", due=NOW - timedelta(minutes=1)),
        matter("first", FIRST, NOW + timedelta(days=9)),
    ]
    parts, more = rules.parts([found], NOW, MIDNIGHT, 50)
    assert [part.key for part in parts] == ["first", "late", "soon", "today", "later", "without"]
    assert [row.first.key for row in parts[-1].rows] == ["calm", "without"]
    assert not more


def test_what_belongs_together_is_one_row_with_the_most_urgent_first() -> None:
    replies = [matter("reply", due=NOW + timedelta(hours=3), belongs="kettle")]
    promises = [matter("promise", due=NOW - timedelta(hours=1), belongs="kettle"), matter("call", due=NOW)]
    recoveries = [
        matter("step", FIRST, NOW + timedelta(hours=9), belongs="kettle"),
        matter("other", due=NOW - timedelta(hours=2), belongs="vase"),
    ]
    rows, more = rows_of([replies, promises, recoveries], 50)
    assert keys(rows) == [["step", "promise", "reply"], ["other"], ["call"]]
    assert not more


def test_a_page_is_of_rows_and_not_of_what_stands_in_them() -> None:
    replies = [matter(f"reply{n}", due=NOW + timedelta(minutes=n), belongs=f"talk{n}") for n in range(3)]
    promises = [matter(f"promise{n}", due=NOW + timedelta(minutes=9 + n), belongs=f"talk{n}") for n in range(3)]
    assert keys(rows_of([replies, promises], 2)[0]) == [["reply0", "promise0"], ["reply1", "promise1"]]


def test_nothing_is_shown_before_what_a_list_that_was_cut_off_left_out() -> None:
    calls = [matter(f"call{n}", due=NOW + timedelta(minutes=n), belongs="kettle") for n in range(4)]
    left_out, later = matter("call4", due=NOW + timedelta(minutes=4)), [matter("later", due=NOW + timedelta(hours=5))]
    every = keys(rows_of([[*calls, left_out], later], 5)[0])
    assert every == [["call0", "call1", "call2", "call3"], ["call4"], ["later"]]
    rows, more = rows_of([calls, later], 3)
    assert (keys(rows), more) == (every[:1], True)


offers = st.lists(
    st.lists(
        st.builds(
            matter,
            st.sampled_from("abcdefgh"),
            st.sampled_from([FIRST, TIMED, CALM]),
            st.sampled_from([None, *(NOW + timedelta(minutes=minutes) for minutes in (-90, -1, 0, 20, 200, 2000))]),
            st.sampled_from(["", "kettle", "vase"]),
        ),
        max_size=6,
    ),
    max_size=3,
)


def places(offered: list[list[Matter]]) -> dict[str, int]:
    """At which place each would stand if nothing belonged together."""
    alone = [[replace(one, belongs="") for one in some] for some in offered]
    return {row.first.key: place for place, row in enumerate(rows_of(alone, 100)[0])}


@given(offers)
def test_nothing_is_lost_or_doubled_and_each_row_has_the_place_of_its_first(offered: list[list[Matter]]) -> None:
    order, (rows, more) = places(offered), rows_of(offered, 100)
    at = [[order[key] for key in row] for row in keys(rows)]
    assert sorted(place for row in at for place in row) == list(range(len(order)))
    assert at == sorted(sorted(row) for row in at)
    assert not more
    whose = [row.first.belongs or row.first.key for row in rows]
    assert len(whose) == len(set(whose))
    assert all(one.belongs == row.first.belongs for row in rows for one in row.others)
    headings = [part.key for part in rules.parts(offered, NOW, MIDNIGHT, 100)[0]]
    assert headings == [key for key in rules.HEADINGS if key in headings]


@given(offers, st.integers(1, 3))
def test_a_page_of_lists_that_were_cut_off_is_the_beginning_of_all(offered: list[list[Matter]], most: int) -> None:
    named = [[replace(one, key=f"{n}.{at}") for at, one in enumerate(some)] for n, some in enumerate(offered)]
    order = places(named)
    whole = [sorted(some, key=lambda one: order[one.key]) for some in named]
    every, (rows, more) = rows_of(whole, 100)[0], rows_of([some[: most + 1] for some in whole], most)
    assert [row.first for row in rows] == [row.first for row in every][: len(rows)]
    if any(len(some) > most for some in whole):
        assert more
        assert 0 < len(rows) <= most
    else:
        assert keys(rows) == keys(every)[:most]
        assert more == (len(every) > most)
