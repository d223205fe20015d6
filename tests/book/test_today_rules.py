"""In which order things are to be done."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from regulars.book.today import rules
from regulars.book.today.slots import CALM, FIRST, TIMED, Matter
from tests.builders import NOW

MIDNIGHT = NOW + timedelta(hours=11)


def matter(key: str, rank: int = TIMED, due: datetime | None = None) -> Matter:
    """One of them."""
    return Matter(key, "reply", rank, due, "Answer Ana", "unanswered for 2 h", "/", "Answer")


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
    parts, more = rules.parts(found, NOW, MIDNIGHT, 50)
    assert [part.key for part in parts] == ["first", "late", "soon", "today", "later", "without"]
    assert [one.key for one in parts[-1].matters] == ["calm", "without"]
    assert not more


matters = st.lists(
    st.builds(
        matter,
        st.text("abc", min_size=1, max_size=2),
        st.sampled_from([FIRST, TIMED, CALM]),
        st.none() | st.integers(-9000, 9000).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    ),
    max_size=30,
)


@given(matters, st.integers(1, 40))
def test_nothing_comes_twice_and_none_is_lost_but_what_is_beyond_the_page(found: list[Matter], most: int) -> None:
    parts, more = rules.parts(found, NOW, MIDNIGHT, most)
    shown = [one.key for part in parts for one in part.matters]
    every = {one.key for one in found}
    assert len(shown) == len(set(shown)) == min(most, len(every))
    assert more == (len(every) > most)
    assert [part.key for part in parts] == [key for key in rules.HEADINGS if key in {part.key for part in parts}]
    for part in parts:
        times = [one.due_at for one in part.matters if one.due_at]
        assert times == sorted(times)
