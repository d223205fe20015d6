"""Writing macros and signatures on their pages, and using a macro in an editor."""

import pytest
from django.test import Client

from regulars.base.ids import public_id
from regulars.book.models import Conversation
from regulars.conversations.models import Macro, Signature, Tagging
from tests import builders
from tests.builders import NOW, agent, signed_in
from tests.conversations.sending_inbox import answerable

pytestmark = pytest.mark.django_db


def shown(client: Client, path: str) -> str:
    """The page at a path."""
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


def test_a_macro_is_written_listed_and_changed() -> None:
    client = signed_in()
    assert "No macro yet" in shown(client, "/macros")
    typed = {
        "name": "Refund",
        "text": "Hi {customer.first_name|there},",
        "tag": "refund, vip",
        "then": "days",
        "days": "3",
    }
    assert client.post("/macros/new", typed | {"shared": "yes"}).url == "/macros"
    macro = Macro.objects.get()
    assert macro.agent == agent(), "who may not settle the desk writes for themselves"
    assert macro.acts == [["tag", "refund"], ["tag", "vip"], ["snooze", "3"]]
    assert "sleep for 3 days" in shown(client, "/macros")
    page = shown(client, f"/macros/{macro.public_id}")
    assert 'value="refund, vip"' in page
    assert client.post(f"/macros/{macro.public_id}", typed | {"then": "close"}).status_code == 302
    assert Macro.objects.get().acts[-1] == ["close", ""]


def test_an_unknown_field_is_refused_with_those_that_there_are() -> None:
    response = signed_in().post("/macros/new", {"name": "Hello", "text": "Hi {customer.firstname},"})
    said = response.content.decode()
    assert response.status_code == 422
    assert "There is no field {customer.firstname}" in said
    assert "{customer.first_name}" in said
    assert "Hi {customer.firstname}," in said
    assert not Macro.objects.exists()


def test_a_preview_shows_a_real_conversation_and_marks_what_is_missing() -> None:
    builders.conversation(builders.customer())
    nameless = builders.conversation(builders.customer("", "boris@veloworks.example"), "A bent wheel")
    client = signed_in()
    text = {"text": "Hi {customer.first_name},"}
    assert "Hi Ana," in client.post("/macros/preview", text | {"sample": on_ana()}).content.decode()
    said = client.post("/macros/preview", text | {"sample": nameless.public_id}).content.decode()
    assert "<mark>{customer.first_name}</mark>" in said


def on_ana() -> str:
    """The conversation that Ana began."""
    return str(Conversation.objects.get(customer__name="Ana Novak").public_id)


def test_only_who_settles_the_desk_changes_what_all_share() -> None:
    shared = Macro.objects.create(name="Hello", text="Hi,", created_at=NOW)
    own = Macro.objects.create(name="Mine", text="Hi,", created_at=NOW, agent=agent("lead"))
    ada, leo = signed_in(), signed_in("lead")
    assert "Hello" in shown(ada, "/macros")
    assert "Mine" not in shown(ada, "/macros")
    for path in (f"/macros/{shared.public_id}", f"/macros/{own.public_id}"):
        assert ada.get(path).status_code == 404
        assert leo.get(path).status_code == 200
    assert ada.post(f"/macros/{own.public_id}/use").status_code == 404


def test_a_macro_is_removed_and_had_back() -> None:
    macro = Macro.objects.create(name="Hello", text="Hi,", created_at=NOW, agent=agent())
    client = signed_in()
    assert "is removed" in client.post(f"/macros/{macro.public_id}/remove", follow=True).content.decode()
    assert "No macro yet" in shown(client, "/macros/choose")
    client.post(f"/macros/{macro.public_id}/restore")
    assert "Hello" in shown(client, "/macros/choose")


def test_using_one_gives_its_text_and_one_way_back() -> None:
    on = builders.conversation(builders.customer())
    macro = Macro.objects.create(
        name="Hello", text="Hi {customer.first_name}, {inbox.name}", acts=[["tag", "hello"]], created_at=NOW
    )
    client = signed_in()
    answer = client.post(f"/macros/{macro.public_id}/use", {"on": on.public_id}).json()
    assert answer["text"] == "Hi Ana, help@desk.example"
    assert answer["missing"] == []
    assert Tagging.objects.count() == 1
    assert "“Hello” is done." in answer["told"]
    again = client.post(f"/macros/{macro.public_id}/use", {"on": on.public_id}).json()
    assert again["told"] == "", "what is so already is not done again"
    client.post(answer["undo"])
    assert not Tagging.objects.exists()


@pytest.mark.parametrize(
    ("ends", "do", "status"),
    [
        (["close", ""], "close", "closed"),
        (["snooze", "reply"], "snooze:reply", "snoozed"),
        (["snooze", "3"], "snooze:2", "snoozed"),
    ],
)
def test_what_puts_it_away_waits_until_the_answer_is_sent(ends: list[str], do: str, status: str) -> None:
    """Whoever is called away after a macro leaves nothing closed that nobody answered."""
    on = answerable()
    macro = Macro.objects.create(name="Done", text="It is done.", acts=[["tag", "done"], ends], created_at=NOW)
    client = signed_in()
    answer = client.post(f"/macros/{macro.public_id}/use", {"on": on.public_id, "kind": "reply"}).json()
    on.refresh_from_db()
    assert (on.status, Tagging.objects.count()) == ("open", 1)
    assert answer["do"].startswith(do)
    assert answer["send"].startswith("Send")
    sent = {"draft": public_id(), "text": "It is done.", "to": "ana@nordbake.example", "subject": "Re: The kettle"}
    sent |= {"seen": 10**9, "do": answer["do"]}
    assert client.post(f"/conversations/{on.public_id}/write/reply", sent).status_code == 302
    on.refresh_from_db()
    assert on.status == status
    assert bool(on.snoozed_until) == (ends[1] == "3")


def test_what_puts_it_away_is_done_at_once_where_no_answer_is_written() -> None:
    on = answerable()
    macro = Macro.objects.create(name="Done", text="It is done.", acts=[["close", ""]], created_at=NOW)
    answer = signed_in().post(f"/macros/{macro.public_id}/use", {"on": on.public_id, "kind": "note"}).json()
    on.refresh_from_db()
    assert (on.status, answer["do"]) == ("closed", "")


def test_a_refused_macro_says_why() -> None:
    on = builders.conversation(builders.customer(), status="spam")
    macro = Macro.objects.create(name="Done", acts=[["close", ""]], created_at=NOW)
    response = signed_in().post(f"/macros/{macro.public_id}/use", {"on": on.public_id})
    assert response.status_code == 409
    assert "spam" in response.json()["reason"]


def test_signatures_for_all_and_for_one_inbox() -> None:
    box = builders.conversation(builders.customer()).inbox
    client = signed_in()
    client.post("/signatures", {"text": "Yours, {agent.name}"})
    client.post("/signatures", {"inbox": box.public_id, "text": "Ada of {inbox.address}"})
    page = shown(client, "/signatures")
    assert "Yours, Ada Byrne" in page
    assert "Ada of help@desk.example" in page
    wrong = client.post("/signatures", {"inbox": box.public_id, "text": "{agent.nick}"})
    assert wrong.status_code == 422
    assert "no field {agent.nick}" in wrong.content.decode()
    assert Signature.objects.count() == 2
