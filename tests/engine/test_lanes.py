from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from regulars.engine import claims
from regulars.engine.jobs import Wanted, enqueue_many


class LanesKeepTheirOrder(TestCase):
    @given(
        st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.integers(-2, 2)), max_size=15),
        st.lists(st.integers(1, 6), min_size=1, max_size=30),
    )
    @settings(max_examples=25, deadline=None)
    def test_whatever_is_enqueued_and_however_it_is_claimed(
        self, wanted: list[tuple[str, int]], limits: list[int]
    ) -> None:
        enqueue_many(
            Wanted("test.any", {"n": n}, lane=lane, priority=priority) for n, (lane, priority) in enumerate(wanted)
        )
        done: list[tuple[str, int]] = []
        for limit in [*limits, *[20] * (len(wanted) + 1)]:
            batch = claims.claim("w", limit, timezone.now())
            lanes = [job.lane for job in batch if job.lane]
            assert len(lanes) == len(set(lanes))
            for job in batch:
                done.append((job.lane, job.payload["n"]))
                claims.finish(job)
        assert len(done) == len(wanted)
        for lane in ("a", "b"):
            numbers = [n for of, n in done if of == lane]
            assert numbers == sorted(numbers)
