"""The page of jobs: counts, what was given up, and trying it again."""

import sys

import pytest

from regulars.engine.models import Job
from tests.builders import signed_in

pytestmark = pytest.mark.django_db


def parked(kind: str = "mail.parse") -> Job:
    """A job that was given up."""
    return Job.objects.create(kind=kind, state="parked", attempts=5, last_error="<b>It broke.</b>")


def test_counts_and_errors_are_shown() -> None:
    parked()
    Job.objects.create(kind="mail.file")
    shown = signed_in("lead").get("/jobs").content.decode()
    for words in ("1 waiting", "0 running", "1 given up", "5 tries", "&lt;b&gt;It broke."):
        assert words in shown


def test_one_is_tried_again_and_twice_is_harmless() -> None:
    first, second = parked("a"), parked("b")
    client = signed_in("lead")
    for _ in range(2):
        assert client.post(f"/jobs/{first.pk}/retry").url == "/jobs"
    assert Job.objects.get(pk=first.pk).state == "waiting"
    assert Job.objects.get(pk=second.pk).state == "parked"


def test_all_are_tried_again() -> None:
    parked("a"), parked("b")
    signed_in("lead").post("/jobs/retry")
    assert not Job.objects.filter(state="parked").exists()


def test_an_empty_page_says_what_will_come() -> None:
    assert "All goes well" in signed_in("lead").get("/jobs").content.decode()


@pytest.mark.sqlite
def test_an_old_sqlite_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    warning = "SQLite is older than 3.51.3"
    for version, named in (((3, 40, 1), True), ((3, 51, 3), False)):
        monkeypatch.setattr(sys.modules["sqlite3"], "sqlite_version_info", version)
        assert (warning in signed_in("lead").get("/jobs").content.decode()) == named
