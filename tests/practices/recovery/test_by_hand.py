"""A recovery by hand, from somebody saying that something went wrong to its end, on its pages."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from regulars.book.acts import append_moment
from regulars.book.models import Customer, Message, Moment
from regulars.conversations.models import Draft
from regulars.intake.models import Inbox
from regulars.practices.recovery import course
from regulars.practices.recovery.models import Recovery, Step
from regulars.staff.models import Team
from tests import builders
from tests.practices.recovery import recoveries as make

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def press(client: Client, recovery: Recovery, what: str, **typed: str) -> int:
    """Press a button of its page; the status of the answer."""
    return int(client.post(f"/recoveries/{recovery.public_id}/do/{what}", typed).status_code)


def opened(client: Client) -> Recovery:
    """One, said by a person beside a conversation."""
    talk = builders.conversation(builders.customer())
    builders.messages(talk, ["The kettle leaks, and nobody answers me."])
    path = f"/customers/{talk.customer.public_id}/recover"
    page = client.get(f"{path}?conversation={talk.public_id}")
    assert "The kettle leaks" in page.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(key|moment|conversation)" value="(\w*)"', page.content.decode()))
    form = {**hidden, "severity": "serious", "failure": "product", "fault": "ours", "quote": "The kettle leaks"}
    assert client.post(path, {**form, "need": "A kettle that holds water"}).status_code == 302
    # A second click opens no second one.
    assert client.post(path, form).status_code == 302
    return Recovery.objects.get()


def next_step(recovery: Recovery) -> str:
    """As its row says."""
    recovery.refresh_from_db()
    return recovery.step


@pytest.mark.sqlite
def test_all_steps_on_the_page() -> None:
    """Each step has its turn, and the second look ends it."""
    client = builders.signed_in()
    recovery = opened(client)
    assert (recovery.route, recovery.nth, recovery.holder) == ("person", 1, builders.agent())
    page = client.get(f"/recoveries/{recovery.public_id}").content.decode()
    assert "The kettle leaks" in page
    assert "A kettle that holds water" in page
    assert "Whoever’s it is, the way is the same." in page

    assert press(client, recovery, "meet-agreed", words="A new one") == 422
    assert press(client, recovery, "listen-write", words="The kettle leaks.") == 302
    assert "The kettle leaks." in Draft.objects.get().text
    assert next_step(recovery) == course.LISTEN
    assert recovery.waiting
    assert press(client, recovery, "listen-confirmed") == 302
    assert press(client, recovery, "acknowledge-said", words="I am sorry if this caused trouble.") == 422
    assert press(client, recovery, "acknowledge-write", words="I am sorry. We let you wait.") == 302
    assert "We let you wait." in Draft.objects.get().text
    assert press(client, recovery, "acknowledge-said", words="I am sorry. We let you wait.") == 302
    assert press(client, recovery, "meet-agreed", words="A new kettle") == 302
    assert press(client, recovery, "act-plan", day="2020-01-01", hour="10:00", whose=agent_id()) == 422
    assert press(client, recovery, "act-plan", day="2199-01-01", hour="10:00", whose=agent_id()) == 302
    assert press(client, recovery, "act-done", words="It arrived, and she is glad") == 302
    assert next_step(recovery) == course.EXTRA
    page = client.get(f"/recoveries/{recovery.public_id}").content.decode()
    assert "A note by hand" in page
    assert press(client, recovery, "extra-done", words="A card", code="note") == 302
    assert next_step(recovery) == course.SECOND
    assert recovery.due_at is None
    assert recovery.until_at is not None
    assert press(client, recovery, "second-well", words="She ordered tea cups and says so") == 302
    recovery.refresh_from_db()
    assert recovery.ending == course.WELL
    assert client.get(f"/recoveries/{recovery.public_id}").status_code == 200
    kinds = Moment.objects.filter(customer=recovery.customer).exclude(kind="message").values_list("kind", flat=True)
    assert list(kinds.order_by("pk")) == ["recovery.opened", *["recovery.step"] * 6, "recovery.ended"]


def agent_id() -> str:
    """Of the one who is signed in."""
    return str(builders.agent().public_id)


def test_passing_over_needs_a_sentence_and_the_lead_sees_it() -> None:
    """Nothing is left out silently; what was left out can be had back."""
    client, lead = builders.signed_in(), builders.signed_in("lead")
    recovery = opened(client)
    assert press(client, recovery, "pass", step="listen") == 422
    assert press(client, recovery, "pass", step="listen", reason="She told me all of it in the shop") == 302
    assert "She told me all of it" in lead.get("/recoveries/passed/over").content.decode()
    last = Step.objects.latest("pk")
    assert press(client, recovery, "undo", row=str(last.pk)) == 302
    assert next_step(recovery) == course.LISTEN
    assert "She told me all of it" not in lead.get("/recoveries/passed/over").content.decode()
    assert press(client, recovery, "undo", row=str(last.pk)) == 422


@pytest.mark.sqlite
def test_what_did_not_make_it_good_comes_first() -> None:
    """It is gone through once more, before everything else."""
    client = builders.signed_in()
    recovery = opened(client)
    for step in course.MAMA:
        assert press(client, recovery, "pass", step=step, reason="As agreed in the shop") == 302
    assert press(client, recovery, "failed", step="second", words="It leaks again") == 302
    recovery.refresh_from_db()
    assert (recovery.step, recovery.round, recovery.urgent, recovery.failed) == ("listen", 2, True, "recovery")
    assert "What we did has not made it good" in client.get("/recoveries").content.decode()
    for path in ("/today", "/", "/?show=mine"):
        assert "What we did has not made it good" in client.get(path).content.decode()
    assert "What we did has not made it good" not in client.get("/?show=closed").content.decode()
    assert press(client, recovery, "end", how="left") == 422
    assert press(client, recovery, "end", how="left", why="She says: leave me alone") == 302
    recovery.refresh_from_db()
    assert recovery.ending == course.LEFT
    # How grave it was is not said by who knows how it ended.
    code = {"severity": "minor", "failed": "product", "failure": "product", "fault": "theirs"}
    assert press(client, recovery, "code", **code) == 422
    assert press(client, recovery, "go-on") == 302
    assert press(client, recovery, "code", **code) == 302
    recovery.refresh_from_db()
    assert recovery.ended_at is None


def test_the_lists_and_the_section() -> None:
    """It stands in the lists, on the customer's page and beside the conversation."""
    client = builders.signed_in()
    recovery = opened(client)
    assert recovery.due_at is not None
    assert recovery.due_at - recovery.opened_at < timedelta(hours=20)
    for show in ("mine", "all", "nobody", "ended"):
        page = client.get(f"/recoveries?show={show}").content.decode()
        assert (recovery.public_id in page) == (show in ("mine", "all"))
    assert recovery.conversation is not None
    for path in (f"/customers/{recovery.customer.public_id}", f"/conversations/{recovery.conversation.public_id}"):
        assert f"/recoveries/{recovery.public_id}" in client.get(path).content.decode()
    talk = client.get(f"/conversations/{recovery.conversation.public_id}").content.decode()
    assert "Listen: ask Ana what went wrong and write down their words." in talk
    now = timezone.now()
    Recovery.objects.update(since=now - timedelta(hours=9), due_at=now + timedelta(hours=1))
    for path, early in (("/recoveries", "It will be late soon"), ("/today", "About to be late")):
        assert early in client.get(path).content.decode()
    recovery.refresh_from_db()


