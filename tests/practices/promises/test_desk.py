"""What the desk says of promises by itself, and their times: over once, in the customer's zone, whatever clocks do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.acts import append_moment
from regulars.book.merging import acts as merging
from regulars.book.models import Customer, Moment, Order, Reward
from regulars.engine.models import Job
from regulars.engine.outbox import Entry
from regulars.practices.promises import acts, desk, rates, records, rules
from regulars.practices.promises.models import Outcome, Promise, Sign
from regulars.practices.promises.tasks import pass_on
from regulars.staff.hours.rules import Hours, Span
from tests import builders
from tests.builders import NOW, agent, customer

from .cast import MONDAY, ON_TUESDAY, promised

MINUTE = timedelta(minutes=1)
ONE = {"source": "shop", "source_id": "1", "currency": "EUR", "updated_at": NOW}


def wall(written: str, zone: str = "Europe/Vienna") -> LocalTime:
    """A due time."""
    return LocalTime(datetime.fromisoformat(written), zone)


def order(of: Customer, **more: object) -> Order:
    """What Ana ordered."""
    return Order.objects.create(customer=of, birth_customer=of, total=3890, ordered_at=NOW, **{**ONE, **more})


def reward(of: Customer, until: LocalTime) -> Reward:
    """What Ana holds until then."""
    row = {**ONE, "unit": "points", "balance": 100, "expires_at": until.utc(), "expires_zone": until.zone}
    return Reward.objects.create(
        customer=of, birth_customer=of, expires_local=until.wall.isoformat(timespec="seconds"), **row
    )


@pytest.mark.django_db
def test_what_is_over_is_called_broken_once_by_the_desk() -> None:
    made = promised()
    assert desk.break_due(MONDAY.utc()) == 0
    assert desk.break_due(ON_TUESDAY) == 1
    assert desk.break_due(ON_TUESDAY) == 0
    made.refresh_from_db()
    assert made.state == "broken"
    assert Outcome.objects.get().agent is None
    assert Moment.objects.filter(kind="promise.broken").count() == 1
    acts.undo(made, agent(), ON_TUESDAY)
    assert desk.break_due(ON_TUESDAY) == 0


@pytest.mark.django_db
def test_a_day_ends_where_the_customer_is() -> None:
    made = promised(due=wall("2026-11-23T23:59", "Pacific/Auckland"))
    assert made.due_at == datetime(2026, 11, 23, 10, 59, tzinfo=UTC)
    assert desk.break_due(made.due_at + MINUTE) == 1


@pytest.mark.django_db
def test_an_hour_is_the_hour_on_their_wall_after_the_clocks_change() -> None:
    said_at = datetime(2026, 10, 23, 12, tzinfo=UTC)
    made = promised(now=said_at, due=wall("2026-10-25T17:00"), due_means="time")
    # On that morning clocks in Vienna went back: five in the afternoon is an hour later in UTC than the day before.
    assert made.due_at == datetime(2026, 10, 25, 16, tzinfo=UTC)
    assert desk.break_due(made.due_at + rules.GRACE) == 0
    assert desk.break_due(made.due_at + rules.GRACE + MINUTE) == 1


@pytest.mark.django_db
def test_a_delivered_order_keeps_its_promise_by_itself() -> None:
    ana = customer()
    bought = order(ana)
    made = promised(ana, concerns=f"order:{bought.public_id}")
    told = append_moment(ana, "order.delivered", NOW + MINUTE, payload={"order": bought.public_id})
    Order.objects.update(delivered_at=NOW + MINUTE)
    desk.look_at(told, NOW + 2 * MINUTE)
    made.refresh_from_db()
    outcome = Outcome.objects.get()
    assert (made.state, outcome.agent, outcome.moment, outcome.happened_at) == ("kept", None, told, NOW + MINUTE)


@pytest.mark.django_db
def test_what_came_late_by_its_record_is_kept_late_and_not_broken() -> None:
    ana = customer()
    bought = order(ana, delivered_at=MONDAY.utc() + timedelta(hours=6))
    promised(ana, concerns=f"order:{bought.public_id}")
    assert desk.break_due(ON_TUESDAY) == 0
    assert Outcome.objects.get().kind == "late"


@pytest.mark.django_db
@pytest.mark.parametrize(("ends", "state"), [("2026-11-22T23:59", "broken"), ("2026-11-23T23:59", "kept")])
def test_a_reward_that_ends_before_what_was_said_breaks_the_promise(ends: str, state: str) -> None:
    ana = customer()
    held = reward(ana, wall(ends))
    made = promised(ana, sort="reward", concerns=f"reward:{held.public_id}")
    desk.break_due(ON_TUESDAY)
    made.refresh_from_db()
    assert made.state == state


@pytest.mark.django_db
def test_a_record_is_meant_where_only_one_can_be() -> None:
    ana = customer()
    assert records.likely(ana, "reward") == ""
    held = reward(ana, MONDAY)
    assert records.likely(ana, "reward") == f"reward:{held.public_id}"
    order(ana, delivered_at=NOW)
    under_way = order(ana, source_id="2")
    assert records.likely(ana, "delivery") == f"order:{under_way.public_id}"
    order(ana, source_id="3")
    assert (records.likely(ana, "delivery"), records.likely(ana, "price")) == ("", "")


@pytest.mark.django_db
def test_time_alone_does_not_break_what_is_only_said_to_be_so() -> None:
    promised(sort="price")
    assert desk.break_due(ON_TUESDAY) == 0


@pytest.mark.django_db
def test_a_reply_seems_to_keep_the_promise_of_one_and_is_confirmed() -> None:
    on = builders.conversation(customer())
    made = promised(on.customer, sort="reply", conversation=on)
    builders.messages(on, ["Well?", "Here is your answer."], NOW + MINUTE)
    for moment in Moment.objects.filter(kind="message"):
        desk.look_at(moment, NOW + 3 * MINUTE)
        desk.look_at(moment, NOW + 3 * MINUTE)
    sign = Sign.objects.get()
    made.refresh_from_db()
    assert made.state == "open"
    acts.dismiss(sign, agent(), NOW)
    sign.refresh_from_db()
    assert sign.dismissed_by == agent()


@pytest.mark.django_db
def test_only_moments_of_those_who_wait_become_jobs() -> None:
    ana, boris = customer(), customer("Boris Okafor", "boris@veloworks.example")
    promised(ana)
    entries = [
        Entry(n, "moment", {"id": n, "kind": kind, "customer": who.pk}, NOW)
        for n, (kind, who) in enumerate([("message", ana), ("message", boris), ("promise.made", ana)])
    ]
    pass_on(entries)
    assert list(Job.objects.filter(kind="promises.look").values_list("payload__moment", flat=True)) == [0]


@pytest.mark.django_db
def test_promises_go_along_when_books_are_merged_and_come_back() -> None:
    ana, home = customer(), customer("Ana Novak", "ana@home.example")
    made = promised(home)
    merge = merging.merge(home, ana, (), agent(), ON_TUESDAY)
    assert not isinstance(merge, Refused)
    made.refresh_from_db()
    assert made.customer == ana
    assert isinstance(acts.keep(made, agent(), ON_TUESDAY), Outcome)
    assert not isinstance(merging.undo(merge, (), agent(), ON_TUESDAY), Refused)
    made.refresh_from_db()
    assert (made.customer, made.state) == (home, "late")


@settings(max_examples=30)
@given(kept=st.integers(0, 400), more=st.integers(0, 400))
def test_the_interval_holds_the_share_and_narrows(kept: int, more: int) -> None:
    n = kept + more
    low, high = rates.wilson(kept, n)
    assert 0 <= low <= high <= 1
    if n:
        assert low - 1e-9 <= kept / n <= high + 1e-9
        wider = rates.wilson(kept * 4, n * 4)
        assert wider[1] - wider[0] <= high - low + 1e-9


def test_the_interval_is_wilsons() -> None:
    # Source: worked example of Newcombe (1998), Statistics in Medicine 17, 857-872: 81 of 263, 0.2553 to 0.3662.
    low, high = rates.wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@pytest.mark.sqlite
@pytest.mark.django_db
def test_told_before_late_is_counted_apart() -> None:
    ana = customer()
    for _ in range(3):
        made = promised(ana)
        acts.tell_before_late(made, wall("2026-11-25T12:00"), "time", agent(), NOW)
    acts.keep(promised(ana), agent(), NOW)
    acts.keep(promised(ana), agent(), ON_TUESDAY)
    (found,) = rates.rates(NOW, ON_TUESDAY)
    assert (found.kept, found.late, found.told, found.moved, found.n, found.few) == (1, 1, 3, 0, 2, True)


def test_the_time_to_propose_is_when_we_are_open_next() -> None:
    """After its own day and after today, on the same clock."""
    week = Hours("Europe/Vienna", tuple(Span(day, 540, 1020) for day in range(5)), {date(2026, 11, 24): "A holiday"})
    assert rules.next_time(MONDAY, NOW, week) == wall("2026-11-25T23:59")
    friday = wall("2026-11-20T17:00")
    assert rules.next_time(friday, NOW, week) == wall("2026-11-23T17:00")
    assert rules.next_time(friday, NOW + timedelta(days=1), Hours()) == wall("2026-11-22T17:00")


def test_a_customer_without_a_zone_is_on_the_companys_clock() -> None:
    assert rules.zone_of("", "Europe/Vienna") == "Europe/Vienna"
    assert rules.zone_of("Mars/Olympus", "Europe/Vienna") == "Europe/Vienna"
    assert rules.zone_of("Asia/Tokyo", "Europe/Vienna") == "Asia/Tokyo"


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(Outcome.KINDS), st.booleans()), max_size=6))
def test_the_state_is_the_last_outcome_that_stands(outcomes: list[tuple[str, bool]]) -> None:
    state = rules.standing(outcomes)
    standing = [kind for kind, undone in outcomes if not undone]
    assert state == (standing[-1] if standing else Promise.OPEN)


@pytest.mark.parametrize(
    ("words", "sort"),
    [
        ("I'll call you tomorrow morning", "callback"),
        ("wir rufen Sie morgen an", "callback"),
        ("your reward expires on Monday", "reward"),
        ("we refund the shipping", "money"),
        ("the kettle will be delivered on Friday", "delivery"),
        ("das Paket wird am Freitag zugestellt", "delivery"),
        ("I'll get back to you by noon", "reply"),
        ("they are good until Monday", "reward"),
        ("a table for two at eight", "visit"),
        ("we keep the price until May", "price"),
        ("I'll see to it", "other"),
    ],
)
def test_what_words_are_about(words: str, sort: str) -> None:
    assert rules.sort_of(words) == sort
