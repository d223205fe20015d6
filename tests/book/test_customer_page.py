"""The book of one person as it goes out: the glance and sections."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from regulars.book.models import Customer, Identity, Merge, Task, Visit
from regulars.book.slots import SECTIONS, Section
from regulars.engine.models import AuditEntry
from regulars.intake.models import Inbox
from regulars.staff.models import Agent, Team
from tests import builders
from tests.book.bookpage import NOW, book, fact, glance, order, page, reward
from tests.builders import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.slow]


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


@pytest.fixture
def ana() -> Customer:
    """Ana Novak."""
    return builders.customer()


def test_a_new_customer_is_told_what_will_stand_here(client: Client, ana: Customer) -> None:
    shown = book(client, ana)
    assert "Nothing presses." in shown
    assert "Nothing was said yet" in shown
    assert "Known since" in shown


def test_the_glance_says_who_how_and_what_here_and_beside_a_conversation(client: Client, ana: Customer) -> None:
    Customer.objects.filter(pk=ana.pk).update(greeting="Ms Novak", language="pt-BR", time_zone="Europe/Lisbon")
    on = builders.conversation(ana)
    builders.messages(on, ["One."])
    fact(ana, "No nuts", allergen="nuts")
    fact(ana, "Her divorce", "avoidance", unspoken=True)
    Task.objects.create(
        practice="p", key="k", kind="call", customer=ana, birth_customer=ana, title="Call back", created_at=NOW
    )
    own, beside = book(client, ana), page(client, f"/conversations/{on.public_id}")
    for shown in map(glance, (own, beside)):
        said = ("Say “Ms Novak”", "Speaks Brazilian Portuguese", "in Lisbon", "No nuts", "Do not mention", "Call back")
        assert all(words in shown for words in said)
        assert "Her divorce" in shown.partition('class="unsaid"')[2].partition("</section>")[0]
        assert "Her divorce" not in shown.partition('class="matters"')[2]
    assert "The blue kettle" in glance(own)
    assert "The blue kettle" not in glance(beside)


def test_of_what_is_sensitive_the_glance_says_only_what_it_is_about(client: Client, ana: Customer) -> None:
    fact(ana, "Insulin in the fridge: diabetes", sensitive=True)
    fact(ana, "A secret of hers", forgotten_at=NOW)
    shown = book(client, ana)
    assert "Insulin" not in shown
    assert "A secret of hers" not in shown
    assert "Something about health" in glance(shown)


def test_a_line_leads_to_where_it_was_said_unless_that_is_hidden(client: Client, ana: Customer) -> None:
    on = builders.conversation(ana)
    (said,) = builders.messages(on, ["No nuts, please."])
    fact(ana, "No nuts", allergen="nuts", moment=said)
    path = f"/conversations/{on.public_id}?to={said.public_id}"
    assert path in glance(book(client, ana))
    Inbox.objects.get().teams.add(Team.objects.create(name="Others"))
    builders.conversation(ana, "The green pan", inbox=None)
    assert path not in book(client, ana)
    assert "No nuts" in glance(book(client, ana))
    assert "The blue kettle" not in book(client, ana)


def test_records_stand_in_sections_and_at_a_glance(client: Client, ana: Customer) -> None:
    late = NOW - timedelta(days=2)
    local = {"promised_local": f"{late:%Y-%m-%dT%H:%M:%S}", "promised_zone": "UTC", "promised_at": late}
    for number in range(5):
        order(ana, f"10{number}", ordered_at=NOW - timedelta(days=number))
    order(ana, "99", ordered_at=NOW - timedelta(days=9), status="sent", **local)
    reward(ana, NOW + timedelta(days=8))
    shown = book(client, ana)
    assert "Order 99 is 2 days late" in glance(shown)
    assert "Harbour Circle, at 23:59 in Honolulu" in glance(shown)
    section = shown.partition('id="orders"')[2].partition("</section>")[0]
    assert section.count("<li") == 3
    path = re.findall(r'href="([^"]*/orders)"', section)
    everything = page(client, path[0])
    assert everything.count('id="e-') == 6
    assert "2 days late by now" in everything
    assert "Ends 30 May 2031 at 23:59, Honolulu time" in page(client, f"/customers/{ana.public_id}/rewards")
    assert "None yet" in page(client, f"/customers/{ana.public_id}/visits")


def test_all_visits_page_by_page(client: Client, ana: Customer) -> None:
    Visit.objects.bulk_create(
        Visit(
            customer=ana,
            birth_customer=ana,
            source="pms",
            source_id=str(number),
            unit=f"Room {number}.",
            status="came",
            zone="Europe/Lisbon",
            starts_local="2025-05-01T15:00:00",
            starts_at=NOW - timedelta(days=number // 2),
            updated_at=NOW,
        )
        for number in range(70)
    )
    first = page(client, f"/customers/{ana.public_id}/visits")
    older = first.partition('" rel="next"')[0].rpartition('href="')[2]
    second = page(client, older)
    seen = [number for number in range(70) for shown in (first, second) if f"Room {number}." in shown]
    assert seen == list(range(70))


def test_a_section_stands_in_its_place_and_one_that_fails_says_so(client: Client, ana: Customer) -> None:
    on = builders.conversation(ana)
    builders.messages(on, ["One."])

    def made(customer: Customer, agent: Agent, now: datetime) -> dict[str, Any]:
        return {"name": "rewards", "entries": [], "more": False}

    def broken(customer: Customer, agent: Agent, now: datetime) -> dict[str, Any]:
        raise ZeroDivisionError

    SECTIONS.offer("made", Section("side", 1, "book/dealings/few.html", made))
    SECTIONS.offer("broken", Section("foot", 1, "book/dealings/few.html", broken, beside=True))
    SECTIONS.offer("unfilled", Section("top", 1, "book/dealings/few.html", lambda *_: {}, beside=True))
    try:
        own, beside = book(client, ana), page(client, f"/conversations/{on.public_id}")
    finally:
        for name in ("made", "broken", "unfilled"):
            SECTIONS.withdraw(name)
    assert own.index("<h2>Rewards") < own.index("Reached at") < own.index("broken: Could not be shown")
    assert own.index("unfilled: Could not be shown") < own.index('class="book whole"')
    assert "<h2>Rewards" not in beside
    assert "broken: Could not be shown" in beside


def test_how_somebody_is_called_is_changed_and_told(client: Client, ana: Customer) -> None:
    path = f"/customers/{ana.public_id}/particulars"
    assert 'value="Ana Novak"' in page(client, path)
    typed = {"name": " Ana  Novak-Reis ", "greeting": "Ms Novak", "language": "nonsense!", "time_zone": "Mars/Base"}
    response = client.post(path, typed)
    assert response.status_code == 422
    assert "2 things to put right" in response.content.decode()
    assert 'value="Mars/Base"' in response.content.decode()
    response = client.post(path, {**typed, "language": "pt-BR", "time_zone": "Europe/Lisbon"})
    assert response.headers["Location"] == f"/customers/{ana.public_id}"
    ana.refresh_from_db()
    assert (ana.name, ana.greeting, ana.language, ana.time_zone) == (
        "Ana Novak-Reis",
        "Ms Novak",
        "pt-BR",
        "Europe/Lisbon",
    )
    assert AuditEntry.objects.filter(act="customer.changed", subject=f"customer:{ana.public_id}").count() == 1


def test_a_change_to_what_a_merge_shows_is_the_shown_customers_own(client: Client, ana: Customer) -> None:
    boris = builders.customer("Boris Okafor", "boris@veloworks.example")
    Merge.objects.create(gone=boris, stays=ana, takes=["name"], at=NOW)
    Customer.objects.filter(pk=ana.pk).update(name="Boris Okafor", own={"name": "Ana Novak"})
    client.post(f"/customers/{ana.public_id}/particulars", {"name": "B. Okafor"})
    ana.refresh_from_db()
    assert ana.name == "B. Okafor"
    assert Merge.objects.get().takes == []


def test_only_those_who_may_write_change_names(ana: Customer) -> None:
    nobody = signed_in("night-shift")
    assert nobody.get(f"/customers/{ana.public_id}/particulars").status_code == 403


def test_a_full_page_asks_as_much_as_an_empty_one(client: Client, ana: Customer) -> None:
    def asked() -> int:
        book(client, ana)
        with CaptureQueriesContext(
            connection,
        ) as found:
            book(client, ana)
        return len(found)

    before = asked()
    on = builders.conversation(ana)
    builders.messages(on, ["One."] * 40)
    for number in range(20):
        order(ana, str(number))
        fact(ana, f"Fact {number}")
        Identity.objects.create(
            customer=ana, birth_customer=ana, kind="handle", value=str(number), shown=str(number), source="said",
            first_seen=NOW, last_seen=NOW,
        )  # fmt: skip
    # Texts and files of the moments, what was read in them, orders under way, all orders, and what orders hold.
    assert asked() <= before + 9
