"""How an answer can end: what is offered with sending it, and that each way can be taken back."""

import pytest

from regulars.book.models import Conversation
from regulars.staff.models import Role
from tests import builders
from tests.builders import signed_in
from tests.conversations.sending_inbox import connect

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Conversation:
    """Ana's kettle, in an inbox that can send."""
    made = builders.conversation(builders.customer())
    connect(made.inbox)
    return made


@pytest.mark.parametrize("permissions", [["book.read", "conversation.reply"], []])
def test_only_ways_that_are_open_are_offered(on: Conversation, permissions: list[str]) -> None:
    if permissions:
        Role.objects.create(name="agent", label="Agent", permissions=permissions)
    client = signed_in()
    for path in ("/write/ways", "/write", f"/conversations/{on.public_id}?write=reply"):
        shown = client.get(path).content.decode()
        assert 'value="later:at"' in shown
        assert ('value="close"' in shown, 'value="snooze:reply"' in shown) == (not permissions, not permissions), path
