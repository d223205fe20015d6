"""The demo company keeps and breaks its word, makes good and gives: on the pages, by the product's own verbs, once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.utils import timezone

from regulars.book.models import Identity, Message, Moment
from regulars.demo.company import records
from regulars.demo.load import fill
from regulars.gestures.models import Gesture, Offer, Redemption, Voucher
from regulars.practices.promises.models import Contradiction, Outcome, Promise
from regulars.practices.recovery.models import Ending, Recovery, Step
from regulars.practices.recovery.sweep import acts as sweep
from regulars.readings.models import Understanding
from regulars.staff import acts as seats
from regulars.staff.models import Absence, Agent, Allowance, Holiday, OpeningHours
from tests.builders import signed_in

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TROUBLE = {"sentiment": {"negative": 0.95}, "failure": {"product": 0.9}, "severity": {"serious": 0.7}}
COUNTED = (Agent, Promise, Outcome, Contradiction, Recovery, Step, Gesture, Voucher, Redemption, Offer, Moment)


def read_as_trouble(email: str) -> None:
    """Their first letter was read as one that tells of trouble, as the reading process would."""
    customer = Identity.objects.get(value=email).customer
    text = Message.objects.filter(moment__customer=customer, moment__direction="in").earliest("moment__at")
    at = timezone.now()
    Understanding.objects.update_or_create(
        message=text, defaults={"edition": "full", "tier": "full", "at": at, "read_at": at, "scores": TROUBLE}
    )


@pytest.mark.parametrize("days", range(7))
def test_a_reward_that_was_told_until_monday_ends_on_a_sunday_whatever_day_it_is(days: int) -> None:
    now = NOW + timedelta(days=days)
    assert records.sunday(now).weekday() == 6
    assert now.date() < records.sunday(now) - timedelta(days=4)
    assert records.monday(now).startswith("Monday, ")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.sqlite
def test_its_pages_show_what_it_said_made_good_and_gave() -> None:
    now = timezone.now()
    fill(now)
    desk = signed_in("lead")
    shows_today(desk)
    shows_promises(desk)
    shows_recoveries(desk)
    shows_who_was_left_hanging(desk)
    shows_what_was_given(desk)
    before = [one._default_manager.count() for one in COUNTED]
    fill(now + timedelta(hours=1))
    assert [one._default_manager.count() for one in COUNTED] == before


def text_of(desk: Client, path: str) -> str:
    """What a page says."""
    answer = desk.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def shows_today(desk: Client) -> None:
    """What is in nobody's hands is in the owner's, too; for all, what Sepp holds is to be handed over."""
    assert "blue blanket" in text_of(desk, "/today")
    team = text_of(desk, "/today/team")
    assert "who is away. Hand it over." in team


def shows_promises(desk: Client) -> None:
    """Open ones of each sort, and how the others ended."""
    assert "blue blanket" in text_of(desk, "/promises?whose=all")
    states = list(Promise.objects.values_list("state", flat=True))
    assert {one: states.count(one) for one in set(states)} == {"open": 5, "kept": 1, "late": 1, "broken": 1}
    assert Promise.objects.filter(state="open", due_at=None).count() == 1
    against = Contradiction.objects.get()
    assert against.sort == "reward"
    assert against.state == Contradiction.OPEN
    assert (against.said_local[:10], against.holds_local[:10]) == days_of_the_reward()


def days_of_the_reward() -> tuple[str, str]:
    """Monday and the Sunday before."""
    ends = records.sunday(timezone.now())
    return str(ends + timedelta(days=1)), str(ends)


def shows_recoveries(desk: Client) -> None:
    """One to be listened to, that began by itself; one to choose; one that is well, with something unexpected."""
    page = text_of(desk, "/recoveries?show=all")
    assert "Pellegrino" in page
    assert "Lindgren" in page
    opened = Recovery.objects.get(customer__name="Joan Pellegrino")
    assert (opened.route, opened.step, opened.opened_by) == ("promise", "listen", None)
    choosing = Recovery.objects.get(customer__name="Oskar Lindgren")
    assert (choosing.step, choosing.waiting) == ("meet", True)
    assert Offer.objects.get(recovery=choosing.public_id).offered.count() == 2
    assert Ending.objects.get().how == "well"
    assert Step.objects.get(name="extra", outcome="done").code == "note"


def shows_what_was_given(desk: Client) -> None:
    """A card freely, and two vouchers, of which one was redeemed."""
    desk.force_login(Agent.objects.get(name="Jonas Aigner"))
    mine = text_of(desk, "/giving")
    assert "Dorothea Klee" in mine
    assert "voucher of" in mine
    assert Gesture.objects.filter(gift=True, code="handwritten_note", state="given").count() == 1
    assert Voucher.objects.count() == 2
    assert Redemption.objects.get().voucher.customer.name == "Yuki Hoshino"


def shows_who_was_left_hanging(desk: Client) -> None:
    """Once texts were read."""
    for email in ("viktor.brandl@brandl-uhren.example", "wilma@terhorst-bakkerij.example"):
        read_as_trouble(email)
    sweep.sweep(timezone.now())
    page = text_of(desk, "/hanging")
    assert "Ich erwarte nichts" in page
    assert "without bread on a Saturday" in page


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.sqlite
def test_nobody_signs_in_as_one_of_theirs_and_the_desk_still_waits_for_its_owner() -> None:
    now = timezone.now()
    fill(now)
    assert Agent.objects.count() == 3
    for agent in Agent.objects.all():
        assert not agent.has_usable_password()
        assert agent.email.endswith(".example")
        assert authenticate(None, username=agent.email, password="") is None
    assert (Allowance.objects.count(), OpeningHours.objects.count(), Holiday.objects.count()) == (2, 1, 1)
    assert Absence.objects.get().holder == Agent.objects.get(name="Mira Aigner")
    key = seats.first_run_key()
    assert Client().get(f"/first-run?key={key}").status_code == 200
    owner = seats.make_owner("Olga", "olga@desk.example", "a quiet green teapot", now)
    assert isinstance(owner, Agent)
    assert owner.role == "owner"
    assert Client().get(f"/first-run?key={key}").status_code == 302
