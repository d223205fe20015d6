"""Writing and sending, through the pages: as plain forms, and as a page that stays asks for it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from regulars.base.ids import public_id
from regulars.book.models import Conversation
from regulars.conversations.models import Draft, Outgoing, Signature, Undeliverable
from regulars.intake import sending
from regulars.staff.models import Role, Team
from tests import builders, mails
from tests.builders import signed_in
from tests.conversations.sending_inbox import answerable

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def on() -> Conversation:
    """Ana's kettle, in an inbox that can send."""
    return answerable()


def form(on: Conversation, text: str = "Try descaling it.", **more: Any) -> dict[str, Any]:
    """What an editor sends, its writer having seen all that is there."""
    newest = on.moments.order_by("-pk").values_list("pk", flat=True).first() or 0
    return {
        "draft": public_id(),
        "to": "Ana Novak <ana@nordbake.example>",
        "subject": "Re: The blue kettle",
        "text": text,
        "seen": newest,
        "do": "send",
        **more,
    }


def path(on: Conversation, kind: str = "reply") -> str:
    return f"/conversations/{on.public_id}/write/{kind}"


def test_an_answer_never_goes_back_to_us() -> None:
    ours = "Help <help@desk.example>, help+a1-0f@desk.example"
    mails.take_in(mails.mail(headers=[("Reply-To", f"{ours}, ana@home.example")]))
    mails.take_in(
        mails.mail(mails.BORIS, "The bicycle", message_id="two@veloworks.example", headers=[("Reply-To", ours)])
    )
    for subject, wanted in (
        ("The blue kettle", "ana@home.example"),
        ("The bicycle", "Boris Okafor &lt;boris@veloworks.example&gt;"),
    ):
        on = Conversation.objects.get(subject=subject)
        shown = signed_in().get(f"/conversations/{on.public_id}?write=reply").content.decode()
        assert f'value="{wanted}"' in shown


def test_a_reply_by_a_plain_form(on: Conversation) -> None:
    client = signed_in()
    shown = client.get(f"/conversations/{on.public_id}?write=reply").content.decode()
    assert 'value="Ana Novak &lt;ana@nordbake.example&gt;"' in shown
    assert 'value="Re: The blue kettle"' in shown
    response = client.post(path(on), form(on))
    assert response.status_code == 302, response.content.decode()
    mail = Outgoing.objects.get()
    assert (mail.state, mail.text, mail.to) == ("held", "Try descaling it.", [["Ana Novak", "ana@nordbake.example"]])
    assert "Goes out in a moment" in client.get(response.url).content.decode()
    sending.stop(None, builders.agent("lead"), builders.NOW)
    held = client.post(path(on), form(on))
    assert "sends nothing until somebody lets it go" in client.get(held.url).content.decode()


def test_a_button_pressed_twice_sends_once(on: Conversation) -> None:
    client, sent = signed_in(), form(on)
    assert [client.post(path(on), sent).status_code for _ in range(3)] == [302] * 3
    assert Outgoing.objects.count() == 1


def test_what_came_meanwhile_stops_a_reply(on: Conversation) -> None:
    client, sent = signed_in(), form(on, version=0)
    builders.messages(on, ["Never mind, it boils now."])
    response = client.post(path(on), sent)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "nothing was sent" in shown
    assert shown.count("Never mind, it boils now.") == 2
    assert "Try descaling it.</textarea>" in shown
    assert not Outgoing.objects.exists()
    draft = Draft.objects.get()
    again = form(on, draft=draft.public_id, version=draft.version)
    assert client.post(path(on), again).status_code == 302
    assert Outgoing.objects.count() == 1


def test_of_two_people_who_answer_the_second_is_stopped(on: Conversation) -> None:
    sent = form(on)
    assert signed_in("lead").post(path(on), form(on, "Hello, Leo here.")).status_code == 302
    response = signed_in().post(path(on), sent)
    assert response.status_code == 409
    assert "Somebody else is sending an answer" in response.content.decode()
    assert Outgoing.objects.count() == 1


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(on: Conversation) -> None:
    response = signed_in().post(path(on), form(on, to="ana@, boris@veloworks.example"))
    shown = response.content.decode()
    assert response.status_code == 422
    assert "“ana@” is no mail address" in shown
    assert 'value="ana@, boris@veloworks.example"' in shown
    assert "Try descaling it.</textarea>" in shown


