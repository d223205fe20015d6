"""A text message says Monday, the reward ended on Sunday, and who promised it is not there: anybody honours it."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.models import Customer, Moment, Reward, Task
from regulars.practices.promises import acts
from regulars.practices.promises.checking.afterwards import look_back
from regulars.practices.promises.models import Contradiction, Outcome, Promise
from regulars.practices.promises.rules import Said
from tests import builders

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


def day(days: int) -> LocalTime:
    """The end of a day from today on."""
    wall = (timezone.now() + timedelta(days=days)).replace(hour=23, minute=59, second=0, microsecond=0, tzinfo=None)
    return LocalTime(wall, "UTC")


def loyal() -> Customer:
    """Ana, whose reward has ended yesterday by our record."""
    ana, ended = builders.customer(), day(-1)
    Reward.objects.create(
        customer=ana,
        birth_customer=ana,
        source="club",
        source_id="7",
        programme="A free night",
        unit="nights",
        balance=1,
        expires_local=ended.wall.isoformat(timespec="seconds"),
        expires_zone=ended.zone,
        expires_at=ended.utc(),
        updated_at=timezone.now(),
    )
    return ana


def texted(ana: Customer) -> Promise:
    """What Ada, who is away today, wrote to her by text message last week."""
    said = Said(
        what="the free night until tomorrow",
        sort="reward",
        due=day(1),
        due_means="day",
        quote="Your free night is good until tomorrow, no hurry!",
        concerns=f"reward:{Reward.objects.get().public_id}",
    )
    ada = builders.agent()
    ada.away_since = timezone.now()
    ada.save()
    made = acts.make(ana, said, ada, timezone.now() - timedelta(days=5))
    assert not isinstance(made, Refused)
    return made


def test_what_she_was_told_is_honoured_by_whoever_is_there(page: "Page", transactional_db: None) -> None:
    ana = loyal()
    made = texted(ana)
    look_back(ana, Contradiction.CHANGED, timezone.now())
    page.goto(f"/customers/{ana.public_id}")
    page.get_by_text("We told them").first.wait_for()
    promised = page.locator("#promised")
    promised.get_by_text("with Ada Byrne, who is away").wait_for()
    # The first click.
    promised.get_by_text("Honour it as they understood it").click()
    picture = {"name": "text message.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}
    promised.locator("input[type=file]").set_input_files([picture])
    promised.get_by_label("In a few words").fill("She showed us the text message.")
    promised.get_by_label("What it costs us").fill("120")
    # The second.
    promised.get_by_role("button", name="Honour it").click()
    page.locator("#told").get_by_text("Honoured, as they understood it.").wait_for()
    promised.get_by_text("honoured by Olga Petrova · €120.00").wait_for()
    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.cost, outcome.words) == ("kept", 12000, "She showed us the text message.")
    assert Moment.objects.filter(kind="promise.honoured", customer=ana).count() == 1
    assert Contradiction.objects.get().state == "honoured"
    # The record is to follow, so that nobody is refused again.
    assert Task.objects.filter(customer=ana, done_at=None).count() == 1
    promised.get_by_role("link", name="the free night until tomorrow").click()
    page.get_by_role("img", name="text message.png").wait_for()
    assert made.evidence.get().name == "text message.png"
