"""Who hears what was said: many drafts at once, and one who fails harms nobody."""

from datetime import datetime

import pytest

from regulars.conversations.said import tell_all_said
from regulars.engine import outbox
from regulars.engine.models import Outbox
from tests.mails import NOW

pytestmark = pytest.mark.django_db


def written() -> list[tuple[str, int]]:
    rows = Outbox.objects.order_by("kind", "pk").values_list("kind", "payload__draft")
    return [(kind, draft) for kind, draft in rows]


def test_one_who_fails_on_one_draft_has_written_nothing_of_it_and_all_else_is_heard_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goes = []

    def hears(draft: int, moment: int, now: datetime) -> None:
        outbox.append("hears", {"draft": draft})

    def fails(draft: int, moment: int, now: datetime) -> None:
        goes.append(draft)
        outbox.append("fails", {"draft": draft})
        if draft == 2:
            raise ValueError("it cannot be heard")

    monkeypatch.setattr("regulars.conversations.said.SAID", [("a", hears), ("b", fails)])
    tell_all_said([(1, 11)], NOW)
    assert (goes, written()) == ([1], [("fails", 1), ("hears", 1)])
    tell_all_said([(2, 12), (3, 13)], NOW)
    assert written() == [("fails", 1), ("fails", 3), ("hears", 1), ("hears", 2), ("hears", 3)]
