"""Pages on which two people become one, and two again, and on which a row is given away."""

import re

import pytest
from django.test import Client

from regulars.book.acts import append_moment
from regulars.book.models import Conversation, Customer, Identity, Merge, Message, Moment, Move, Task
from regulars.book.search import people
from regulars.conversations.models import Draft
from regulars.staff.models import Team
from tests import builders, mails
from tests.book.merged_people import fact, order, two
from tests.builders import NOW

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def ada() -> Client:
    """A client at Ada's seat."""
    return builders.signed_in()


def merged(ada: Client, gone: Customer, stays: Customer) -> Merge:
    """The merge of these two through the page."""
    sent = {"other": gone.public_id, "stays": stays.public_id, "name": gone.public_id}
    response = ada.post(f"/customers/{stays.public_id}/merge", sent)
    made = Merge.objects.get(undone_at=None)
    assert response.headers["Location"] == f"/merges/{made.public_id}"
    return made


@pytest.mark.sqlite
def test_from_choosing_to_the_way_back(ada: Client) -> None:
    ana, home = two()
    people.index([ana.pk, home.pk])
    page = ada.get(f"/customers/{ana.public_id}/merge").content.decode()
    assert f"?with={home.public_id}" in page
    page = ada.get(f"/customers/{ana.public_id}/merge?with={home.public_id}").content.decode()
    assert "It does not boil" not in page
    assert "The blue kettle" in page
    assert "A visit" in page
    made = merged(ada, home, ana)
    assert "are one" in ada.get(f"/merges/{made.public_id}").content.decode()
    ana.refresh_from_db()
    assert (ana.name, made.takes) == ("Ana Novak", ["name"])
    assert "Ana Novak" in ada.get(f"/customers/{ana.public_id}").content.decode()
    assert "Nothing new has come since" in ada.get(f"/merges/{made.public_id}/undo").content.decode()
    response = ada.post(f"/merges/{made.public_id}/undo")
    assert response.headers["Location"] == f"/customers/{home.public_id}"
    assert ada.get(f"/customers/{home.public_id}").status_code == 200
    assert "are two again" in ada.get(f"/merges/{made.public_id}").content.decode()
    assert "undone by Ada" in ada.get("/merges").content.decode()


def test_both_are_shown_in_words_and_as_long_as_they_are_known(ada: Client) -> None:
    ana, home = two()
    for one, language in ((ana, "de"), (home, "pt-br")):
        Customer.objects.filter(pk=one.pk).update(language=language)
    Identity.objects.filter(customer=home).update(first_seen=NOW.replace(year=2019))
    page = ada.get(f"/customers/{ana.public_id}/merge?with={home.public_id}").content.decode()
    assert re.findall(r"known since .*?(\d{4})", page) == ["2026", "2019"]
    assert "<bdi>German</bdi>" in page
    assert "<bdi>Brazilian Portuguese</bdi>" in page


def test_a_second_click_leads_to_the_book(ada: Client) -> None:
    ana, home = two()
    merged(ada, home, ana)
    again = ada.post(f"/customers/{ana.public_id}/merge", {"other": home.public_id, "stays": ana.public_id})
    assert again.headers["Location"] == f"/customers/{ana.public_id}"
    assert Merge.objects.count() == 1


def test_old_addresses_lead_on_over_any_number_of_merges_until_they_are_undone(ada: Client) -> None:
    ana, home = two()
    chef = builders.customer("Chef", "chef@nordbake.example")
    first = merged(ada, home, ana)
    ada.post(f"/customers/{ana.public_id}/merge", {"other": chef.public_id, "stays": chef.public_id})
    old = ada.get(f"/customers/{home.public_id}?before=x")
    assert (old.status_code, old.headers["Location"]) == (301, f"/customers/{chef.public_id}?before=x")
    assert old.headers["Cache-Control"] == "no-store"
    sent = ada.post(f"/customers/{home.public_id}/merge", {"other": "none"})
    assert (sent.status_code, sent.headers["Location"]) == (308, f"/customers/{chef.public_id}/merge")
    ada.post(f"/merges/{first.public_id}/undo")
    assert ada.get(f"/customers/{home.public_id}").status_code == 200
    assert ada.get(f"/customers/{ana.public_id}").status_code == 301


def test_who_may_not_merge_sees_none_of_it() -> None:
    ana, _home = two()
    nia = builders.signed_in("night-shift")
    for path in (f"/customers/{ana.public_id}/merge", "/merges"):
        assert nia.get(path).status_code == 403