@pytest.mark.parametrize("do", ["keep", "send"])
def test_what_is_typed_after_another_window_has_ended_it_is_shown(on: Conversation, do: str) -> None:
    client, first = signed_in(), form(on, do="keep")
    assert client.post(path(on), first).status_code == 200
    assert client.post(path(on), first | {"do": "discard"}).status_code == 302
    since = client.post(path(on), first | {"do": do, "text": "Try descaling it, with vinegar."})
    assert since.status_code == 409
    assert '<div class="words" dir="auto">Try descaling it, with vinegar.</div>' in since.content.decode()
    same = client.post(path(on), first | {"do": do}).content.decode()
    assert "in another window" in same
    assert "Copy what you want to keep" not in same


def save(client: Client, on: Conversation, **more: Any) -> Any:
    return client.post("/drafts/save", {"kind": "reply", "conversation": on.public_id, **more})


def test_two_tabs_of_one_person(on: Conversation) -> None:
    client = signed_in()
    one = {"draft": public_id(), "tab": "a", "turn": 1, "version": 0, "text": "From the first."}
    two = {"draft": public_id(), "tab": "b", "turn": 1, "version": 0, "text": "From the second."}
    assert save(client, on, **one).json()["version"] == 1
    answer = save(client, on, **two)
    assert answer.status_code == 409
    assert "From the first." in answer.json()["html"]
    assert Draft.objects.get().text == "From the first."
    taken = {**two, "draft": answer.json()["draft"], "version": answer.json()["version"], "turn": 2}
    assert save(client, on, **taken).status_code == 200
    assert Draft.objects.get().text == "From the second."


def test_a_draft_saved_after_the_conversation_was_joined_lands_there(on: Conversation) -> None:
    client = signed_in()
    target = builders.conversation(on.customer, "The kettle, once more")
    Conversation.objects.filter(pk=on.pk).update(joined_to=target)
    save(client, on, draft=public_id(), tab="a", turn=1, text="Kept.")
    assert Draft.objects.get().conversation == target
    assert "Kept.</textarea>" in client.get(f"/conversations/{target.public_id}").content.decode()


def test_a_late_save_does_not_bring_back_what_was_sent(on: Conversation) -> None:
    client, sent = signed_in(), form(on, tab="a", turn=5)
    client.post(path(on), sent)
    late = {**sent, "conversation": on.public_id, "kind": "reply", "turn": 4}
    assert client.post("/drafts/save", late).status_code == 410
    assert Draft.objects.count() == 1


def test_what_was_thrown_away_can_be_had_back(on: Conversation) -> None:
    client = signed_in()
    client.post(path(on), form(on, do="discard"))
    assert "You threw away a draft" in client.get(f"/conversations/{on.public_id}").content.decode()
    draft = Draft.objects.get()
    listed = client.get("/drafts").content.decode()
    assert "kept for a day" in listed
    back = client.post(f"/drafts/{draft.public_id}/bring-back").url
    assert "Try descaling it.</textarea>" in client.get(back).content.decode()
    assert signed_in("lead").post(f"/drafts/{draft.public_id}/bring-back").status_code == 404


def test_undo_gives_the_text_back_and_opens_again(on: Conversation) -> None:
    client = signed_in()
    client.post(path(on), form(on, do="close"))
    on.refresh_from_db()
    assert on.status == Conversation.CLOSED
    back = client.post(f"/drafts/{Draft.objects.get().public_id}/undo").url
    assert "Try descaling it.</textarea>" in client.get(back).content.decode()
    assert Outgoing.objects.get().state == Outgoing.UNDONE
    on.refresh_from_db()
    assert on.status == Conversation.OPEN


def test_undo_after_another_was_begun_loses_neither(on: Conversation) -> None:
    client = signed_in()
    client.post(path(on), form(on))
    sent = Draft.objects.get()
    save(client, on, draft=public_id(), tab="b", turn=1, text="Also: use soft water.")
    client.post(f"/drafts/{sent.public_id}/undo")
    assert Draft.objects.get(sent_at=None, discarded_at=None).text == "Try descaling it.\n\nAlso: use soft water."


