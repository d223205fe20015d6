"""Guards speak to the lead and stop nobody; what went beyond and what was not used is looked back on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.book.eyes import DESK, Eyes
from regulars.book.models import Customer
from regulars.book.today.slots import Asked
from regulars.book.today.tasks import tasks
from regulars.engine.models import Job
from regulars.gestures import acts, reviewing, today
from regulars.gestures.guards import look, rules
from regulars.gestures.guards.rules import Given
from regulars.gestures.models import Gesture, Remark
from regulars.staff.allowances import acts as allowances
from regulars.staff.allowances.rules import Usual, span
from regulars.staff.models import Membership, Team
from regulars.staff.trail import Actor
from tests import builders

from .builders import NOW, ana, gave

ONE = Given(1, "voucher", 1_500, "EUR", NOW, beyond=False)


def before(hours: float, **more: object) -> Given:
    """Another one, earlier."""
    row = {"customer": 1, "code": "voucher", "worth": 1_500, "currency": "EUR", "beyond": False}
    return Given(**{**row, **more}, at=NOW - timedelta(hours=hours))  # type: ignore[arg-type] # as above


@pytest.mark.parametrize(
    ("others", "at_most", "kinds"),
    [
        ([], 2_000, []),
        ([before(1)], 2_000, ["split"]),
        ([before(1)], 4_000, []),
        ([before(73)], 2_000, []),
        ([before(1, customer=2)], 2_000, []),
        ([before(1, currency="USD")], 2_000, []),
        ([before(1, beyond=True)], 2_000, []),
        ([before(100), before(200), before(300)], 20_000, ["again"]),
        ([before(100), before(200), before(24 * 91)], 20_000, []),
        ([before(100, customer=2), before(200, customer=3), before(300, customer=4)], 20_000, []),
    ],
)
def test_what_guards_see(others: list[Given], at_most: int, kinds: list[str]) -> None:
    assert [one.kind for one in rules.look(ONE, others, at_most, ("ada@desk.example",), ("ana@x.example",))] == kinds


def test_oneself_is_seen() -> None:
    seen = rules.look(ONE, [], 20_000, ("ada@desk.example", "+43"), ("+43",))
    assert [one.kind for one in seen] == ["self"]


@settings(max_examples=25)
@given(
    st.sampled_from(["day", "week", "month"]),
    st.datetimes(NOW.replace(tzinfo=None) - timedelta(days=900), NOW.replace(tzinfo=None) + timedelta(days=900)),
    st.sampled_from(["UTC", "Pacific/Honolulu", "Europe/Vienna", "Asia/Kathmandu", "America/Sao_Paulo"]),
)
def test_every_moment_lies_in_its_period(period: str, wall: object, zone: str) -> None:
    now = wall.replace(tzinfo=NOW.tzinfo)  # type: ignore[attr-defined] # a datetime
    found = span(period, now, zone)
    assert found.begins <= now < found.ends
    assert span(period, found.ends, zone).begins == found.ends
    assert span(period, found.ends - timedelta(seconds=1), zone) == found


@pytest.mark.slow
@pytest.mark.django_db
def test_a_remark_is_made_after_giving_and_waits_for_the_lead() -> None:
    ada = builders.agent()
    own = builders.customer("Ada Byrne", "ada@desk.example")
    gave(own, "voucher", 2_000)
    (job,) = Job.objects.filter(kind="gestures.look")
    for _ in range(2):
        look.look.run(job.payload)
    assert Remark.objects.get().kind == "self"
    asked = {"agents": (), "unheld": True, "eyes": DESK, "now": NOW, "most": 5}
    with CaptureQueriesContext(connection) as statements:
        assert today.to_review(Asked(viewer=builders.agent("lead"), **asked))
    assert len([one for one in statements.captured_queries if "gestures_gesture" in one["sql"]]) == 1
    assert not today.to_review(Asked(viewer=ada, **asked))
    shown = builders.signed_in("lead").get("/giving/review")
    assert shown.status_code == 200


@pytest.mark.slow
@pytest.mark.django_db
def test_nobody_looks_at_their_own_and_seeing_can_be_taken_back() -> None:
    ada, leo = builders.agent(), builders.agent("lead")
    made = gave(ana(), "voucher", 90_000, reason_beyond="Her wedding.")
    assert reviewing.to_look_at(NOW, NOW + timedelta(days=1)) == [made]
    assert isinstance(reviewing.see(made, "", ada, NOW), Refused)
    for note in ("Right.", "Quite right."):
        assert reviewing.see(made, note, leo, NOW) is None
    assert [one.note for one in made.reviews.filter(undone_at=None)] == ["Quite right."]
    reviewing.unsee(made, NOW)
    assert not made.reviews.filter(undone_at=None).exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_what_was_not_used_is_reported_as_well() -> None:
    ada, leo, olga = builders.agent(), builders.agent("lead"), builders.agent("owner")
    team = Team.objects.create(name="Front")
    Membership.objects.create(team=team, agent=ada)
    Membership.objects.create(team=team, agent=leo)
    gave(ana(), "voucher", 2_000)
    people = reviewing.used([olga, leo, ada], NOW)
    assert [(one.name, one.used, one.unused) for one in people] == [
        ("Ada Byrne", 2_000, 28_000),
        ("Leo Marsh", 0, 100_000),
        ("Olga Petrova", 0, 200_000),
    ]
    (sums,) = reviewing.by_team([olga, leo, ada], NOW)
    assert (sums.name, sums.granted, sums.used) == ("Front", 130_000, 2_000)
    for _ in range(2):
        reviewing.grant_all.run({})
    (mine,) = reviewing.own_periods(leo)
    assert (mine.granted, mine.used) == (100_000, 0)


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_limit_changed_within_a_period_is_put_right_by_another_grant() -> None:
    ada, who = builders.agent(), Actor(builders.agent("owner"))
    gave(ana(), "voucher", 2_000)
    for amount in (5_000, 30_000, 5_000):
        assert allowances.settle_person(who, ada, amount, "month", NOW) is None
        gave(ana_again(amount), "voucher", 500, reason_beyond="Yes.")
    (mine,) = reviewing.own_periods(ada)
    assert (mine.granted, mine.used) == (5_000, 3_500)
    assert allowances.as_role(who, ada, NOW) is None
    assert isinstance(allowances.settle_person(Actor(ada), ada, 10**6, "month", NOW), Refused)
    assert isinstance(allowances.settle_usual(who, Usual("EUR", 3, 2, 1), NOW), Refused)
    assert Gesture.objects.count() == 4


def ana_again(number: int) -> Customer:
    """Another customer each time."""
    return builders.customer("Ana", f"ana{number}-{Gesture.objects.count()}@nordbake.example")


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_to_be_given_by_hand_stands_on_the_page_of_who_gave_it() -> None:
    ada, leo = builders.agent(), builders.agent("lead")
    of = builders.customer()
    on = builders.conversation(of)
    made = gave(of, "handwritten_note", 0, conversation=on)
    inbox = on.inbox_id
    assert inbox is not None

    def seen(*agents: int, unheld: bool = False, hidden: tuple[int, ...] = ()) -> list[str]:
        return [one.path for one in today.by_hand(Asked(ada, agents, unheld, Eyes(ada, hidden), NOW, 5))]

    path = f"/gestures/{made.public_id}"
    assert seen(ada.pk) == seen(leo.pk, unheld=True) == [path]
    assert [one.belongs for one in today.by_hand(Asked(ada, (ada.pk,), False, DESK, NOW, 5))] == [on.public_id]
    assert seen(leo.pk) == seen(ada.pk, hidden=(inbox,)) == []
    assert not [one for one in tasks(Asked(ada, (ada.pk,), True, DESK, NOW, 5)) if one.title.startswith("Write them")]
    made.refresh_from_db()
    assert acts.settle(made, True, ada, NOW) is None
    assert seen(ada.pk) == []