def test_their_answer_confirms_what_was_heard() -> None:
    """It is shown beside the button, and stays on the record as the evidence."""
    client = builders.signed_in()
    recovery = opened(client)
    assert press(client, recovery, "listen-write", words="The kettle leaks.") == 302
    assert recovery.conversation is not None
    answer = builders.messages(recovery.conversation, ["Yes, that is it."], timezone.now() + timedelta(hours=1))[0]
    page = client.get(f"/recoveries/{recovery.public_id}").content.decode()
    assert "Yes, that is it." in page
    assert press(client, recovery, "listen-confirmed", moment=answer.public_id) == 302
    done = Step.objects.latest("pk")
    assert (done.outcome, done.moment, next_step(recovery)) == ("done", answer.public_id, course.ACKNOWLEDGE)


@pytest.mark.sqlite
def test_a_call_that_was_written_down_shows_that_somebody_followed_up() -> None:
    """Wherever it stands, as long as this agent may see it; what shows a step is of this customer's book."""
    client = builders.signed_in()
    recovery = make.gone_through(opened(client), course.LISTEN, course.ACKNOWLEDGE, course.MEET)
    called(recovery.customer, "She was out.", timezone.now())
    assert press(client, recovery, "act-plan", day="2199-01-01", hour="10:00", whose=agent_id()) == 302
    kept = Inbox.objects.create(address="board@desk.example")
    kept.teams.add(Team.objects.create(name="Board"))
    later = timezone.now() + timedelta(hours=1)
    called(recovery.customer, "The board called her.", later + timedelta(hours=1), inbox=kept)
    call = called(recovery.customer, "The new one holds water, she says.", later)
    page = client.get(f"/recoveries/{recovery.public_id}").content.decode()
    assert "The new one holds water, she says." in page
    assert "She was out." not in page
    assert "The board called her." not in page
    (shown,) = re.findall(r'name="moment" value="(\w+)"', page)
    assert shown == call.public_id
    assert press(client, recovery, "act-done", words="It holds water", moment=shown) == 302
    assert Step.objects.latest("pk").moment == call.public_id
    assert call.conversation is not None
    link = f"/conversations/{call.conversation.public_id}?to={call.public_id}"
    assert link in client.get(f"/recoveries/{recovery.public_id}").content.decode()
    strange = called(builders.customer("Boris Okafor", "boris@veloworks.example"), "His.", later)
    assert press(client, recovery, "second-well", words="She says so", moment=strange.public_id) == 302
    assert Step.objects.latest("pk").moment == ""