def test_a_kept_inbox_is_nobody_elses(on: Conversation) -> None:
    assert on.inbox is not None
    on.inbox.teams.add(Team.objects.create(name="Kitchen"))
    client = signed_in()
    assert client.get(f"/conversations/{on.public_id}").status_code == 404
    assert client.post(path(on), form(on)).status_code == 404
    assert save(client, on, draft=public_id(), text="Hello").status_code == 404
    assert not Draft.objects.exists()


def test_files_are_kept_at_once_and_shown_only_to_their_writer(on: Conversation) -> None:
    client = signed_in()
    plan = SimpleUploadedFile("plan.pdf", b"%PDF-1.4", "application/pdf")
    shown = client.post(path(on), form(on, do="keep", files=plan)).content.decode()
    file = Draft.objects.get().enclosures.get()
    assert "plan.pdf" in shown
    assert b"".join(client.get(f"/enclosures/{file.public_id}").streaming_content) == b"%PDF-1.4"
    assert signed_in("lead").get(f"/enclosures/{file.public_id}").status_code == 404
    again = form(on, do=f"drop:{file.public_id}", draft=file.draft.public_id, version=file.draft.version)
    assert "plan.pdf" not in client.post(path(on), again).content.decode()


def test_too_many_bytes_are_told_and_nothing_is_lost(on: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.conversations.drafts.enclosures.MOST_BYTES", 10)
    big = SimpleUploadedFile("film.mov", b"x" * 11)
    shown = signed_in().post(path(on), form(on, files=big)).content.decode()
    assert "mail carries at most" in shown
    assert "Try descaling it.</textarea>" in shown
    assert not Outgoing.objects.exists()


def test_later_and_asleep(on: Conversation) -> None:
    client = signed_in()
    client.post(path(on), form(on, do="later:at", at="2020-01-01T09:00"))
    assert not Outgoing.objects.exists()
    draft = Draft.objects.get()
    client.post(path(on), form(on, do="later:tomorrow", draft=draft.public_id, version=draft.version))
    assert Outgoing.objects.get().send_at > timezone.now()
    client.post(path(on), form(on, do="snooze:reply"))
    on.refresh_from_db()
    assert (on.status, on.snoozed_until) == (Conversation.SNOOZED, None)


def test_a_writer_is_asked_once_about_a_file_that_is_missing(on: Conversation) -> None:
    client = signed_in()
    response = client.post(path(on), form(on, "The plan is attached."))
    assert "nothing is" in response.content.decode()
    assert not Outgoing.objects.exists()
    draft = Draft.objects.get()
    again = form(on, "The plan is attached.", draft=draft.public_id, version=draft.version, asked="file")
    assert client.post(path(on), again).status_code == 302


def test_an_address_at_which_mail_came_back_is_told_while_one_types(on: Conversation) -> None:
    Undeliverable.objects.create(address="boris@veloworks.example", hard=True, at=timezone.now())
    written = {"to": "boris@veloworks.example", "text": "Hello"}
    answer = save(signed_in(), on, draft=public_id(), tab="a", turn=1, **written).json()
    assert answer["asked"] == "bounced"
    assert "came back for good" in answer["doubts"][0]


def test_how_it_will_be_signed_is_shown_below(on: Conversation) -> None:
    Signature.objects.create(agent=builders.agent(), inbox=on.inbox, text="Warm regards, {agent.first_name}")
    shown = signed_in().get(f"/conversations/{on.public_id}?write=reply").content.decode()
    assert "Warm regards, Ada</p>" in shown
    assert on.inbox is not None
    assert "Warm regards, Ada" in signed_in().get(f"/write/signed?inbox={on.inbox.public_id}").content.decode()


@pytest.mark.parametrize("button", ["close", "snooze:reply"])
def test_who_may_only_answer_changes_nothing_else(on: Conversation, button: str) -> None:
    Role.objects.create(name="agent", label="Agent", permissions=["book.read", "conversation.reply"])
    answer = signed_in().post(path(on), form(on, do=button))
    assert answer.status_code == 422
    assert "Try descaling it." in answer.content.decode()
    on.refresh_from_db()
    assert on.status == Conversation.OPEN
    assert not Outgoing.objects.exists()
