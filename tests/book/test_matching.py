"""Who may be whom: stories from mails, orders and claims to a question that a person answers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regulars.book.acts import add_identity
from regulars.book.eyes import DESK, Eyes
from regulars.book.matching import acts, asked
from regulars.book.matching.learning import learn, relearn
from regulars.book.matching.tasks import learn_some
from regulars.book.merging.acts import merge, undo
from regulars.book.models import Customer, Identity, Merge, Moment, Order, Suggestion, Trace
from regulars.engine import consuming, outbox
from regulars.engine.models import Job
from regulars.engine.worker import Worker
from regulars.staff.trail import Actor
from tests.builders import NOW, agent, customer, signed_in
from tests.mails import ANA, BORIS, CHLOE, mail, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PHONE = "+38612345678"
WORDS = "Please tell the night porter that we arrive after eleven with two bicycles."


def two() -> tuple[Customer, Customer]:
    """Ana, and Ana from home: two books that claim one phone number."""
    one, other = customer(), customer("Ana Novak", "ana@home.example")
    for book in (one, other):
        add_identity(book, "phone", PHONE, "desk", NOW)
    learn((), [one.pk, other.pk], NOW)
    return one, other


def test_the_same_phone_is_suggested_though_it_is_only_claimed() -> None:
    one, other = two()
    (found,) = asked.all_open(DESK)
    assert {found.one.public_id, found.other.public_id} == {one.public_id, other.public_id}
    assert found.reasons == (f"Both are reached at {PHONE}.", "Both are called Ana Novak.")


def test_learning_again_changes_nothing() -> None:
    one, other = two()
    before = (list(Trace.objects.values()), list(Suggestion.objects.values()))
    assert learn((), [other.pk, one.pk], NOW) == 0
    assert (list(Trace.objects.values()), list(Suggestion.objects.values())) == before


def test_the_same_writing_in_both_threads_is_suggested() -> None:
    take_in(mail(text=WORDS), mail("Ana <ana@home.example>", text=f"Hello!\n{WORDS}", message_id="two@home.example"))
    learn(list(Moment.objects.values_list("pk", flat=True)), (), NOW)
    (found,) = asked.all_open(DESK)
    assert f"Both wrote: “{WORDS}”" in found.reasons
    (hidden,) = asked.all_open(Eyes(inboxes=(0,)))
    assert "Both wrote the same words." in hidden.reasons


def test_an_order_of_one_that_the_other_writes_about_is_suggested() -> None:
    ana = customer()
    row = {"source": "shop", "currency": "EUR", "total": 100, "ordered_at": NOW, "updated_at": NOW}
    Order.objects.create(customer=ana, birth_customer=ana, source_id="1", number="A-48213", **row)
    placed = {"received_at": NOW, "recorded_at": NOW, "at": NOW, "direction": "own"}
    told = Moment.objects.create(kind="order.placed", customer=ana, birth_customer=ana, **placed)
    take_in(mail("Novak <novak@home.example>", text="Where is A-48213?", message_id="two@home.example"))
    learn(list(Moment.objects.exclude(pk=told.pk).values_list("pk", flat=True)), (), NOW)
    assert not Suggestion.objects.exists()
    learn([told.pk], (), NOW)
    assert [kind for kind, _ in Suggestion.objects.get().reasons] == ["order"]


def test_the_same_name_and_postcode_of_orders_is_suggested() -> None:
    books = [customer("A. Novak", f"{name}@nordbake.example") for name in ("one", "two")]
    for place, book in enumerate(books):
        row = {"source": "shop", "source_id": str(place), "currency": "EUR", "total": 1, "ordered_at": NOW}
        to = {"name": "Ana Novak", "postcode": "1000", "country": "SI"}
        Order.objects.create(customer=book, birth_customer=book, ship_to=to, updated_at=NOW, **row)
        times = {"received_at": NOW, "recorded_at": NOW, "at": NOW, "direction": "own"}
        Moment.objects.create(kind="order.placed", customer=book, birth_customer=book, **times)
    relearn(NOW)
    assert "address" in [kind for kind, _ in Suggestion.objects.get().reasons]


def test_what_a_crowd_shares_says_nothing() -> None:
    books = [customer(f"Person No{number}", f"{number}@nordbake.example") for number in range(30)]
    for book in books:
        add_identity(book, "phone", PHONE, "desk", NOW)
    learn((), [book.pk for book in books], NOW)
    assert not asked.all_open(DESK)
    assert Trace.objects.filter(kind="phone").count() == 21


def test_a_shared_handle_leaves_no_trace() -> None:
    one, other = customer(), customer("Jure Novak", "jure@home.example")
    for book in (one, other):
        add_identity(book, "phone", PHONE, "desk", NOW)
    Identity.objects.filter(kind="phone").update(shared=True)
    learn((), [one.pk, other.pk], NOW)
    assert not Suggestion.objects.exists()


def test_people_who_were_erased_have_nothing_in_common() -> None:
    two()
    Identity.objects.update(value="", shown="", verified_at=None)
    Customer.objects.update(name="")
    relearn(NOW)
    assert not Trace.objects.exists()


def test_who_was_refused_never_comes_back() -> None:
    one, other = two()
    acts.refuse(Suggestion.objects.get(), agent(), NOW)
    add_identity(other, "card", "4711", "desk", NOW)
    add_identity(one, "card", "4711", "desk", NOW)
    learn((), [one.pk, other.pk], NOW)
    relearn(NOW)
    assert Suggestion.objects.get().state == Suggestion.REFUSED
    assert not asked.all_open(DESK)


def test_a_refusal_holds_after_a_merge_of_either() -> None:
    one, other = two()
    acts.refuse(Suggestion.objects.get(), agent(), NOW)
    third = customer("Ana Novak", "ana@work.example")
    add_identity(third, "phone", PHONE, "desk", NOW)
    learn((), [third.pk], NOW)
    assert len(asked.all_open(DESK)) == 2
    Customer.objects.filter(pk=third.pk).update(merged_into=one)
    assert not asked.all_open(DESK)
    assert not asked.about(other.pk)


def test_what_was_merged_is_not_asked_and_counts_as_accepted() -> None:
    one, other = two()
    made = merge(other, one, (), agent(), NOW)
    assert isinstance(made, Merge)
    assert not asked.all_open(DESK)
    acts.settle_merged([one.pk])
    assert (Suggestion.objects.get().state, Suggestion.objects.get().settled_by) == (Suggestion.ACCEPTED, agent())
    acts.ask_of_parted([one.pk])
    assert not asked.all_open(DESK)
    refused = acts.refuse(Suggestion.objects.get(), agent(), NOW)
    assert refused is not None


def test_after_the_merge_was_undone_it_is_asked_again_and_can_be_refused_for_good() -> None:
    one, other = two()
    made = merge(other, one, (), agent(), NOW)
    assert isinstance(made, Merge)
    Worker("test").settle()
    assert Suggestion.objects.get().state == Suggestion.ACCEPTED
    undo(made, (), agent(), NOW)
    Worker("test").settle()
    assert len(asked.all_open(DESK)) == 1
    assert acts.refuse(Suggestion.objects.get(), agent(), NOW) is None
    assert not asked.all_open(DESK)


def test_what_is_put_off_comes_back() -> None:
    two()
    acts.put_off(Suggestion.objects.get(), 30, agent(), NOW)
    assert not asked.all_open(DESK)
    assert acts.wake(NOW + timedelta(days=29)) == 0
    assert acts.wake(NOW + timedelta(days=31)) == 1
    assert asked.all_open(DESK)


def test_a_book_without_suggestions_costs_one_statement() -> None:
    one = customer()
    with CaptureQueriesContext(connection) as asked_of_it:
        assert asked.about(one.pk) == []
    assert len(asked_of_it) == 1


@pytest.mark.slow
def test_mail_is_followed_by_jobs_and_a_page_tells() -> None:
    one = mail(text=WORDS)
    take_in(one, mail("Ana <ana@home.example>", text=WORDS, message_id="two@home.example"))
    outbox.pump()
    consuming.feed("matching")
    jobs = list(Job.objects.filter(kind="matching.learn"))
    for job in jobs:
        learn_some.run(job.payload)
    client = signed_in()
    assert "side by side" not in client.get("/who").content.decode()
    assert "Both wrote" in client.get("/who").content.decode()
    page = client.get(f"/customers/{Customer.objects.get(name='Ana Novak').public_id}").content.decode()
    assert "Perhaps one person" in page or "Probably one person" in page


def test_answers_over_http() -> None:
    one, other = two()
    client, asked_of = signed_in(), Suggestion.objects.get()
    merge = f"/customers/{one.public_id}/merge?with={other.public_id}"
    page = client.get("/who").content.decode()
    assert merge in page or f"/customers/{other.public_id}/merge?with={one.public_id}" in page
    answered = client.post(f"/who/{asked_of.public_id}/refuse", {"of": one.public_id})
    assert answered.url == f"/customers/{one.public_id}"
    assert Suggestion.objects.get().state == Suggestion.REFUSED
    client.post(f"/who/{asked_of.public_id}/reopen")
    assert Suggestion.objects.get().state == Suggestion.OPEN
    for nonsense in ("nonsense", "9" * 5000):
        assert client.post(f"/who/{asked_of.public_id}/later", {"days": nonsense}).status_code == 302
    assert Suggestion.objects.get().state == Suggestion.OPEN
    client.post(f"/who/{asked_of.public_id}/later", {"days": "7"})
    assert Suggestion.objects.get().state == Suggestion.LATER


def test_a_claim_is_confirmed_doubted_and_removed() -> None:
    ana, who = customer(), Actor(agent())
    claim = acts.add_handle(ana, "phone", PHONE, sure=False, who=who, now=NOW)
    assert isinstance(claim, Identity)
    assert acts.confirm(claim, who, NOW) is None
    claim.refresh_from_db()
    assert not isinstance(acts.remove(claim, who, NOW), str)
    acts.doubt(claim, who, NOW)
    token = acts.remove(claim, who, NOW)
    assert isinstance(token, str)
    assert not Identity.objects.filter(kind="phone").exists()
    for _ in range(2):
        assert acts.restore(token, who, NOW) == ana
    assert Identity.objects.get(kind="phone").value == PHONE


def test_a_claim_is_put_back_where_its_customer_is_by_now() -> None:
    ana, home, who = customer(), customer("Ana", "ana@home.example"), Actor(agent())
    claim = acts.add_handle(home, "phone", PHONE, sure=False, who=who, now=NOW)
    assert isinstance(claim, Identity)
    token = acts.remove(claim, who, NOW)
    assert isinstance(token, str)
    assert isinstance(merge(home, ana, (), who.agent, NOW), Merge)
    acts.restore(token, who, NOW)
    put_back = Identity.objects.get(kind="phone")
    assert (put_back.customer, put_back.birth_customer) == (ana, home)


def test_what_is_verified_for_somebody_else_cannot_be_confirmed() -> None:
    ana, boris, who = customer(), customer("Boris Okafor", "boris@veloworks.example"), Actor(agent())
    acts.add_handle(boris, "phone", PHONE, sure=True, who=who, now=NOW)
    claim = acts.add_handle(ana, "phone", PHONE, sure=False, who=who, now=NOW)
    assert isinstance(claim, Identity)
    assert acts.confirm(claim, who, NOW) is not None


def test_handles_over_http() -> None:
    ana, client = customer(), signed_in()
    path = f"/customers/{ana.public_id}/handles"
    wrong = client.post(path, {"kind": "phone", "value": "12"})
    assert wrong.status_code == 422
    assert 'value="12"' in wrong.content.decode()
    client.post(path, {"kind": "phone", "value": "+386 1 234 5678"})
    claim = Identity.objects.get(kind="phone")
    assert claim.verified_at is None
    for verb in ("confirm", "share"):
        assert client.post(f"{path}/{claim.pk}/{verb}").url == path
    assert "Several people use it." in client.get(f"/customers/{ana.public_id}").content.decode()
    other = customer("Boris Okafor", "boris@veloworks.example")
    assert client.post(f"/customers/{other.public_id}/handles/{claim.pk}/share").status_code == 404


def test_nobody_is_suggested_among_strangers() -> None:
    take_in(mail(ANA), mail(BORIS, message_id="b@x.example"), mail(CHLOE, message_id="c@x.example"))
    relearn(NOW)
    assert not Suggestion.objects.exists()
