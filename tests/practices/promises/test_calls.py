"""Promises made on the phone, and kept there: recorded with what is written of a call, and held against the record."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from regulars.base.ids import public_id
from regulars.book.acts import append_moment
from regulars.book.models import Conversation, Moment
from regulars.conversations.calls.acts import write_call
from regulars.conversations.calls.rules import Call
from regulars.conversations.drafts.acts import Place
from regulars.conversations.drafts.rules import Save, Written
from regulars.conversations.models import Draft
from regulars.conversations.notes.acts import Noted
from regulars.conversations.said import tell_said
from regulars.practices.promises import desk, rules
from regulars.practices.promises.checking.afterwards import look_back
from regulars.practices.promises.checking.reported import as_said
from regulars.practices.promises.models import Contradiction, Promise, Sign
from regulars.readings.models import Correction
from tests import builders
from tests.builders import signed_in
from tests.conversations.sending_inbox import connect

from .test_checks import reward

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TOLD = "She asked about her nights. I told her that her reward expires on Monday."
SAID = "She waits for the kettle. I'll call her tomorrow at 10:00."


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The last of these is now."""
    times = [NOW]
    monkeypatch.setattr(timezone, "now", lambda: times[-1])
    return times


@pytest.fixture
def on(db: None, clock: list[datetime]) -> Conversation:
    """Ana in Berlin."""
    ana = builders.customer()
    ana.time_zone = "Europe/Berlin"
    ana.save()
    return builders.conversation(ana)


def form(on: Conversation, text: str, **more: Any) -> dict[str, Any]:
    """What the editor of a call sends."""
    where = {"kind": "call", "conversation": on.public_id, "draft": public_id()}
    return {**where, "way": "they", "text": text, "do": "send", **more}


def recorded(on: Conversation, text: str, **more: Any) -> dict[str, Any]:
    """The same after its only promise was recorded with one key."""
    client, sent = signed_in(), form(on, text, **more)
    key = client.post("/drafts/hints", sent).json()["spans"][0][2]
    kept = client.post("/promises/drafted/record", {**sent, "hint": key})
    assert kept.status_code == 200, kept.content
    return {**sent, "version": kept.json()["version"]}


def call(on: Conversation, way: str) -> Moment:
    """A call of Ada's with Ana, now."""
    place = Place(public_id(), Draft.CALL, on.pk)
    made = write_call(builders.agent(), place, Save(Written("We spoke.", call=Call(way))), timezone.now())
    assert isinstance(made, Noted)
    return made.moment


@pytest.mark.parametrize("text", [TOLD, "Ich habe ihr gesagt, dass sie kommen kann.", "We said: Monday. Call her."])
def test_what_was_told_keeps_its_place(text: str) -> None:
    assert len(as_said(text)) == len(text)
    assert "told" not in as_said(text)


def test_what_was_told_stays_wrong_until_the_record_follows(on: Conversation) -> None:
    of = reward(on.customer, "2026-11-22T23:59:00")
    signed_in().post(f"/conversations/{on.public_id}/write/call", form(on, TOLD))
    assert look_back(on.customer, Contradiction.CHANGED, NOW) == 0
    assert Contradiction.objects.get().state == "open"
    of.delete()
    look_back(on.customer, Contradiction.CHANGED, NOW)
    assert Contradiction.objects.get().state == "followed"


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        (("call", "phone", "out", "we"), {"callback", "reply"}),
        (("call", "phone", "out", "they"), {"reply"}),
        (("call", "phone", "own", "nobody"), set()),
        (("note", "", "own", ""), set()),
        (("message", "email", "out", ""), {"reply"}),
        (("message", "email", "in", ""), set()),
    ],
)
def test_only_what_reached_them_keeps_a_promise(moment: tuple[str, str, str, str], kept: set[str]) -> None:
    assert {sort for sort in Promise.SORTS if rules.looks_kept(sort, *moment)} == kept


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_promise_of_a_call_counts_once_it_is_written_down_and_goes_with_it(on: Conversation) -> None:
    sent = recorded(on, SAID)
    assert Promise.objects.get().said_at is None
    client = signed_in()
    client.post(f"/conversations/{on.public_id}/write/call", sent)
    made = Promise.objects.get()
    assert (made.said_at, made.moment, made.due_at) == (NOW, Moment.objects.get(kind="call"), made.due_at)
    assert client.post(f"/drafts/{sent['draft']}/undo").status_code == 302
    assert [(one.state, one.said_at is None) for one in Promise.objects.order_by("pk")] == [
        ("mistaken", False),
        ("open", True),
    ]
    assert Moment.objects.filter(kind="promise.mistaken").count() == 1
    again = {**sent, "version": Draft.objects.get().version}
    client.post(f"/conversations/{on.public_id}/write/call", again)
    assert Promise.objects.filter(state="open", said_at=NOW).count() == 1


