"""Relations: seen from both ends, what is shared, and what merging makes of them."""

from typing import Any

import pytest

from regulars.base.results import Refused
from regulars.book.eyes import DESK
from regulars.book.facts import acts as facts
from regulars.book.facts.course import Said
from regulars.book.models import Customer, Relation
from regulars.book.relations import acts, rules
from regulars.book.relations.shown import related_to, shared_with
from regulars.intake.models import Inbox
from tests import builders
from tests.builders import NOW, agent, customer, signed_in

pytestmark = pytest.mark.slow

db = pytest.mark.django_db


def related(one: Customer, other: Customer, kind: str = "assistant", **more: Any) -> Relation:
    """A relation."""
    made = acts.relate(one, other, kind, agent(), NOW, **more)
    assert isinstance(made, Relation)
    return made


def boris() -> Customer:
    """Another of the cast."""
    return customer("Boris Okafor", "boris@veloworks.example")


def test_each_kind_has_words_and_its_inverse_leads_back() -> None:
    assert set(rules.KINDS) == set(rules.WHOSE) == set(Relation.KINDS)
    assert all(rules.inverse(rules.inverse(kind)) == kind for kind in Relation.KINDS)


@db
def test_it_is_seen_from_both_ends_with_the_right_word() -> None:
    ana, other = customer(), boris()
    related(ana, other, note="books the rooms", shares=("fact", "talk", "weather"))
    assert [(one.kind, one.name, one.shares) for one in related_to(ana, DESK)] == [
        ("assistant", "Boris Okafor", ("talk", "fact"))
    ]
    assert [(one.kind, one.name) for one in related_to(other, DESK)] == [("principal", "Ana Novak")]
    assert shared_with(other, DESK) == [(ana.pk, ("talk", "fact"))]
    assert shared_with(ana, DESK) == [(other.pk, ("talk", "fact"))]


@db
def test_said_again_from_the_other_end_it_is_the_same_relation() -> None:
    ana, other = customer(), boris()
    first = related(ana, other)
    again = related(other, ana, "principal", shares=("visit",))
    assert (again.pk, again.shares, Relation.objects.count()) == (first.pk, ["visit"], 1)
    related(other, ana, "friend", instead_of=again)
    assert [one.kind for one in related_to(ana, DESK)] == ["friend"]


@db
def test_what_cannot_be_is_refused() -> None:
    ana = customer()
    twin = Customer.objects.create(name="A. Novak", merged_into=ana)
    for other, kind, field in ((ana, "friend", "other"), (twin, "friend", "other"), (boris(), "rival", "kind")):
        made = acts.relate(ana, other, kind, agent(), NOW)
        assert isinstance(made, Refused)
        assert made.field == field
    assert not Relation.objects.exists()


@db
def test_ended_and_merged_ones_stand_nowhere() -> None:
    ana, other = customer(), boris()
    made = related(ana, other)
    acts.end(made, NOW)
    assert related_to(ana, DESK) == related_to(other, DESK) == []
    acts.resume(made)
    assert len(related_to(ana, DESK)) == 1
    Relation.objects.update(other=ana)
    assert not related_to(ana, DESK)
    assert not shared_with(ana, DESK)


@db
def test_facts_of_a_relation_stand_in_both_books_and_say_whose_they_are() -> None:
    ana, other = customer(), boris()
    facts.add(ana, Said("no nuts for Ana", "need", allergen="nuts"), agent(), NOW)
    related(ana, other, "spouse", shares=("fact",))
    client = signed_in()
    page = client.get(f"/customers/{other.public_id}").content.decode()
    assert "no nuts for Ana" in page
    assert "of their husband or wife Ana Novak" in page
    Relation.objects.update(shares=["talk"])
    assert "no nuts for Ana" not in client.get(f"/customers/{other.public_id}").content.decode()


@db
def test_what_was_said_stands_in_the_other_book_and_says_where_it_is_from() -> None:
    ana, other, client = customer(), boris(), signed_in()
    builders.messages(builders.conversation(ana, "The blue kettle"), ["It does not boil."])
    page = f"/customers/{other.public_id}"
    related(ana, other, "spouse", shares=("fact",))
    assert "It does not boil." not in client.get(page).content.decode()
    related(ana, other, "spouse", shares=("talk",))
    shown = client.get(page).content.decode()
    assert "It does not boil." in shown
    assert "from the book of" in shown
    Inbox.objects.get().teams.create(name="Owners")
    assert "It does not boil." not in client.get(page).content.decode()


@db
def test_a_link_to_somebody_who_was_merged_leads_to_whom_they_are_now() -> None:
    ana, gone, stays = customer(), boris(), customer("B. Okafor", "b@veloworks.example")
    Customer.objects.filter(pk=gone.pk).update(merged_into=stays)
    page = signed_in().get(f"/customers/{ana.public_id}/relations", {"other": gone.public_id})
    assert page.status_code == 200
    assert f'name="other" value="{stays.public_id}"' in page.content.decode()


@db
def test_somebody_is_found_and_related_on_the_page() -> None:
    ana, other, client = customer(), boris(), signed_in()
    path = f"/customers/{ana.public_id}/relations"
    assert f"?other={other.public_id}" in client.get(path, {"q": other.public_id}).content.decode()
    assert "Nobody was found" in client.get(path, {"q": "zebedee"}).content.decode()
    page = client.post(path, {"other": other.public_id, "kind": "", "note": "books the rooms", "share": "talk"})
    assert "Choose what they are" in page.content.decode()
    assert 'value="books the rooms"' in page.content.decode()
    assert 'value="talk" checked' in page.content.decode()
    client.post(path, {"other": other.public_id, "kind": "assistant", "note": "books the rooms", "share": "talk"})
    made = Relation.objects.get()
    for whose, word in ((ana, "Assistant:"), (other, "Whom they assist:")):
        assert word in client.get(f"/customers/{whose.public_id}").content.decode()
    form = client.get(path, {"other": other.public_id}).content.decode()
    assert f'name="was" value="{made.public_id}"' in form
    assert '<option value="assistant" selected>' in form
    sent = {"other": other.public_id, "kind": "partner", "was": made.public_id}
    client.post(path, sent)
    assert [one.kind for one in related_to(ana, DESK)] == ["partner"]
    newest = Relation.objects.get(ended_at=None)
    client.post(f"/relations/{newest.public_id}/end")
    assert related_to(ana, DESK) == []
    client.post(f"/relations/{newest.public_id}/resume")
    assert len(related_to(ana, DESK)) == 1