def called(of: Customer, words: str, at: datetime, **more: Any) -> Moment:
    """We spoke to them, and wrote it down in a conversation of its own."""
    talk = builders.conversation(of, "A call", **more)
    on: dict[str, Any] = {"conversation": talk, "agent": builders.agent(), "direction": Moment.OUT, "happened": at}
    moment = append_moment(of, "call", timezone.now(), payload={"way": "we", "minutes": 3}, **on)
    Message.objects.create(moment=moment, text=words)
    return moment


def test_a_hollow_apology_that_was_said_is_written_down_as_it_was() -> None:
    """It is pointed out first; the page offers a better one."""
    client = builders.signed_in()
    recovery = opened(client)
    hollow = {"words": "I am sorry if this caused trouble."}
    page = client.post(f"/recoveries/{recovery.public_id}/do/acknowledge-said", hollow).content.decode()
    assert 'value="I am sorry. What you got from us did not work' in page
    assert press(client, recovery, "acknowledge-said", **hollow, anyway="yes") == 302
    assert Step.objects.get().words == hollow["words"]


@pytest.mark.sqlite
def test_nothing_typed_is_lost_where_somebody_was_quicker() -> None:
    """The reason stands on the page, with what was written."""
    client = builders.signed_in()
    recovery = make.gone_through(opened(client), course.LISTEN)
    path = f"/recoveries/{recovery.public_id}/do/listen-said"
    page = client.post(path, {"words": "It leaks at the spout."}).content.decode()
    assert "Somebody has done this already" in page
    assert "It leaks at the spout." in page


def test_a_hollow_apology_is_pointed_out_in_the_editor() -> None:
    """With a sentence that says what went wrong for them; in a note nothing is."""
    client = builders.signed_in()
    recovery = opened(client)
    talk = recovery.conversation
    assert talk is not None
    writing = {"conversation": talk.public_id, "text": "Hello. We are sorry if this caused any inconvenience."}
    hints = [
        client.post("/drafts/hints", {**writing, "kind": kind}, headers={"HX-Request": "true"}).json()
        for kind in ("reply", "note")
    ]
    assert [len(one["spans"]) for one in hints] == [1, 0]
    assert "did not work as it should have" in hints[0]["html"]
    start, end, _key = hints[0]["spans"][0]
    assert writing["text"][start:end].startswith("We are sorry if")
