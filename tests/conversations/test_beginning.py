"""A conversation that the desk begins, a message passed on, and the names that are offered for it."""

import pytest

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Customer, Message
from regulars.book.search import people
from regulars.conversations.drafts import rules
from regulars.conversations.drafts.rules import LONGEST_TEXT
from regulars.conversations.models import Draft, Outgoing
from tests import builders, mails
from tests.builders import signed_in
from tests.conversations.sending_inbox import answerable
from tests.web.rows import html_mail

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def on() -> Conversation:
    """Ana's kettle, in an inbox that can send."""
    return answerable()


def test_a_new_conversation_begins_when_it_is_sent(on: Conversation) -> None:
    client = signed_in()
    assert on.inbox is not None
    assert 'inputmode="email" autofocus' in client.get("/write").content.decode(), "whom it goes to comes first"
    shown = client.get("/write?to=Boris+Okafor+<boris@veloworks.example>").content.decode()
    assert "Boris Okafor &lt;boris@veloworks.example&gt;" in shown
    written = {"draft": public_id(), "to": "boris@veloworks.example", "text": "Your wheel is here.", "do": "send"}
    asked = client.post("/write", {**written, "inbox": on.inbox.public_id})
    assert "It has no subject." in asked.content.decode()
    draft = Draft.objects.get()
    again = {**written, "inbox": on.inbox.public_id, "version": draft.version, "asked": "subject"}
    response = client.post("/write", again)
    assert response.status_code == 302, response.content.decode()
    begun = Outgoing.objects.get().conversation
    assert begun is not None
    assert begun.public_id in response.url
    assert client.post("/write", again).status_code == 302
    assert Outgoing.objects.count() == 1
    back = client.post(f"/drafts/{draft.public_id}/undo").url
    assert "Your wheel is here.</textarea>" in client.get(back).content.decode()
    assert not Conversation.objects.filter(pk=begun.pk).exists()
    assert not Customer.objects.filter(pk=begun.customer_id).exists()


def test_a_message_is_passed_on_with_its_files(on: Conversation) -> None:
    mails.take_in(html_mail())
    told = Conversation.objects.get(subject="A picture of the kettle")
    client = signed_in()
    for _ in range(2):
        back = client.post(f"/conversations/{told.public_id}/forward").url
    shown = client.get(back).content.decode()
    assert "Forwarded: Ana Novak &lt;ana@nordbake.example&gt; wrote on" in shown
    assert "kettle.png" in shown
    assert 'value="Fwd: A picture of the kettle"' in shown
    assert Draft.objects.count() == 1


def test_of_what_is_too_long_to_be_passed_on_the_end_is_said_to_be_missing(on: Conversation) -> None:
    client = signed_in()
    message = Message.objects.get(moment__conversation=on)
    for length, said in ((LONGEST_TEXT // 2, False), (LONGEST_TEXT, True)):
        Draft.objects.all().delete()
        Message.objects.filter(pk=message.pk).update(text="x" * length)
        client.post(f"/conversations/{on.public_id}/forward")
        draft = Draft.objects.get()
        assert draft.text.endswith("What follows is left out.]") is said
        assert rules.too_long(draft.text) is None


def test_names_are_offered_while_one_types(on: Conversation) -> None:
    client = signed_in()
    builders.agent("lead")
    people.index([on.customer_id])
    assert 'data-value="Ana Novak &lt;ana@nordbake.example&gt;"' in client.get("/write/people?q=nov").content.decode()
    assert 'data-value="@Leo Marsh"' in client.get("/write/colleagues?q=mar").content.decode()
    assert "option" not in client.get("/write/people?q=is:open").content.decode()
