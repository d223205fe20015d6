"""Whose conversations are all kept from somebody is named to them nowhere, also not beside people whom they may see."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from regulars.book.merging import acts as merging
from regulars.book.merging import moving
from regulars.book.merging.belongings import BELONGINGS
from regulars.book.models import Conversation, Customer, Fact, Merge, Move, Suggestion
from regulars.book.relations.acts import relate
from regulars.intake.models import Inbox
from regulars.staff import rules
from regulars.staff.models import Role, Team
from tests import builders
from tests.builders import agent, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Customer:
    """Ada, who may do everything but sees only conversations of her own, has one with Ana."""
    Role.objects.create(name="agent", label="Agent", permissions=sorted(rules.PERMISSIONS), reach=rules.OWN)
    made = builders.customer()
    builders.conversation(made, assignee=agent())
    return made


@pytest.fixture
def boris(ana: Customer) -> Customer:
    """With him only Leo has one."""
    made = builders.customer("Boris Okafor", "boris@veloworks.example")
    builders.conversation(made, "The lid", assignee=agent("lead"))
    return made


def seen(client: Client, path: str) -> str:
    """What a page says of him."""
    answer = client.get(path)
    assert answer.status_code == 200
    return "Boris" if "Boris" in answer.content.decode() else ""


def statuses(client: Client, *paths: str) -> set[int]:
    """What all of these answer when they are sent."""
    return {client.post(path).status_code for path in paths}


def test_a_relation(ana: Customer, boris: Customer) -> None:
    relation: Any = relate(ana, boris, "spouse", agent("lead"), timezone.now(), shares=["fact"])
    page = f"/customers/{ana.public_id}"
    assert seen(signed_in("owner"), page)
    assert not seen(signed_in(), page)
    assert statuses(signed_in(), f"/relations/{relation.public_id}/end") == {404}


def test_a_merge_and_its_undoing(ana: Customer, boris: Customer) -> None:
    twin = builders.customer("Boris O.", "bo@veloworks.example")
    made = merging.merge(twin, boris, (), agent("lead"), timezone.now())
    assert isinstance(made, Merge)
    page = f"/merges/{made.public_id}"
    assert seen(signed_in("owner"), "/merges")
    assert seen(signed_in("owner"), page)
    assert not seen(signed_in(), "/merges")
    assert signed_in().get(page).status_code == 404
    assert statuses(signed_in(), f"{page}/undo") == {404}
    made.refresh_from_db()
    assert made.undone_at is None
    merging.undo(made, set(), agent("lead"), timezone.now() + timedelta(minutes=1))
    assert not seen(signed_in(), "/merges")


def test_what_was_given_to_them(ana: Customer, boris: Customer) -> None:
    now = timezone.now()
    fact = Fact.objects.create(
        customer=ana, birth_customer=ana, kind="preference", text="Takes tea.", origin="said", at=now, used_at=now
    )
    move = moving.move(BELONGINGS.offers["fact"], fact, boris, agent("lead"), now)
    assert isinstance(move, Move)
    assert seen(signed_in("owner"), "/merges")
    assert not seen(signed_in(), "/merges")
    assert statuses(signed_in(), f"/moves/{move.public_id}/undo") == {404}


@pytest.mark.parametrize("verb", ["refuse", "later", "reopen"])
def test_whether_they_are_one_with_somebody(ana: Customer, boris: Customer, verb: str) -> None:
    one, other = sorted((ana, boris), key=lambda person: person.pk)
    asked = Suggestion.objects.create(one=one, other=other, score=90, made_at=timezone.now())
    assert not seen(signed_in(), "/who")
    assert statuses(signed_in(), f"/who/{asked.public_id}/{verb}") == {404}
    assert statuses(signed_in("owner"), f"/who/{asked.public_id}/{verb}") == {302}


def test_whose_words_were_joined_to_anothers(ana: Customer, boris: Customer) -> None:
    into, joined = Conversation.objects.get(customer=ana), Conversation.objects.get(customer=boris)
    Conversation.objects.filter(pk=joined.pk).update(joined_to=into)
    page = f"/conversations/{into.public_id}"
    assert seen(signed_in(), page), "what was joined is with who holds the whole"
    Role.objects.filter(name="agent").update(reach=rules.EVERYBODYS)
    kept = Inbox.objects.create(address="board@desk.example")
    kept.teams.add(Team.objects.create(name="Board"))
    Conversation.objects.filter(pk=joined.pk).update(inbox=kept)
    assert seen(signed_in("owner"), page)
    assert not seen(signed_in(), page)
