"""Promises while they are written, through the pages: seen, recorded, taken back, and real once they are said."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Moment
from regulars.conversations.models import Draft
from regulars.practices.promises.models import NoPromise, Promise
from tests import builders
from tests.builders import signed_in

pytestmark = pytest.mark.django_db
KETTLE = "Dear Ana,\n\nI'll send the kettle by Monday.\n\nAda"


@pytest.fixture
def on() -> Conversation:
    """Ana's kettle; she lives in Berlin."""
    ana = builders.customer()
    ana.time_zone = "Europe/Berlin"
    ana.save()
    made = builders.conversation(ana)
    builders.messages(made, ["It does not boil."])
    return made


class Editor:
    """A page that stays, as its script asks."""

    def __init__(self, on: Conversation, kind: str = "reply") -> None:
        self.on, self.kind, self.draft, self.turn = on, kind, public_id(), 0
        self.client: Client = signed_in()

    def fields(self, text: str, **more: Any) -> dict[str, Any]:
        """What it sends."""
        self.turn += 1
        where = {
            "kind": self.kind,
            "conversation": self.on.public_id,
            "draft": self.draft,
            "tab": "t",
            "turn": self.turn,
        }
        return {**where, "text": text, "to": "ana@nordbake.example", "subject": "Re: The blue kettle", **more}

    def hints(self, text: str) -> dict[str, Any]:
        """What stands beneath the words."""
        answer = self.client.post("/drafts/hints", self.fields(text))
        assert answer.status_code == 200, answer.content.decode()
        said: dict[str, Any] = answer.json()
        return said

    def does(self, what: str, text: str, key: str, **more: Any) -> Any:
        """Press a button of a line beneath."""
        return self.client.post(f"/promises/drafted/{what}", self.fields(text, hint=key, **more))


def test_a_promise_is_underlined_and_told_with_what_to_whom_and_when(on: Conversation) -> None:
    said = Editor(on).hints(KETTLE)
    [(start, end, _key)] = said["spans"]
    assert KETTLE[start:end] == "I'll send the kettle by Monday."
    assert "send the kettle · to Ana Novak · by Monday" in said["html"]
    assert "end of day in Berlin" in said["html"]
    assert not Draft.objects.exists()


def test_offsets_are_code_points(on: Conversation) -> None:
    text = "😀😀 " + KETTLE
    [(start, end, _key)] = Editor(on).hints(text)["spans"]
    assert text[start:end] == "I'll send the kettle by Monday."


def test_one_key_records_it_and_it_counts_once_the_note_is_written(on: Conversation) -> None:
    editor = Editor(on, "note")
    [(_, _, key)] = editor.hints(KETTLE)["spans"]
    for _ in range(2):
        answer = editor.does("record", KETTLE, key)
        assert answer.status_code == 200, answer.content.decode()
    promise = Promise.objects.get()
    assert (promise.what, promise.said_at, promise.due_zone, promise.due_means) == (
        "send the kettle",
        None,
        "Europe/Berlin",
        "day",
    )
    assert "Recorded" in editor.hints(KETTLE)["html"]
    sent = editor.fields(KETTLE, do="send", seen=10**9, version=answer.json()["version"])
    assert editor.client.post(f"/conversations/{on.public_id}/write/note", sent).status_code == 302
    promise.refresh_from_db()
    assert promise.said_at is not None
    assert Moment.objects.filter(kind="promise.made", customer=on.customer).count() == 1


def test_what_is_deleted_before_sending_was_never_promised(on: Conversation) -> None:
    editor = Editor(on, "note")
    [(_, _, key)] = editor.hints(KETTLE)["spans"]
    assert editor.does("record", KETTLE, key).status_code == 200
    sent = editor.fields("Dear Ana, let me ask.", do="send", seen=10**9)
    assert editor.client.post(f"/conversations/{on.public_id}/write/note", sent).status_code == 302
    assert not Promise.objects.exists()
    assert not Moment.objects.filter(kind__startswith="promise").exists()


