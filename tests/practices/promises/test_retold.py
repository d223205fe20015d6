"""The new time that counts is the one in the mail that went out."""

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from regulars.base.times import LocalTime
from regulars.practices.promises import acts
from regulars.practices.promises.course import told
from regulars.practices.promises.letters import until_theirs
from regulars.practices.promises.models import Promise
from regulars.practices.promises.retold import NewTime, retold
from tests.builders import NOW, agent

from .test_acts import drafted, heard_said

MONDAY = NewTime(LocalTime(datetime.fromisoformat("2026-11-23T23:59"), "Europe/Vienna"), Promise.DAY)
FRIDAY = LocalTime(datetime.fromisoformat("2026-11-27T12:00"), "Europe/Vienna")
AT_NOON, ON_FRIDAY = NewTime(FRIDAY, Promise.TIME), NewTime(FRIDAY, Promise.DAY)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("means", [Promise.TIME, Promise.DAY, Promise.CLOSING])
def test_what_the_desk_writes_it_reads(means: str, language: str) -> None:
    proposed = NewTime(FRIDAY, means)
    with override(language):
        text = f"{until_theirs(FRIDAY, means)}."
    assert retold(f"It will be so {text}", MONDAY, proposed, NOW) == proposed
    assert retold(f"Es klappt {text}", MONDAY, proposed, NOW + timedelta(days=1)) == proposed


@pytest.mark.parametrize(
    ("text", "due", "means"),
    [
        ("You will have it by Thursday.", "2026-11-26T23:59", Promise.DAY),
        ("Sie haben es bis Donnerstag.", "2026-11-26T23:59", Promise.DAY),
        ("We said Monday. It will be Wednesday, 15:00.", "2026-11-25T15:00", Promise.TIME),
    ],
)
def test_a_time_put_in_its_place_counts(text: str, due: str, means: str) -> None:
    assert retold(text, MONDAY, AT_NOON, NOW) == NewTime(LocalTime(datetime.fromisoformat(due), "Europe/Vienna"), means)


@pytest.mark.parametrize(
    "text", ["It takes longer than Monday.", "Perhaps on Wednesday. Perhaps on Thursday.", "Soon.", ""]
)
def test_no_time_or_several_count_for_none(text: str) -> None:
    assert retold(text, MONDAY, ON_FRIDAY, NOW).due is None


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("text", "due", "says"),
    [
        ("You will have it by Thursday.", "2026-11-26T23:59:00", "told them of a new time: Thursday, 26 November"),
        ("You will have it soon.", "", "the mail names no new time that could be read"),
    ],
)
def test_the_writer_changed_the_time_in_the_draft(text: str, due: str, says: str) -> None:
    old, draft, moment = drafted()
    acts.tell_before_late(old, FRIDAY, Promise.TIME, agent(), NOW, draft=draft)
    draft.text = text
    draft.save(update_fields=["text"])
    heard_said(draft.pk, moment.pk, NOW)
    old.refresh_from_db()
    assert (old.state, old.told_at) == ("replaced", NOW)
    assert old.replaced_by.get().due_local == due
    assert [says in step.text for step in told(old)] == [True]
