"""The inbox that an import names: found, made, or asked for where it is nearly another's."""

import pytest

from regulars.base.results import Refused
from regulars.imports.commands import inbox_at
from regulars.intake.models import Inbox

pytestmark = pytest.mark.django_db


def test_a_slip_is_asked_for_before_an_inbox_is_made_of_it() -> None:
    first = inbox_at("help@desk.example", new=False)
    assert isinstance(first, Inbox)
    asked = inbox_at("help@dsk.example", new=False)
    assert isinstance(asked, Refused)
    assert "Did you mean help@desk.example?" in asked.reason
    assert inbox_at("help@desk.example", new=False) == first
    assert isinstance(inbox_at("help@dsk.example", new=True), Inbox)


def test_another_inbox_of_the_house_is_no_slip() -> None:
    assert isinstance(inbox_at("help@desk.example", new=False), Inbox)
    assert isinstance(inbox_at("info@desk.example", new=False), Inbox)


def test_what_is_no_address_is_refused_with_what_would_be() -> None:
    asked = inbox_at("help", new=False)
    assert isinstance(asked, Refused)
    assert "is no mail address. Write it like help@example.com" in asked.reason