def test_words_that_move_keep_what_was_recorded_of_them(on: Conversation) -> None:
    editor = Editor(on)
    [(_, _, key)] = editor.hints(KETTLE)["spans"]
    editor.does("record", KETTLE, key)
    longer = "I'll call you tomorrow at 10:00.\n" + KETTLE
    spans = editor.hints(longer)["spans"]
    assert len(spans) == 2
    assert editor.does("record", longer, spans[0][2]).status_code == 200
    assert set(Promise.objects.values_list("what", flat=True)) == {"send the kettle", "call you"}


@pytest.mark.sqlite
def test_a_vague_time_is_asked_for_and_taken(on: Conversation) -> None:
    editor, text = Editor(on), "I'll get back to you soon."
    said = editor.hints(text)
    [(_, _, key)] = said["spans"]
    assert "By when, in Berlin?" in said["html"]
    assert editor.does("record", text, key).status_code == 422
    assert editor.does("record", text, key, due="2001-01-01T10:00").status_code == 422
    ahead = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT10:00")
    assert editor.does("record", text, key, due=ahead).status_code == 200
    assert Promise.objects.get().due_local == f"{ahead}:00"


def test_how_firmly_it_was_said_is_kept_with_it(on: Conversation) -> None:
    editor, text = Editor(on), "It is free of charge."
    [(_, _, key)] = editor.hints(text)["spans"]
    assert editor.does("record", text, key).status_code == 200
    promise = Promise.objects.get()
    assert (promise.sort, promise.strength, promise.due_at) == ("money", "policy", None)


def test_it_can_be_taken_back_and_said_to_be_none(on: Conversation) -> None:
    editor = Editor(on)
    [(_, _, key)] = editor.hints(KETTLE)["spans"]
    editor.does("record", KETTLE, key)
    assert editor.does("forget", KETTLE, key).status_code == 200
    assert not Promise.objects.exists()
    assert len(editor.hints(KETTLE)["spans"]) == 1
    assert editor.does("pass-over", KETTLE, key).status_code == 200
    assert editor.hints(KETTLE) == {"spans": [], "html": ""}
    assert NoPromise.objects.count() == 1


@pytest.mark.sqlite
def test_to_a_customer_without_a_zone_it_is_due_on_the_clock_of_the_house(on: Conversation) -> None:
    boss = builders.agent("owner")
    boss.time_zone = "Pacific/Auckland"
    boss.save()
    on.customer.time_zone = ""
    on.customer.save()
    editor, tomorrow = Editor(on, "note"), timezone.now().astimezone(ZoneInfo("Pacific/Auckland")) + timedelta(days=1)
    text = "I'll send the kettle tomorrow."
    [(_, _, key)] = editor.hints(text)["spans"]
    recorded = editor.does("record", text, key).json()
    sent = editor.fields(text, do="send", seen=10**9, version=recorded["version"])
    assert editor.client.post(f"/conversations/{on.public_id}/write/note", sent).status_code == 302
    promise = Promise.objects.get()
    assert (promise.due_local, promise.due_zone) == (f"{tomorrow:%Y-%m-%d}T23:59:00", "Pacific/Auckland")
    # Their zone becomes known: what was promised stays as it was meant.
    on.customer.time_zone = "Europe/Berlin"
    on.customer.save()
    whole = editor.client.get(f"/promises/{promise.public_id}").content.decode()
    assert f"{tomorrow:%A}, {tomorrow.day} {tomorrow:%B}" in whole


def test_words_that_changed_meanwhile_are_not_recorded(on: Conversation) -> None:
    editor = Editor(on)
    [(_, _, key)] = editor.hints(KETTLE)["spans"]
    answer = editor.does("record", "Nothing of the kind.", key)
    assert answer.status_code == 422
    assert not Promise.objects.exists()