def test_tomorrow_is_the_day_after_the_call(on: Conversation) -> None:
    yesterday = NOW.astimezone().replace(tzinfo=None) - timedelta(days=3)
    client = signed_in()
    sent = form(on, "I'll call her in five days.", called_at=f"{yesterday:%Y-%m-%dT%H:%M}")
    shown = client.post("/drafts/hints", sent).json()
    assert "20 November" in shown["html"]


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_call_that_was_answered_is_offered_as_what_keeps_that_we_would_call(
    on: Conversation, clock: list[datetime]
) -> None:
    signed_in().post(f"/conversations/{on.public_id}/write/call", recorded(on, SAID))
    clock.append(NOW + timedelta(hours=20))
    for way in ("nobody", "they", "we"):
        desk.look_at(call(on, way), timezone.now())
    sign = Sign.objects.get()
    assert sign.moment.payload["way"] == "we"
    client = signed_in()
    assert "What we did since seems to keep it." in client.get("/promises").content.decode()
    client.post(f"/promises/{sign.promise.public_id}/keep", {"sign": sign.pk})
    sign.promise.refresh_from_db()
    assert sign.promise.state == "kept"


@pytest.mark.slow
def test_what_was_told_on_the_phone_and_is_not_so_surfaces_and_they_are_told(on: Conversation) -> None:
    reward(on.customer, "2026-11-22T23:59:00")
    connect(on.inbox)
    builders.messages(on, ["Until when is it there?"])
    client = signed_in()
    sent = form(on, TOLD)
    assert client.post(f"/conversations/{on.public_id}/write/call", sent).status_code == 302
    found = Contradiction.objects.get()
    assert (found.state, found.found, found.moment) == ("open", "spoken", Moment.objects.get(kind="call"))
    assert "Tell them how it is" in client.get(f"/conversations/{on.public_id}").content.decode()
    path = f"/contradictions/{found.public_id}"
    back = client.post(f"{path}/tell")["Location"]
    shown = client.get(back).content.decode()
    assert "we told you: “the reward expires on Monday.”" in shown
    assert "Sunday, 22" in shown
    assert "Once it is sent, this is settled" in client.get(path).content.decode()
    mail = append_moment(on.customer, "message", NOW, conversation=on, direction=Moment.OUT)
    tell_said(Draft.objects.get(kind="reply").pk, mail.pk, NOW)
    found.refresh_from_db()
    assert found.state == "told"


@pytest.mark.slow
def test_a_call_taken_back_told_nobody_anything(on: Conversation) -> None:
    reward(on.customer, "2026-11-22T23:59:00")
    client, sent = signed_in(), form(on, TOLD)
    for _time in range(2):
        client.post(f"/conversations/{on.public_id}/write/call", sent)
        assert Contradiction.objects.count() == 1
        client.post(f"/drafts/{sent['draft']}/undo")
        assert not Contradiction.objects.exists()
        sent["version"] = Draft.objects.get().version


@pytest.mark.slow
def test_a_note_taken_back_takes_its_promise_along(on: Conversation) -> None:
    sent = recorded(on, SAID, kind="note")
    client = signed_in()
    client.post(f"/conversations/{on.public_id}/write/note", sent)
    assert Promise.objects.get().said_at == NOW
    client.post(f"/drafts/{sent['draft']}/undo")
    assert not Promise.objects.filter(state="open", said_at__isnull=False).exists()
    client.post(f"/drafts/{sent['draft']}/discard")
    assert "call her" not in client.get("/promises?whose=all").content.decode()


def test_what_is_called_no_promise_while_it_is_written_is_learned_once_it_is_said(on: Conversation) -> None:
    client, sent = signed_in(), form(on, SAID)
    key = client.post("/drafts/hints", sent).json()["spans"][0][2]
    kept = client.post("/promises/drafted/pass-over", {**sent, "hint": key})
    assert not Correction.objects.exists()
    client.post(f"/conversations/{on.public_id}/write/call", {**sent, "version": kept.json()["version"]})
    word = Correction.objects.get()
    assert (word.label, word.verdict, word.reader) == ("explicit", "wrong", "promise")
    assert word.quote.startswith("I'll call her tomorrow")
