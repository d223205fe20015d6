"""Two books become one and two again, whatever happened meanwhile."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from regulars.base.results import Refused
from regulars.book.acts import add_identity, append_moment
from regulars.book.eyes import eyes_of
from regulars.book.merging import acts
from regulars.book.merging.belongings import BELONGINGS, EXEMPT
from regulars.book.merging.roots import root_of
from regulars.book.merging.since import came_since
from regulars.book.merging.tasks import settle_again
from regulars.book.models import (
    Conversation,
    Customer,
    Fact,
    Identity,
    Merge,
    Moment,
    Relation,
)
from regulars.book.search import Asking, people
from regulars.book.search.sought import sought
from regulars.engine import audit
from regulars.engine.models import Job, Outbox
from tests import builders, mails
from tests.book.merged_people import LATER, dump, fact, merged, order, two, undone
from tests.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ASKING = Asking(now=NOW)


def test_every_foreign_key_to_a_customer_is_declared_or_exempt() -> None:
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Customer
    }
    declared = {name for _code, one in BELONGINGS for name in one.keys}
    exempt = {name for name, reason in EXEMPT if reason}
    missing = "declare it in BELONGINGS (regulars.book.merging.belongings), or exempt it with a reason"
    assert keys <= declared | exempt, f"{keys - declared - exempt}: {missing}"
    assert declared | exempt <= keys
    assert not declared & exempt


def test_everything_is_shown_with_the_one_that_stays() -> None:
    ana, home = two()
    known, bought = fact(home), order(home)
    merged(home, ana)
    assert {Moment.objects.values_list("customer", flat=True).distinct().get()} == {ana.pk}
    assert Conversation.objects.filter(customer=ana).count() == 2
    assert Identity.objects.filter(customer=ana).count() == 2
    for row in (known, bought):
        row.refresh_from_db()
        assert (row.customer_id, row.birth_customer_id) == (ana.pk, home.pk)
    home.refresh_from_db()
    ana.refresh_from_db()
    assert home.merged_into_id == ana.pk
    assert ana.last_at == NOW + timedelta(hours=1, minutes=1)
    assert root_of(home) == ana


def test_undone_every_row_is_as_it_was() -> None:
    ana, home = two()
    fact(home), fact(ana), order(home)
    add_identity(ana, "phone", "+43 1 234567", "said", NOW)
    add_identity(home, "phone", "+43 1 234567", "said", NOW)
    before = dump()
    made = merged(home, ana, "name")
    assert dump() != before
    undone(made)
    assert dump() == before


def test_a_double_click_merges_once() -> None:
    ana, home = two()
    first = merged(home, ana)
    assert merged(home, ana) == first
    assert merged(ana, home) == first
    assert Merge.objects.count() == 1
    undone(first)
    undone(first)
    assert audit.verify().broken == 0


def test_who_was_merged_with_somebody_else_meanwhile_is_not_merged_by_it() -> None:
    ana, home = two()
    boris, chloe = builders.customer("Boris", "boris@x.example"), builders.customer("Chloe", "chloe@x.example")
    merged(home, ana)
    assert isinstance(acts.merge(home, boris, (), builders.agent(), LATER), Refused)
    assert isinstance(acts.merge(boris, home, (), builders.agent(), LATER), Refused)
    assert isinstance(acts.merge(chloe, chloe, (), builders.agent(), LATER), Refused)


@pytest.mark.slow
def test_merges_of_merged_people_are_undone_in_any_order() -> None:
    ana, home = two()
    chef = builders.customer("Chef", "chef@nordbake.example")
    Customer.objects.update(last_at=None)
    first = merged(home, ana, "name")
    second = merged(ana, chef, "name")
    chef.refresh_from_db()
    assert (chef.name, chef.own) == ("Ana Novak", {"name": "Chef"})
    assert set(Moment.objects.values_list("customer", flat=True)) == {chef.pk}
    undone(first)
    chef.refresh_from_db()
    assert chef.name == "A. Novak"
    assert set(Moment.objects.values_list("customer", flat=True)) == {chef.pk, home.pk}
    undone(second)
    assert {row.customer_id for row in Moment.objects.all()} == {ana.pk, home.pk}
    assert list(Customer.objects.order_by("pk").values_list("name", flat=True)) == ["A. Novak", "Ana Novak", "Chef"]


@pytest.mark.slow
def test_mail_after_a_merge_is_born_in_the_book_that_stands_and_asked_about() -> None:
    mails.take_in(mails.mail(), mails.mail("Ana <ana@home.example>", "At home", message_id="home@x.example"))
    ana, home = (Identity.objects.get(value=one).customer for one in ("ana@nordbake.example", "ana@home.example"))
    made = merged(home, ana)
    mails.take_in(mails.mail("Ana <ana@home.example>", "Another matter", message_id="new@x.example"))
    born = Conversation.objects.get(subject="Another matter")
    assert (born.customer_id, born.birth_customer_id) == (ana.pk, ana.pk)
    [came] = [one for one in came_since(made, eyes_of(builders.agent())) if one.code == "conversation"]
    assert (came.row, came.goes, came.words) == (born.pk, True, "Another matter")
    undone(made, ("conversation", born.pk))
    born.refresh_from_db()
    assert born.customer_id == home.pk
    assert set(Moment.objects.filter(conversation=born).values_list("customer", flat=True)) == {home.pk}
    mails.take_in(mails.mail("Ana <ana@home.example>", "A fourth", message_id="newer@x.example"))
    assert Conversation.objects.get(subject="A fourth").birth_customer_id == home.pk


def test_what_was_written_with_an_old_look_is_settled_later() -> None:
    ana, home = two()
    old = Conversation.objects.get(customer=home)
    merged(home, ana)
    late = builders.messages(old, ["late"])
    Moment.objects.filter(pk=late[0].pk).update(customer=home, birth_customer=home)
    Fact.objects.filter(pk=fact(home).pk).update(customer=home)
    Job.objects.update(run_at=NOW)
    settle_again.run(Job.objects.get(kind="merging.settle").payload)
    assert not Moment.objects.filter(customer=home).exists()
    assert not Fact.objects.filter(customer=home).exists()


def test_verbs_of_the_book_write_where_somebody_stands_by_now() -> None:
    ana, home = two()
    merged(home, ana)
    moment = append_moment(home, "note", LATER)
    assert (moment.customer_id, moment.birth_customer_id) == (ana.pk, ana.pk)
    handle = add_identity(home, "phone", "+43 1 234567", "said", LATER)
    assert isinstance(handle, Identity)
    assert handle.customer == ana
    ana.refresh_from_db()
    assert ana.last_at == LATER


def test_programs_and_pages_hear_of_it() -> None:
    ana, home = two()
    Outbox.objects.all().delete()
    made = merged(home, ana)
    [entry] = Outbox.objects.filter(kind="customers.merged")
    assert entry.payload["gone"] == home.public_id
    assert {f"customer:{ana.public_id}", f"customer:{home.public_id}", "inbox"} == set(entry.payload["topics"])
    undone(made)
    assert Outbox.objects.filter(kind="customers.unmerged").count() == 1


@pytest.mark.slow
def test_a_relation_follows_both_ends() -> None:
    ana, home = two()
    boris = builders.customer("Boris", "boris@x.example")
    Customer.objects.filter(pk=boris.pk).update(last_at=None)
    row = Relation.objects.create(
        customer=boris, birth_customer=boris, other=home, birth_other=home, kind="spouse", at=NOW
    )
    before = dump()
    made = merged(home, ana)
    row.refresh_from_db()
    assert (row.customer_id, row.other_id) == (boris.pk, ana.pk)
    undone(made)
    assert dump() == before


def test_search_finds_the_one_that_stays_by_all_names_and_handles() -> None:
    ana, home = two()
    boris = builders.customer("Boris", "boris@x.example")
    made, everybody = merged(home, ana, "name"), [row.pk for row in Customer.objects.all()]
    merged(boris, ana)
    people.index(everybody)
    for word in ("novak", "boris", "home.example", "nordbake"):
        assert people.found(people.wanted(sought(word, ASKING))) == [ana.pk], word
    undone(made)
    people.index(everybody)
    assert people.found(people.wanted(sought("home.example", ASKING))) == [home.pk]
