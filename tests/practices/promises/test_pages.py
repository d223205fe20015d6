"""Promises on the pages: written down, seen by all, kept, honoured with what the customer shows."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from regulars.base.times import LocalTime
from regulars.book.models import Customer, Moment
from regulars.conversations.models import Draft
from regulars.engine.worker import Worker
from regulars.practices.promises import acts, rates
from regulars.practices.promises.models import Evidence, Outcome, Promise
from regulars.readings.models import Reading
from regulars.staff.models import Absence, Membership, OpeningHours, Team
from tests import builders
from tests.builders import agent, customer, signed_in

from .cast import promised

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Customer:
    """Ana, who lives in Vienna."""
    made = customer()
    Customer.objects.filter(pk=made.pk).update(time_zone="Europe/Vienna")
    made.refresh_from_db()
    return made


@pytest.fixture
def ada() -> Client:
    return signed_in()


def day(days: int) -> str:
    """A day from today on, as a field of days has it."""
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def page(client: Client, path: str) -> str:
    """What it says."""
    response = client.get(path)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def soon(ana: Customer, by: str = "agent", **more: object) -> Promise:
    """A promise that is to be kept tomorrow."""
    wall = (timezone.now() + timedelta(days=1)).replace(tzinfo=None, microsecond=0)
    return promised(ana, timezone.now(), by, due=LocalTime(wall, "UTC"), due_means="time", **more)


def test_written_down_by_hand_and_kept(ada: Client, ana: Customer) -> None:
    path = f"/customers/{ana.public_id}/promises/add"
    assert "On the customer’s clock" in page(ada, path).replace("&#39;", "’").replace("'", "’")
    typed = {"what": "a new kettle", "sort": "delivery", "strength": "explicit", "day": day(3)}
    assert ada.post(path, typed).status_code == 302
    made = Promise.objects.get()
    assert (made.due_zone, made.due_means, made.due_local[-8:]) == ("Europe/Vienna", "day", "23:59:00")
    assert "a new kettle" in page(ada, f"/customers/{ana.public_id}")
    assert "a new kettle" in page(ada, "/promises")
    ada.post(f"/promises/{made.public_id}/keep")
    made.refresh_from_db()
    assert made.state == "kept"
    assert "kept, says Ada Byrne" in page(ada, f"/promises/{made.public_id}")


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(ada: Client, ana: Customer) -> None:
    path = f"/customers/{ana.public_id}/promises/add"
    answer = ada.post(path, {"what": "a call", "sort": "callback", "strength": "explicit", "day": day(-1)})
    assert answer.status_code == 422
    assert "has passed already" in answer.content.decode()
    assert "a call" in answer.content.decode()
    assert not Promise.objects.exists()


def test_without_a_time_it_waits_for_one(ada: Client, ana: Customer) -> None:
    ada.post(f"/customers/{ana.public_id}/promises/add", {"what": "a call", "sort": "callback", "strength": "explicit"})
    made = Promise.objects.get()
    assert "Nobody has said until when" in page(ada, "/promises")
    ada.post(f"/promises/{made.public_id}/due", {"day": day(2), "at": "17:00"})
    made.refresh_from_db()
    assert (made.due_local[-8:], made.due_means) == ("17:00:00", "time")


@pytest.mark.slow
def test_a_colleague_honours_with_what_the_customer_shows(ana: Customer) -> None:
    made = soon(ana)
    leo = signed_in("lead")
    assert "Honour it" in page(leo, f"/customers/{ana.public_id}")
    picture = SimpleUploadedFile("text message.png", b"\x89PNG", content_type="image/png")
    leo.post(
        f"/promises/{made.public_id}/honour",
        {"words": "She showed us the message.", "cost": "25.50", "currency": "EUR", "files": picture},
    )
    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.honoured, outcome.cost, outcome.agent) == ("kept", True, 2550, agent("lead"))
    told = page(leo, f"/promises/{made.public_id}")
    assert "honoured by Leo Marsh" in told
    assert "€25.50" in told
    file = Evidence.objects.get()
    assert leo.get(f"/evidence/{file.public_id}?inline").headers["Content-Type"] == "image/png"
    late = signed_in().post(f"/promises/{made.public_id}/honour", {"words": "", "cost": ""})
    assert "Leo Marsh has kept this promise already." in late.content.decode()


@pytest.mark.sqlite
def test_told_before_late_by_a_draft_in_their_language(ada: Client, ana: Customer) -> None:
    on = builders.conversation(ana)
    builders.messages(on, ["Where is it?"])
    made = soon(ana, conversation=on)
    told = page(ada, f"/promises/{made.public_id}").partition(f'action="/promises/{made.public_id}/tell"')[2]
    proposed = dict(re.findall(r'name="(day|at)"[^>]* value="([^"]+)"', told)[:2])
    assert proposed["day"] == day(2)
    answer = ada.post(f"/promises/{made.public_id}/tell", proposed)
    assert answer.headers["Location"].startswith(f"/conversations/{on.public_id}")
    draft = Draft.objects.get()
    assert "the new kettle is there" in draft.text
    assert draft.to == [["Ana Novak", "ana@nordbake.example"]]
    assert "has drafted a mail" in page(ada, f"/promises/{made.public_id}")
    answer = ada.post(f"/promises/{made.public_id}/tell", {"day": day(5), "how": "said"})
    made.refresh_from_db()
    assert made.state == "replaced"
    assert made.told_at is not None


def test_a_receipt_is_drafted_on_top_of_what_is_being_written(ada: Client, ana: Customer) -> None:
    on = builders.conversation(ana)
    builders.messages(on, ["Where is it?"])
    Draft.objects.create(
        agent=agent(), conversation=on, text="Kind regards", created_at=timezone.now(), updated_at=timezone.now()
    )
    made = soon(ana, conversation=on)
    ada.post(f"/promises/{made.public_id}/receipt")
    text = Draft.objects.get().text
    assert text.startswith("Hello Ana,\n\nwe promised you: the new kettle is there")
    assert text.endswith("Kind regards")


def read(ana: Customer) -> tuple[Moment, Reading]:
    """A mail of ours in which a promise was read."""
    on = builders.conversation(ana)
    moment = builders.messages(on, ["Where is it?", "Sorry! I'll send the kettle soon."], timezone.now())[1]
    reading = Reading.objects.create(
        message=moment.messages.get(), reader="promise", reader_version=1, label="explicit", score=0.9, start=7, end=32
    )
    return moment, reading


@pytest.mark.slow
def test_a_promise_that_was_read_is_recorded_in_two_clicks(ada: Client, ana: Customer) -> None:
    moment, _ = read(ana)
    path = f"/messages/{moment.public_id}/promises/7-32"
    assert path in page(ada, f"/conversations/{moment.conversation.public_id}")
    assert "send the kettle soon" in page(ada, "/promises/found")
    asked = ada.post(path, headers={"HX-Request": "true"}).content.decode()
    assert "send the kettle soon" in asked
    typed = {"what": "the kettle", "sort": "delivery", "day": day(3)}
    assert "Written down." in ada.post(f"{path}/record", typed, headers={"HX-Request": "true"}).content.decode()
    made = Promise.objects.get()
    assert (made.quote, made.reader, made.moment) == ("I'll send the kettle soon", "promise", moment)
    shown = page(ada, f"/conversations/{moment.conversation.public_id}")
    assert path not in shown
    assert "Promised: by" in shown
    assert "send the kettle soon" not in page(ada, "/promises/found")


def test_what_is_no_promise_is_not_offered_again(ada: Client, ana: Customer) -> None:
    moment, _ = read(ana)
    ada.post(f"/messages/{moment.public_id}/promises/7-32/pass-over")
    assert "send the kettle soon" not in page(ada, "/promises/found")
    assert not Promise.objects.exists()


def test_the_list_of_all_says_who_is_away_and_hands_over(ada: Client, ana: Customer) -> None:
    made = soon(ana, "lead")
    leo = agent("lead")
    leo.away_since = timezone.now()
    leo.save()
    assert "the new kettle" not in page(ada, "/promises")
    assert "with Leo Marsh, who is away" in page(ada, "/promises?whose=all&away=yes")
    ada.post(f"/promises/{made.public_id}/hand-over", {"to": agent().public_id})
    assert "the new kettle" in page(ada, "/promises")


def test_who_is_away_on_days_that_were_said_is_away(ada: Client, ana: Customer) -> None:
    soon(ana, "lead")
    today = timezone.localdate()
    Absence.objects.create(agent=agent("lead"), first=today - timedelta(days=1), last=today)
    assert "with Leo Marsh, who is away" in page(ada, "/promises?whose=all&away=yes")
    Absence.objects.update(last=today - timedelta(days=1))
    assert "who is away." not in page(ada, "/promises?whose=all")
    assert "the new kettle" not in page(ada, "/promises?whose=all&away=yes")


def test_until_we_close_is_when_we_close(ada: Client, ana: Customer) -> None:
    form = {"what": "a call", "sort": "callback", "strength": "explicit", "day": day(3), "due_means": "closing"}
    ada.post(f"/customers/{ana.public_id}/promises/add", form)
    assert Promise.objects.get().due_local[-8:] == "18:00:00"
    spans = [[weekday, 540, 990] for weekday in range(7)]
    OpeningHours.objects.create(whose=OpeningHours.DESK, zone="Europe/Lisbon", spans=spans)
    ada.post(f"/customers/{ana.public_id}/promises/add", form)
    made = Promise.objects.latest("pk")
    assert (made.due_local[-8:], made.due_zone, made.due_means) == ("16:30:00", "Europe/Lisbon", "closing")


def test_today_says_what_is_due(ada: Client, ana: Customer) -> None:
    soon(ana)
    assert "the new kettle is there" in page(ada, "/today")


@pytest.mark.slow
def test_it_is_found_by_how_it_stands(ada: Client, ana: Customer) -> None:
    on = builders.conversation(ana)
    made = soon(ana, conversation=on)
    assert on.public_id in page(ada, "/search?q=promise:open")
    acts.break_(made, agent(), timezone.now())
    assert on.public_id not in page(ada, "/search?q=promise:open")
    promised(on.customer)
    assert on.public_id in page(ada, "/search?q=promise:open")
    assert on.public_id not in page(ada, "/search?q=promise:late")
    Promise.objects.filter(conversation=on).update(due_at=timezone.now() - timedelta(days=1), state="open")
    assert on.public_id in page(ada, "/search?q=promise:overdue")
    Promise.objects.filter(conversation=on).update(state="broken")
    assert on.public_id in page(ada, "/search?q=promise:broken")


@pytest.mark.slow
def test_what_was_promised_is_found_by_its_words(ada: Client, ana: Customer) -> None:
    typed = {"what": "a turquoise teapot", "sort": "delivery", "strength": "explicit", "day": day(3)}
    ada.post(f"/customers/{ana.public_id}/promises/add", typed)
    Worker().settle()
    assert "Promised: a <mark>turquoise</mark> teapot" in page(ada, "/search?q=turquoise")


def test_the_rates_say_how_sure_they_are(ada: Client, ana: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No promise was due in this time" in page(ada, "/promises/kept")
    soon(ana)
    acts.keep(Promise.objects.get(), agent(), timezone.now())
    Promise.objects.update(due_at=timezone.now() - timedelta(days=1))
    assert "too few to tell" in page(ada, "/promises/kept")
    monkeypatch.setattr(rates, "FEWEST", 1)
    told = page(ada, "/promises/kept")
    cells = re.findall(r'<td data-label="([^"]+)">([^<]+)</td>', told)
    assert cells[:3] == [("Kept in time", "100 %"), ("between", "21 to 100 %"), ("n", "1")]
    assert "Ada Byrne" not in told.partition("<table")[2]


def test_a_teams_list_is_what_its_people_have_to_keep(ada: Client, ana: Customer) -> None:
    kettles = Team.objects.create(name="Kettles")
    for who in ("agent", "lead"):
        Membership.objects.create(agent=agent(who), team=kettles)
    for who in ("agent", "lead", "owner"):
        soon(ana, who, what=f"what the {who} said")
    shown = page(ada, "/promises?whose=team")
    assert [f"what the {who} said" in shown for who in ("agent", "lead", "owner")] == [True, True, False]


def test_whose_own_list_is_empty_sees_that_of_their_teams_and_is_told_so() -> None:
    said = "Nothing of this is in your own hands."
    assert said not in signed_in().get("/promises").content.decode()
    made = promised()
    acts.hand_over(made, None, builders.agent(), timezone.now())
    shown = signed_in().get("/promises").content.decode()
    assert said in shown
    assert made.what in shown
    assert said not in signed_in().get("/promises?whose=mine").content.decode()
