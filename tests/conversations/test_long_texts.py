"""A text that is longer than one message may be is kept whole, and told, whatever it was to become."""

import pytest

from regulars.book.models import Moment
from regulars.conversations.drafts import rules
from regulars.conversations.models import Draft, Outgoing
from tests.builders import signed_in
from tests.conversations.sending_inbox import answerable
from tests.conversations.test_writing import form, path

END = " Kind regards, Olga"
LONG = "x" * rules.LONGEST_TEXT + END


def test_how_long_a_message_may_be() -> None:
    assert rules.too_long("x" * rules.LONGEST_TEXT) is None
    refused = rules.too_long(LONG)
    assert refused is not None
    assert "200,019 characters" in refused.reason


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["reply", "note", "call"])
def test_what_is_too_long_stays_whole_and_nothing_is_sent_without_its_end(kind: str) -> None:
    on, ada = answerable(), signed_in()
    call = {"way": "they"} if kind == "call" else {}
    answer = ada.post(path(on, kind), form(on, LONG, **call))
    assert "200,019 characters" in answer.content.decode()
    assert END in answer.content.decode()
    draft = Draft.objects.get(kind=kind)
    assert draft.text == LONG
    assert draft.sent_at is None
    assert not Outgoing.objects.exists()
    assert not Moment.objects.filter(kind=kind).exists()


@pytest.mark.django_db
def test_what_is_saved_while_one_types_is_never_cut() -> None:
    on, ada = answerable(), signed_in()
    fields = form(on, LONG, conversation=on.public_id, kind="reply")
    assert ada.post("/drafts/save", fields).status_code == 200
    assert Draft.objects.get().text == LONG
