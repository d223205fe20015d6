"""What is to be done for a customer is said to be done where it stands."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from regulars.book import acts
from regulars.book.models import Task
from regulars.intake.models import Inbox
from regulars.staff.models import Team
from tests.book.bookpage import book, glance, page
from tests.book.their_links import link_to, send
from tests.builders import agent, conversation, customer, messages, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def moved() -> Task:
    """Ana told on a form where she lives now."""
    send(link_to(customer(), "address"), name="Ana Novak", street="Elm Road 9", city="Vienna")
    return Task.objects.get()


def press(seat: Client, path: str, button: str) -> str:
    """The page after the form whose action ends so was sent from there."""
    at = page(seat, path).partition(f'{button}"')[0].rpartition('action="')[2] + button
    return unescape(seat.post(at, headers={"Referer": f"http://testserver{path}"}, follow=True).content.decode())


def section(shown: str) -> str:
    """What is to be done, as it stands on a page."""
    return shown.partition('id="tasks"')[2].partition("</section>")[0]


@pytest.mark.parametrize("beside", [False, True])
def test_it_stands_in_the_book_and_beside_a_conversation_until_somebody_has_done_it(*, beside: bool) -> None:
    task, seat = moved(), signed_in()
    talk = conversation(task.customer, "The kettle")
    messages(talk, ["When does it come?"])
    path = f"/conversations/{talk.public_id}" if beside else f"/customers/{task.customer.public_id}"
    shown = page(seat, path)
    assert "Elm Road 9" in section(shown)
    assert f'href="/customers/{task.customer.public_id}#tasks"' in glance(shown)
    assert "Write the new address" in seat.get("/today").content.decode()
    shown = press(seat, path, "/done")
    assert "Done." in shown
    assert not section(shown)
    assert "Write the new address" not in glance(shown)
    assert "Write the new address" not in seat.get("/today").content.decode()
    task.refresh_from_db()
    assert task.done_by == agent()


def test_a_slip_of_the_hand_is_taken_back_and_only_ones_own() -> None:
    task, seat = moved(), signed_in()
    path = f"/customers/{task.customer.public_id}"
    press(seat, path, "/done")
    other = signed_in("lead")
    assert other.post(f"/tasks/{task.public_id}/again", follow=True).status_code == 200
    assert Task.objects.filter(done_at=None).count() == 0
    again = seat.post(f"/tasks/{task.public_id}/done", headers={"Referer": f"http://testserver{path}"}, follow=True)
    assert "Somebody has done this already." in again.content.decode()
    seat.post(f"/tasks/{task.public_id}/again")
    assert "Elm Road 9" in section(book(seat, task.customer))
    now = timezone.now()
    assert acts.complete(task, agent(), now) is None
    assert acts.reopen(task, agent(), now + acts.UNDO + timedelta(seconds=1)) is not None


def test_neither_shown_nor_done_where_it_is_kept_for_others() -> None:
    task = moved()
    Task.objects.update(conversation=conversation(task.customer, "The kettle"))
    conversation(task.customer, "Another", inbox=Inbox.objects.create(address="else@desk.example"))
    Inbox.objects.exclude(address="else@desk.example").get().teams.add(Team.objects.create(name="Others"))
    seat = signed_in()
    assert not section(book(seat, task.customer))
    assert "Write the new address" not in book(seat, task.customer)
    assert seat.post(f"/tasks/{task.public_id}/done").status_code == 404
    assert Task.objects.get().done_at is None
