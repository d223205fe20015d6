"""Whose a stream is, and whom the files in the home belong to."""

import stat
from pathlib import Path

import pytest
from django.conf import settings

from regulars.config.live import may_hear, whose
from regulars.staff.models import Team
from tests.builders import agent, conversation, customer, signed_in


@pytest.mark.django_db
@pytest.mark.parametrize("others", ["", 'prefs={"a": 1}; ', "a b=c; ", '"; '])
def test_a_stream_belongs_to_who_is_signed_in_whatever_else_the_browser_sends(others: str) -> None:
    session = signed_in().cookies[settings.SESSION_COOKIE_NAME].value
    assert whose(f"{others}{settings.SESSION_COOKIE_NAME}={session}") == agent().public_id


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cookies", ["", "regulars_session=", "regulars_session=abc", 'regulars_session="a\\000bcdefgh"']
)
def test_nobody_has_no_stream(cookies: str) -> None:
    assert whose(cookies) is None


@pytest.mark.django_db
def test_a_stream_tells_nothing_of_an_inbox_kept_for_others() -> None:
    kept = conversation(customer())
    assert kept.inbox is not None
    topics = ["inbox", f"conversation:{kept.public_id}", f"present:{kept.public_id}", "conversation:none"]

    def heard(role: str) -> list[str]:
        cookies = f"{settings.SESSION_COOKIE_NAME}={signed_in(role).cookies[settings.SESSION_COOKIE_NAME].value}"
        return may_hear(cookies, topics)

    assert heard("agent") == topics
    kept.inbox.teams.set([Team.objects.create(name="Returns")])
    assert heard("agent") == ["inbox", "conversation:none"]
    assert heard("owner") == topics


def test_what_this_process_makes_is_for_its_user_alone(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.touch()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