def test_what_came_since_goes_as_was_ticked(ada: Client) -> None:
    mails.take_in(mails.mail(), mails.mail("Ana <ana@home.example>", "At home", message_id="home@x.example"))
    ana, home = (Identity.objects.get(value=one).customer for one in ("ana@nordbake.example", "ana@home.example"))
    made = merged(ada, home, ana)
    mails.take_in(mails.mail("Ana <ana@home.example>", "A second", message_id="second@x.example"))
    mails.take_in(mails.mail("Ana <ana@home.example>", "A third", message_id="third@x.example"))
    second, third = (Conversation.objects.get(subject=one) for one in ("A second", "A third"))
    page = ada.get(f"/merges/{made.public_id}/undo").content.decode()
    assert len(re.findall(r'name="goes"[^>]* checked>', page)) == page.count('name="goes"') == 2
    asked = [f"conversation.{one.pk}" for one in (second, third)]
    ada.post(f"/merges/{made.public_id}/undo", {"asked": asked, "goes": asked[:1]})
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.customer, third.customer) == (home, ana)
    assert "A second" in ada.get("/merges").content.decode()


def test_what_is_in_a_hidden_inbox_is_not_told(ada: Client) -> None:
    ana, home = two()
    secret = Conversation.objects.get(customer=home)
    # Of a book that lies in that inbox alone, nothing is shown at all.
    builders.conversation(home, "The weather")
    secret.inbox = mails.inbox("board@desk.example")
    secret.save()
    secret.inbox.teams.add(Team.objects.create(name="Board"))
    page = ada.get(f"/customers/{ana.public_id}/merge?with={home.public_id}").content.decode()
    assert "A visit" not in page
    assert "one in an inbox that is kept for others" in page
    due = {"practice": "p", "key": "k", "kind": "x", "title": "Ring about the takeover", "created_at": NOW}
    task = Task.objects.create(customer=home, birth_customer=home, conversation=secret, **due)
    for kind, row in (("conversation", secret), ("task", task)):
        assert ada.get(f"/give/{kind}/{row.public_id}").status_code == 404


def test_drafts_are_told_of(ada: Client) -> None:
    ana, home = two()
    on = Conversation.objects.get(customer=home)
    Draft.objects.create(agent=builders.agent("lead"), conversation=on, text="Dear Ana", created_at=NOW, updated_at=NOW)
    page = ada.get(f"/customers/{ana.public_id}/merge?with={home.public_id}").content.decode()
    assert "Leo Marsh has a draft in “A visit”" in page


def test_a_conversation_is_given_to_somebody_and_taken_back(ada: Client) -> None:
    ana, home = two()
    people.index([ana.pk, home.pk])
    on = Conversation.objects.get(customer=home)
    path = f"/give/conversation/{on.public_id}"
    assert ana.public_id in ada.get(f"{path}?q=nordbake").content.decode()
    response = ada.post(path, {"to": ana.public_id})
    assert response.headers["Location"] == f"/customers/{ana.public_id}"
    assert set(Moment.objects.filter(conversation=on).values_list("customer", flat=True)) == {ana.pk}
    assert ada.post(path, {"to": ana.public_id}).status_code == 409
    move = Move.objects.get()
    assert "A visit" in ada.get("/merges").content.decode()
    ada.post(f"/moves/{move.public_id}/undo")
    on.refresh_from_db()
    assert on.customer == home


def test_only_what_goes_alone_is_given(ada: Client) -> None:
    ana, home = two()
    message = Moment.objects.filter(customer=home).first()
    assert message is not None
    assert "goes where its conversation goes" in ada.get(f"/give/moment/{message.public_id}").content.decode()
    assert ada.post(f"/give/moment/{message.public_id}", {"to": ana.public_id}).status_code == 409
    known = fact(home)
    assert "No nuts" in ada.get(f"/give/fact/{known.public_id}").content.decode()
    for path in ("fact/none", "relation/1", "nothing/1", "identity/x", "identity/99999999"):
        assert ada.get(f"/give/{path}").status_code == 404


def test_each_thing_offers_where_it_stands_to_be_given_away(ada: Client) -> None:
    ana, _home = two()
    known, bought = fact(ana), order(ana)
    on = Conversation.objects.get(customer=ana)
    note = append_moment(ana, "note", NOW, conversation=on, agent=builders.agent())
    Message.objects.create(moment=note, sender_name="Ada Byrne", text="She calls at nine.")
    places = {
        f"/conversations/{on.public_id}": (f"conversation/{on.public_id}", f"moment/{note.public_id}"),
        f"/facts/{known.public_id}": (f"fact/{known.public_id}",),
        f"/customers/{ana.public_id}/orders": (f"order/{bought.public_id}",),
    }
    for path, offered in places.items():
        page = ada.get(path).content.decode()
        for one in offered:
            assert f'href="/give/{one}"' in page, (path, one)
            assert ada.get(f"/give/{one}").status_code == 200
