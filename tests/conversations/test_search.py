"""Search over the work on conversations, through HTTP, and how soon what happens is found."""

import re
from dataclasses import dataclass

import pytest
from django.test import Client

from regulars.book.models import Conversation, Message, Moment
from regulars.book.search import Asking, find, suggestions
from regulars.conversations.models import Tag, Tagging
from regulars.engine import outbox
from regulars.engine.worker import Worker
from regulars.intake.models import Inbox
from regulars.staff.models import Team
from tests import builders, mails
from tests.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@dataclass(frozen=True)
class Work:
    """Three conversations on a kettle: Ada's open one, a snoozed one of Leo's, and one that nobody has."""

    hers: Conversation
    his: Conversation
    free: Conversation


@pytest.fixture
def work() -> Work:
    whose = builders.customer()
    ada, leo = builders.agent(), builders.agent("lead")
    shelf = Work(
        builders.conversation(whose, "Hers", assignee=ada),
        builders.conversation(whose, "His", assignee=leo, status=Conversation.SNOOZED),
        builders.conversation(whose, "Free"),
    )
    for one in (shelf.hers, shelf.his, shelf.free):
        (moment,) = builders.messages(one, ["The blue kettle"], subject=one.subject)
        outbox.append("moment", {"id": moment.pk, "customer": whose.pk})
    for number, name in enumerate(("vip", "On hold")):
        tag = Tag.objects.create(name=name, key=name.casefold(), created_at=NOW)
        Tagging.objects.create(tag=tag, conversation=shelf.hers)
        if number:
            Tagging.objects.create(tag=tag, conversation=shelf.free)
    Worker().settle()
    return shelf


def found(query: str) -> set[str]:
    """Subjects of what Ada finds."""
    page = find(query, asking=Asking(builders.agent().pk, now=NOW))
    assert not page.wrong
    return {result.subject for result in page.results}


FOUND = (
    ("is:open", "Hers Free"),
    ("is:snoozed", "His"),
    ("is:closed", ""),
    ("-is:open", "His"),
    ("is:mine", "Hers"),
    ("is:unassigned", "Free"),
    ("assignee:me", "Hers"),
    ("assignee:LEO", "His"),
    ("assignee:none", "Free"),
    ("assignee:nobody", "Free"),
    ("-assignee:leo", "Hers Free"),
    ("is:open or assignee:leo", "Hers His Free"),
    ("tag:VIP", "Hers"),
    ('tag:"on hold" -tag:vip', "Free"),
    ("tag:on*", "Hers Free"),
    ("is:open tag:vip assignee:me", "Hers"),
    ("-tag:vip", "His Free"),
)
WRONG = (
    ("is:lost", "write one of open, closed, snoozed, mine, unassigned, spam, automatic"),
    ("assignee:nobody-here", "nobody here is called that"),
    ("tag:never", "nobody has used this tag yet"),
)


@pytest.mark.parametrize("words", ["", "kettle "])
def test_the_work_on_a_conversation_is_asked_for(work: Work, words: str) -> None:
    for query, subjects in FOUND:
        assert found(words + query) == set(subjects.split()), query


def test_a_value_that_is_none_is_told(work: Work) -> None:
    for query, said in WRONG:
        page = find(f"kettle {query}")
        assert said in page.wrong[0]
        assert len(page.results) == 3


def test_values_are_suggested(work: Work) -> None:
    by = Asking(builders.agent().pk)
    assert [one.term for one in suggestions("is:o", by)] == ["is:open"]
    assert [one.term for one in suggestions("tag:", by)] == ['tag:"On hold"', "tag:vip"]
    assert [one.term for one in suggestions("assignee:m", by)] == ["assignee:me", 'assignee:"Leo Marsh"']
    assert [one.query for one in suggestions("kettle vip", by)] == ["kettle tag:vip "]


def test_tags_and_joins_are_found_at_once(work: Work) -> None:
    Tagging.objects.filter(conversation=work.hers).delete()
    assert found("kettle tag:vip") == set()
    Conversation.objects.filter(pk=work.free.pk).update(joined_to=work.his)
    assert found("kettle is:snoozed") == {"His", "Free"}
    assert found("is:open") == {"Hers"}


def test_mail_and_notes_are_found_when_the_worker_has_read_the_outbox() -> None:
    mails.take_in(mails.mail(text="A saffron kettle"))
    on = Conversation.objects.get()
    note = Moment.objects.create(
        kind="note", customer=on.customer, birth_customer=on.customer, conversation=on, direction="own",
        audience="staff", agent=builders.agent(), received_at=NOW, recorded_at=NOW, at=NOW,
    )  # fmt: skip
    Message.objects.create(moment=note, sender_name="Ada Byrne", text="She means the saffron one.")
    outbox.append("moment", {"id": note.pk, "kind": "note", "customer": on.customer_id, "topics": []})
    Worker().settle()
    page = find("saffron", asking=Asking(now=NOW))
    assert {(result.kind, result.author) for result in page.results} == {("message", ""), ("note", "Ada Byrne")}


def page(client: Client, query: str, **headers: str) -> str:
    """What the page of search says."""
    response = client.get("/search", {"q": query}, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_what_was_found_why_and_what_was_wrong(work: Work) -> None:
    client = builders.signed_in()
    said = page(client, "kettel is:opne tag:vip")
    assert "“kettel” stands nowhere" in said
    assert "“is:opne”: write one of open" in said
    assert said.count("<mark>kettle</mark>") == 1
    assert re.search(r"data-counted>1 found<", said)
    people = page(client, "novak")
    assert f'href="/customers/{work.hers.customer.public_id}" data-hit' in people
    assert "<mark>Novak</mark>" in people
    assert "More than words" in people
    assert "praise" not in people


def test_a_script_gets_the_results_alone(work: Work) -> None:
    client = builders.signed_in()
    for target in ("hits", "found"):
        part = page(client, "is:", **{"HX-Request": "true", "HX-Target": target})
        assert "<html" not in part
        assert 'data-query="is:open "' in part
    assert "<html" in page(client, "is:", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})


def test_what_is_kept_for_a_team_is_found_by_nobody_else(work: Work) -> None:
    shop = Inbox.objects.create(address="shop@desk.example", name="The shop")
    shop.teams.add(Team.objects.create(name="Shop"))
    Conversation.objects.filter(pk=work.hers.pk).update(inbox=shop)
    queries = ("kettle tag:vip", "kettel tag:vip", "tag:vip", "inbox:shop", "hers")
    for role, is_seen in (("owner", True), ("agent", False)):
        client = builders.signed_in(role)
        for query in queries:
            part = page(client, query, **{"HX-Request": "true", "HX-Target": "hits"})
            assert (work.hers.public_id in part) == is_seen, (role, query)


def test_a_tag_that_was_put_away_is_told_and_not_suggested(work: Work) -> None:
    Tag.objects.filter(key="vip").update(retired_at=NOW)
    asking = Asking(builders.agent().pk, now=NOW)
    assert "was put away" in find("kettle tag:vip", asking=asking).wrong[0]
    assert "was put away" in find("kettle tag:vi*", asking=asking).wrong[0]
    assert [one.term for one in suggestions("tag:", asking)] == ['tag:"On hold"']
