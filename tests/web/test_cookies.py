"""Cookies that nobody of us has made."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", ["a\x00bcdefgh", "ä" * 20, "", "../../x", "x" * 5000])
def test_a_made_up_session_is_none(value: str) -> None:
    """It leads to sign-in, on either database."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    response = client.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/sign-in?next=%2F")
