"""The export: its form, and that it is the same however it is cut into portions."""

import json

import pytest

from regulars.book.models import Conversation
from regulars.conversations import export
from regulars.conversations.acts import settle_link
from regulars.conversations.models import Link
from regulars.staff.models import Agent
from tests.mails import BORIS, NOW, mail, reply, take_in

pytestmark = pytest.mark.django_db


def test_export_has_the_form_that_is_promised() -> None:
    """Every key, and nothing else."""
    take_in(mail())
    one = json.loads(next(export.lines()))
    assert one.keys() == {"id", "customer", "subject", "messages"}
    assert one["messages"] == [
        {
            "message_id": "one@nordbake.example",
            "direction": "in",
            "from": "ana@nordbake.example",
            "at": "2026-11-20T10:00:00Z",
            "text": one["messages"][0]["text"],
            "automatic": False,
            "attachments": [],
        }
    ]


def test_one_conversation_is_one_line_for_every_program() -> None:
    """Signs that some take for the end of a line, and letters that no terminal's charset may have."""
    take_in(mail(text="a\u2028b\u0085c \u6c34\u58f6"))
    (line,) = export.lines()
    assert line.isascii()
    assert "a\u2028b\u0085c \u6c34\u58f6" in json.loads(line)["messages"][0]["text"]


def test_portions_of_any_size_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A conversation longer than a portion, joined ones, and many short ones."""
    ada = Agent.objects.create(email="ada@desk.example", name="Ada")
    take_in(mail(), *(reply("one@nordbake.example", message_id=f"r{number}", text=str(number)) for number in range(7)))
    take_in(mail(message_id="two", text="b"))
    settle_link(Link.objects.get(), True, ada, NOW)
    take_in(*(mail(BORIS, str(number), message_id=f"b{number}") for number in range(9)))
    whole = list(export.lines())
    assert len(whole) == 10
    assert [len(json.loads(line)["messages"]) for line in whole] == [9] + [1] * 9
    monkeypatch.setattr(export, "ROOTS_AT_ONCE", 3)
    monkeypatch.setattr(export, "MOMENTS_AT_ONCE", 2)
    assert list(export.lines()) == whole


def test_only_the_newest_reading_of_a_text_is_exported() -> None:
    """Two versions are one message."""
    take_in(mail())
    message = Conversation.objects.get().moments.get().messages.get()
    message.pk, message.version, message.text = None, 2, "read better"
    message.save()
    (one,) = export.conversations()
    assert [message["text"] for message in one["messages"]] == ["read better"]
