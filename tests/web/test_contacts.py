"""A role that does not see mail addresses and telephone numbers of customers: no page has one for it."""

import re

import pytest
from django.test import Client

from regulars.book.contacts import MASK, MASKED_ADDRESS, without_contacts
from regulars.book.models import Identity
from regulars.staff import rules
from regulars.staff.models import Role
from regulars.web.routes import ANYONE, ROUTES
from tests.builders import NOW, agent

from .conftest import Desk
from .test_hidden import said

OURS = {"help@desk.example"}


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("write to ana.novak+kettle@nordbake.example.", f"write to {MASKED_ADDRESS}."),
        ("help@desk.example", "help@desk.example"),
        ('<a href="mailto:ana@nordbake.example">Ana</a>', f'<a href="mailto:{MASKED_ADDRESS}">Ana</a>'),
        ("<mark>ana</mark>@<mark>nordbake</mark>.example", MASKED_ADDRESS),
        ("?q=ana%40nordbake.example&page=2", f"?q={MASKED_ADDRESS}&page=2"),
        ("Ana &lt;ana@nordbake.example&gt;", f"Ana &lt;{MASKED_ADDRESS}&gt;"),
        ("o&#39;brien@nordbake.example", MASKED_ADDRESS),
        ("jürgen@bäckerei.example", MASKED_ADDRESS),
        ("call +43 664 123 45 67 today", f"call {MASK} today"),
        ("0664/1234567", MASK),
        ('<a href="tel:+436641234567">+43 664 1234567</a>', f'<a href="tel:{MASK}">{MASK}</a>'),
        ("on 01.02.2026, order 20260102-17, 09:30", "on 01.02.2026, order 20260102-17, 09:30"),
        ("€ 0.50 of 1,200.00; 2026-11-23", "€ 0.50 of 1,200.00; 2026-11-23"),
        ('<path d="M0 01234567 9"/>', '<path d="M0 01234567 9"/>'),
    ],
)
def test_what_stands_on_a_page(page: str, shown: str) -> None:
    assert without_contacts(page, OURS) == shown


@pytest.mark.slow
def test_no_page_has_one(desk: Desk) -> None:
    Role.objects.create(name="agent", label="Agent", permissions=sorted(rules.PERMISSIONS), contacts=False)
    ana = desk.conversation.customer
    times = {"first_seen": NOW, "last_seen": NOW}
    about = {"customer": ana, "birth_customer": ana, "source": "told"}
    Identity.objects.create(kind="phone", value="+436641234567", shown="+43 664 1234567", **about, **times)
    contacts = {shown for pair in Identity.objects.values_list("value", "shown") for shown in pair}
    assert len(contacts) > 2
    client = Client(raise_request_exception=False)
    asked = 0
    for _, route in ROUTES:
        if route.may == ANYONE or "GET" not in route.methods or route.path.startswith("/account"):
            continue
        client.force_login(agent())
        response = client.get(f"{desk.path(route)}?q=ana")
        page = said(response)
        found = [one for one in contacts if one and one in page]
        assert not found, (route.name, found)
        assert response.status_code != 500, route.name
        asked += response.status_code == 200
    assert asked > 50


@pytest.mark.sqlite
def test_what_needs_them_is_not_done(desk: Desk) -> None:
    Role.objects.create(name="agent", label="Agent", permissions=sorted(rules.PERMISSIONS), contacts=False)
    ada = agent()
    assert not ada.granted & rules.NEEDS_CONTACTS
    assert ada.may("conversation.work")
    client = Client()
    client.force_login(ada)
    page = client.get(f"/conversations/{desk.conversation.public_id}").content.decode()
    assert MASKED_ADDRESS in page
    assert not re.search("<textarea", page)
    assert client.get(f"/messages/{desk.moment.public_id}/raw").status_code == 403
