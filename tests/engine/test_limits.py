from datetime import UTC, datetime, timedelta

from regulars.engine.limits import allow, forget_old
from regulars.engine.models import Counter
from tests.engine.conftest import in_threads

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_no_more_than_the_limit_in_a_window_and_each_key_has_its_own(db: None) -> None:
    assert [allow("sign-in:ana", 3, 60, NOON) for _ in range(5)] == [True, True, True, False, False]
    assert allow("sign-in:boris", 3, 60, NOON)


def test_a_limit_cannot_be_doubled_at_the_edge_of_two_windows(db: None) -> None:
    late = NOON + timedelta(seconds=59)
    assert all(allow("k", 10, 60, late) for _ in range(10))
    assert not allow("k", 10, 60, late + timedelta(seconds=2))


def test_who_keeps_trying_is_let_in_again(db: None) -> None:
    for _ in range(3):
        allow("k", 3, 60, NOON)
    tries = [allow("k", 3, 60, NOON + timedelta(seconds=second)) for second in range(1, 121)]
    assert not any(tries[:59])
    assert sum(tries) >= 3


def test_at_once_from_many_sides_the_limit_holds(transactional_db: None) -> None:
    def ask() -> int:
        return sum(allow("k", 10, 60, NOON) for _ in range(5))

    assert sum(in_threads(*[ask] * 4)) == 10


def test_counters_of_the_past_go(db: None) -> None:
    allow("k", 3, 60, NOON)
    assert forget_old(NOON + timedelta(days=1)) == 0
    assert forget_old(NOON + timedelta(days=3)) == 1
    assert not Counter.objects.exists()
