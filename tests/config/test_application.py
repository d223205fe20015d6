"""Whose a stream is, and whom the files in the home belong to."""

import stat
from pathlib import Path

import pytest
from django.conf import settings

from regulars.config.application import whose
from tests.builders import agent, signed_in


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


def test_what_this_process_makes_is_for_its_user_alone(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.touch()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
