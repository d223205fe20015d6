"""A practice takes part by being present, from the first mail to the page."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from regulars.base.registry import AlreadyOffered, Slot
from regulars.book import panels
from regulars.book.acts import append_moment, complete
from regulars.book.margins import MARGINS
from regulars.book.models import Customer, Moment, Task
from regulars.book.models import Review as Round
from regulars.book.panels import PANELS, panels_for
from regulars.book.practice import MOMENT_KINDS, PRACTICES, Due, practise
from regulars.book.search import OPERATORS, Asking, find, suggestions
from regulars.book.tasks import begin_reviews
from regulars.book.view import BookView, view
from regulars.config import presence
from regulars.engine.worker import Worker
from regulars.staff.acts import MODEL_BACKEND
from regulars.staff.models import Agent
from regulars.web.routes import ROUTES, Route
from tests import builders
from tests.mails import BORIS, NOW, mail, reply, take_in

pytestmark = pytest.mark.slow

# A module declares its page once, when it is imported; a test that comes later finds it here.
KEPT: dict[str, Route] = {}


@pytest.fixture
def praise(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tiny practice, present as one outside the house is."""
    monkeypatch.setenv("REGULARS_PRACTICES", "tests.practices.praise")
    assert "tests.practices.praise" in presence.packages()
    presence.declare(presence.practice_packages())
    from tests.practices.praise.practice import PRACTICE
    from tests.practices.praise.search import PRAISE

    practise(PRACTICE)
    OPERATORS.offer("praise", PRAISE)
    KEPT.update({name: route for name, route in ROUTES if name == "praise"})
    ROUTES.offer("praise", KEPT["praise"])
    yield
    ROUTES.withdraw("praise")
    OPERATORS.withdraw("praise")
    PRACTICES.withdraw("praise")
    PANELS.withdraw("praise")
    MARGINS.withdraw("praise")
    MOMENT_KINDS.withdraw("praise.returned")


def work() -> None:
    """Let a worker do all that there is."""
    worker = Worker("test")
    for _ in range(20):
        if not worker.turn() + worker.run_due(50):
            return


@pytest.mark.django_db
def test_what_is_noticed_becomes_a_task_once(praise: None) -> None:
    """Live mail is noticed, in its own zone's time, and noticing it again adds nothing."""
    take_in(mail(text="Thank you, lovely."), reply("one@nordbake.example", message_id="two", text="It broke."))
    work()
    task = Task.objects.get()
    assert (task.title, task.reason, task.due_zone) == ("Thank Ana Novak back", "They praised us", "Europe/Berlin")
    assert task.due_at is not None
    assert task.due_at.astimezone(UTC).hour in (10, 11)
    assert panels_for(view(task.customer), NOW)[0].lines == ("1 times",)


@pytest.mark.django_db
def test_a_practice_adds_to_search(praise: None) -> None:
    """Its operator narrows by rows of its own, and stands in the help and among what is suggested."""
    take_in(mail(text="Thank you, lovely."), mail(BORIS, text="It broke, no thanks.", message_id="two"))
    work()
    assert [one.customer_name for one in find("praise:open").results] == ["Ana Novak"]
    assert [one.customer_name for one in find("kettle -praise:open").results] == ["Boris Okafor"]
    assert find("kettle praise:gone").wrong == ("“praise:gone”: write praise:open.",)
    assert [one.term for one in suggestions("prai", Asking())] == ["praise:"]
    complete(Task.objects.get(), builders.agent(), NOW)
    assert find("praise:open").results == []


@pytest.mark.sqlite
@pytest.mark.django_db
def test_history_is_not_noticed_but_reviewed(praise: None) -> None:
    """Imported praise asks for nothing; a year's silence is found."""
    take_in(mail(text="Thank you", date="Mon, 06 Jan 2025 08:00:00 +0000"), history=True)
    work()
    begin_reviews.run({})
    work()
    assert [task.kind for task in Task.objects.all()] == ["greet"]
    begin_reviews.run({})
    work()
    assert Task.objects.count() == 1


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_review_sees_every_book(praise: None) -> None:
    """Also where there are more than are looked at in one go."""
    old = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(105):
        customer = Customer.objects.create(name=f"C{number}")
        Moment.objects.create(
            kind="message",
            customer=customer,
            birth_customer=customer,
            direction="in",
            received_at=old,
            recorded_at=old,
            at=old,
        )
    begin_reviews.run({})
    work()
    assert Task.objects.count() == 105


