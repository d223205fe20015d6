"""An inbox that is kept for a team stays shut to others on every way around its list."""

import pytest
from django.utils import timezone

from regulars.base.ids import public_id
from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.conversations.drafts.acts import Place, save
from regulars.conversations.drafts.rules import Save, Written
from regulars.conversations.models import Draft, Event, Link, Outgoing
from regulars.conversations.sending import acts, letters
from regulars.conversations.sending.background import background_of
from regulars.intake.models import Inbox
from regulars.staff.models import Team
from tests import builders, outbox
from tests.builders import NOW, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SECRET = "The offer is for 4711 euros."


@pytest.fixture
def kept() -> Conversation:
    """A conversation in an inbox that is kept for a team without Ada in it."""
    inbox = Inbox.objects.create(address="offers@desk.example")
    inbox.teams.add(Team.objects.create(name="Offers"))
    made = builders.conversation(builders.customer("Boris Okafor", "boris@veloworks.example"), "Offer", inbox=inbox)
    builders.messages(made, ["What does it cost?", "A lot.", SECRET], NOW)
    return made


@pytest.fixture
def on(kept: Conversation) -> Conversation:
    """Ana's kettle, with the kept one joined to it."""
    made = builders.conversation(builders.customer())
    builders.messages(made, ["It does not boil."], NOW.replace(hour=8))
    Conversation.objects.filter(pk=kept.pk).update(joined_to=made)
    return made


def test_what_is_kept_is_not_passed_on(on: Conversation) -> None:
    client = signed_in()
    assert client.post(f"/conversations/{on.public_id}/forward").status_code == 302
    assert "It does not boil." in Draft.objects.get().text


def test_what_is_kept_is_not_shown_where_one_splits(on: Conversation) -> None:
    page = signed_in().get(f"/conversations/{on.public_id}/together").content.decode()
    assert SECRET not in page


def test_an_answer_quotes_only_what_its_writer_may_read(on: Conversation) -> None:
    outbox.sending_inbox()
    mail = outbox.held(on)
    Draft.objects.filter(pk=mail.draft_id).update(seen=on.moments.count() + 10**6)
    mail = Outgoing.objects.select_related("conversation", "inbox", "agent", "draft").get(pk=mail.pk)
    letter = letters.letter_of(mail, background_of([mail]), timezone.now())
    assert letter.quoted is None or letter.quoted.text != SECRET


def test_a_draft_does_not_outlast_the_way_in(kept: Conversation) -> None:
    open_one = outbox.sending_inbox()
    ada = builders.agent()
    written = Save(Written("Hello"), 0, "", 1)
    draft = save(ada, Place(public_id(), conversation=kept.pk, inbox=open_one.pk), written, NOW)
    assert isinstance(draft, Draft)
    Draft.objects.filter(pk=draft.pk).update(to=[["", "ada@elsewhere.example"]])
    assert isinstance(acts.hold(draft, ada, NOW), Refused)


def test_a_suggestion_of_what_is_kept_is_not_settled(kept: Conversation) -> None:
    mine = builders.conversation(builders.customer())
    link = Link.objects.create(conversation=mine, other=kept, kind=Link.CONTINUATION, evidence="", created_at=NOW)
    assert signed_in().post(f"/links/{link.pk}/join").status_code == 404


def test_my_drafts_do_not_name_what_is_kept(kept: Conversation) -> None:
    written = Save(Written("Hello", "Re: Offer"), 0, "", 1)
    save(builders.agent(), Place(public_id(), conversation=kept.pk), written, NOW)
    page = signed_in().get("/drafts").content.decode()
    assert "Boris Okafor" not in page
    assert "Offer" not in page


def test_what_is_done_and_sent_there_is_not_told(on: Conversation, kept: Conversation) -> None:
    outbox.sending_inbox()
    mail = outbox.held(on)
    Outgoing.objects.filter(pk=mail.pk).update(text=SECRET, conversation=kept)
    Event.objects.create(conversation=kept, kind="tagged", at=timezone.now(), payload={"tag": "4711 euros"})
    for path in ("", "/news?after=0"):
        page = signed_in().get(f"/conversations/{on.public_id}{path}").content.decode()
        assert "4711 euros" not in page, path
        assert mail.public_id not in page, path
