"""A book that is kept from somebody is not shown, nor given anything, where two people are put side by side."""

from datetime import timedelta

import pytest
from django.test import Client

from regulars.book.acts import add_identity
from regulars.book.matching.learning import learn
from regulars.book.models import Conversation, Customer, Merge, Move, Relation
from regulars.book.relations.acts import relate
from regulars.staff import rules
from regulars.staff.models import Role
from tests import builders
from tests.book.merged_people import fact, two
from tests.builders import NOW

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MAY = ["book.read", "book.write", "book.merge", "conversation.read", "conversation.work"]
TEXTS = ("Window seat", "Sells the firm in May")
KEPT = "ana@home.example"


@pytest.fixture
def both() -> tuple[Customer, Customer]:
    """Ana, with whom Ada talks, and Ana at home, with whom Leo does; they claim one phone."""
    ana, home = two()
    for one, who in ((ana, "agent"), (home, "lead")):
        add_identity(one, "phone", "+38612345678", "desk", NOW)
        Conversation.objects.filter(customer=one).update(assignee=builders.agent(who))
    learn((), [ana.pk, home.pk], NOW)
    return ana, home


@pytest.fixture
def ada() -> Client:
    """Ada, who sees her own conversations alone."""
    Role.objects.create(name="agent", permissions=MAY, reach=rules.OWN)
    return builders.signed_in()


def test_it_is_suggested_only_to_who_may_open_both(both: tuple[Customer, Customer], ada: Client) -> None:
    for path in ("/who", f"/customers/{both[0].public_id}"):
        page = ada.get(path)
        assert page.status_code == 200
        assert KEPT not in page.content.decode()
    Role.objects.update(reach=rules.EVERYBODYS)
    assert KEPT in ada.get("/who").content.decode()


def test_its_id_opens_no_side_of_it(both: tuple[Customer, Customer], ada: Client) -> None:
    ana, home = both
    mine = Conversation.objects.get(customer=ana)
    paths = (f"/customers/{ana.public_id}", f"/give/conversation/{mine.public_id}")
    for asked in (
        f"{paths[0]}/merge?with={home.public_id}",
        f"{paths[0]}/merge?q={home.public_id}",
        f"{paths[0]}/relations?other={home.public_id}",
        f"{paths[1]}?q={home.public_id}",
    ):
        page = ada.get(asked)
        assert page.status_code == 200
        assert KEPT not in page.content.decode()
        assert "A visit" not in page.content.decode()


def test_nothing_is_done_to_it_by_its_id(both: tuple[Customer, Customer], ada: Client) -> None:
    ana, home = both
    mine = Conversation.objects.get(customer=ana)
    ada.post(f"/customers/{ana.public_id}/merge", {"other": home.public_id, "stays": ana.public_id})
    ada.post(f"/customers/{ana.public_id}/relations", {"other": home.public_id, "kind": "spouse"})
    assert ada.post(f"/give/conversation/{mine.public_id}", {"to": home.public_id}).status_code == 409
    assert [one for one in (Merge, Relation, Move) if one._default_manager.exists()] == []
    Role.objects.update(reach=rules.EVERYBODYS)
    ada.post(f"/customers/{ana.public_id}/merge", {"other": home.public_id, "stays": ana.public_id})
    assert Merge.objects.exists()


def test_what_is_known_of_its_customer_stays_with_it(both: tuple[Customer, Customer], ada: Client) -> None:
    mine, kept = (fact(one, text, used_at=NOW - timedelta(days=900)) for one, text in zip(both, TEXTS, strict=True))
    renewing = ada.get("/facts/renew").content.decode()
    assert [text in renewing for text in TEXTS] == [True, False]
    assert ada.get(f"/facts/{mine.public_id}").status_code == 200
    assert ada.get(f"/facts/{kept.public_id}").status_code == 404
    for verb in ("correct", "forget", "recall", "mark/honoured", "unmark/honoured"):
        assert ada.post(f"/facts/{kept.public_id}/{verb}").status_code == 404
    kept.refresh_from_db()
    assert (kept.forgotten_at, kept.honoured) == (None, 0)


def test_a_relation_is_ended_only_by_who_may_open_both_books(both: tuple[Customer, Customer], ada: Client) -> None:
    (ana, home), boss = both, builders.customer("Mia Stern", "mia@stern.example")
    mine = builders.customer("Boris Okafor", "boris@veloworks.example")
    for who, one in (("lead", boss), ("agent", mine)):
        Conversation.objects.filter(pk=builders.conversation(one).pk).update(assignee=builders.agent(who))
    for one, other, status in ((ana, mine, 302), (ana, boss, 404), (home, boss, 404)):
        made = relate(one, other, "employer", None, NOW)
        assert isinstance(made, Relation)
        for verb in ("end", "resume"):
            assert ada.post(f"/relations/{made.public_id}/{verb}").status_code == status