@pytest.mark.django_db
def test_one_book_that_a_review_fails_on_does_not_end_the_round(praise: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are looked at, and the round comes to its end."""
    take_in(mail(date="Mon, 06 Jan 2025 08:00:00 +0000"), history=True)
    take_in(mail(BORIS, message_id="b", date="Mon, 06 Jan 2025 08:00:00 +0000"), history=True)
    practice = PRACTICES.get("praise")
    assert practice is not None
    (review,) = practice.reviews

    def look(book: BookView, now: datetime) -> Sequence[Due]:
        if book.name == "Ana Novak":
            raise ValueError("a fault of the practice")
        return review.look(book, now)

    PRACTICES.withdraw("praise")
    PRACTICES.offer("praise", replace(practice, reviews=(replace(review, look=look),)))
    begin_reviews.run({})
    work()
    assert [task.customer.name for task in Task.objects.all()] == ["Boris Okafor"]
    assert Round.objects.get(name__startswith="praise.").last_customer == 0


@pytest.mark.django_db
def test_its_moments_and_tasks_go_through_verbs(praise: None) -> None:
    """A declared kind is appended with an outbox row, an undeclared one is a fault; a task is done once."""
    customer = Customer.objects.create(name="Ana")
    ada = Agent.objects.create(email="ada@desk.example", name="Ada")
    assert append_moment(customer, "praise.returned", NOW).kind == "praise.returned"
    with pytest.raises(KeyError):
        append_moment(customer, "praise.invented", NOW)
    task = Task.objects.create(
        practice="praise", key="k", kind="thank", customer=customer, birth_customer=customer, title="T", created_at=NOW
    )
    assert complete(task, ada, timezone.now()) is None
    assert complete(task, ada, timezone.now()) is not None


@pytest.mark.django_db
def test_its_page_is_there_for_who_may(praise: None, client: Client, settings: Settings) -> None:
    """The route came with the folder, and asks for its permission."""
    settings.ROOT_URLCONF = "tests.practices.urls"
    assert client.get("/praise").headers["Location"].startswith("/sign-in")
    client.force_login(Agent.objects.create(email="ada@desk.example", name="Ada"), MODEL_BACKEND)
    assert client.get("/praise").content == b"0 to thank"


def test_a_failing_panel_says_so_and_takes_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that is slow rests."""
    monkeypatch.setattr(panels, "SLOW", 0.05)
    monkeypatch.setattr(PANELS, "offers", {})

    def fails(book: object, now: object) -> None:
        raise RuntimeError("broken")

    def slow(book: object, now: object) -> None:
        time.sleep(0.06)

    PANELS.offer("fails", fails)
    PANELS.offer("slow", slow)
    book = None
    assert [panel.wrong for panel in panels_for(book, NOW)] == [True]
    assert [panel.wrong for panel in panels_for(book, NOW)] == [True, True]


@pytest.mark.django_db
def test_it_remarks_in_the_margin_and_one_that_fails_says_so(praise: None) -> None:
    """Beside what the writer says now, not what is quoted; on both pages; a fault takes nothing away."""
    take_in(mail(text="Thank you, lovely.\n\nKind regards\n\n> Thank you, too."))
    moment = Moment.objects.get()
    assert moment.conversation is not None
    seat = builders.signed_in()
    pages = [f"/conversations/{moment.conversation.public_id}", f"/customers/{moment.customer.public_id}"]
    sure = '<div class="noticed" tabindex="0" role="note" data-words="Thank you"><p>praise</p>'
    unsure = '<div class="noticed perhaps" tabindex="0" role="note" data-words="Kind regards"><p>praise</p>'
    for path in pages:
        shown = seat.get(path).content.decode()
        assert (shown.count(sure), shown.count(unsure), shown.count("book.js")) == (1, 1, 1)

    MARGINS.offer("fails", lambda moments, now: [1 / 0])
    try:
        shown = seat.get(pages[0]).content.decode()
    finally:
        MARGINS.withdraw("fails")
    assert "fails: Could not be shown." in shown
    assert sure in shown
    MARGINS.withdraw("praise")
    assert 'class="noticed' not in seat.get(pages[0]).content.decode()


def test_a_slot_keeps_names_apart() -> None:
    """The same again is harmless, another under a taken name is not."""
    slot: Slot[int] = Slot("numbers")
    one = int("1000")
    slot.offer("a", one)
    slot.offer("a", one)
    with pytest.raises(AlreadyOffered):
        slot.offer("a", int("1001"))
    assert list(slot) == [("a", one)]
