"""Who leaves, and who comes back: grace, refusals, new books, other people's parts, and old backups."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from regulars.base.results import Refused
from regulars.book.acts import add_identity
from regulars.book.leaving import acts, carrying, erased, exports, letters
from regulars.book.leaving.reducing import Reducing
from regulars.book.leaving.slots import Count
from regulars.book.leaving.whose import Whose, whose
from regulars.book.merging import acts as merging
from regulars.book.merging import trees
from regulars.book.models import Batch, Conversation, Customer, Erasure, Identity, Merge, Message, Moment, Order
from regulars.book.records import acts as records
from regulars.book.records.rows import Row, Who
from regulars.book.search import people
from regulars.book.search.query import Phrase, Wanted
from regulars.engine import audit, blobs, references
from regulars.engine.models import AuditEntry, Job, Outbox
from regulars.engine.worker import Worker
from regulars.intake.models import Delivery, Inbox
from regulars.intake.personal import NO_FILE
from regulars.staff.models import Team
from regulars.staff.trail import Actor
from tests import builders, mails

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = mails.NOW
DUE = NOW + acts.GRACE


@pytest.fixture(autouse=True)
def own_home(settings: object, tmp_path: Path) -> None:
    """A list of the erased of this test's own, and its own files."""
    settings.REGULARS_HOME = tmp_path  # type: ignore[attr-defined] # pytest-django's


def by(role: str = "lead") -> Actor:
    """Somebody at the desk."""
    return Actor(builders.agent(role))


def asked(customer: Customer) -> Erasure:
    """Ask for a customer to be erased."""
    made = acts.ask(customer, by(), NOW)
    assert isinstance(made, Erasure)
    return made


def gone(customer: Customer) -> Erasure:
    """Erase a customer, after the grace."""
    erasure = asked(customer)
    assert carrying.carry_out(erasure, DUE) is None
    erasure.refresh_from_db()
    return erasure


def test_before_it_is_due_nothing_is_gone_and_one_click_takes_it_back() -> None:
    mails.take_in(mails.mail())
    ana = Customer.objects.get()
    erasure = asked(ana)
    assert isinstance(carrying.carry_out(erasure, DUE - timedelta(seconds=1)), Refused)
    assert Message.objects.get().text.startswith("It does not boil")
    assert acts.take_back(erasure, by(), NOW) is None
    assert acts.take_back(erasure, by(), NOW) is None
    assert isinstance(carrying.carry_out(erasure, DUE), Refused)
    assert Customer.objects.get().name == "Ana Novak"
    assert [one.act for one in AuditEntry.objects.order_by("number")] == ["customer.leaves", "customer.stays"]


def test_who_is_taken_back_at_the_last_moment_stays_and_stands_on_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = builders.customer()
    erasure, count = asked(ana), acts.all_counts

    def taken_back_meanwhile(of: Whose) -> list[Count]:
        assert acts.take_back(Erasure.objects.get(), by(), DUE) is None
        return count(of)

    monkeypatch.setattr(acts, "all_counts", taken_back_meanwhile)
    assert isinstance(carrying.carry_out(erasure, DUE), Refused)
    ana.refresh_from_db()
    assert (ana.name, list(erased.listed())) == ("Ana Novak", [])


def test_a_merge_that_waited_for_an_erasure_to_be_asked_for_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    hold = trees.held

    def asked_meanwhile(customers: Sequence[int]) -> dict[int, Customer]:
        asked(boris)
        return hold(customers)

    monkeypatch.setattr(merging, "held", asked_meanwhile)
    assert isinstance(merging.merge(ana, boris, (), None, NOW), Refused)
    assert not Merge.objects.exists()


def test_asked_twice_it_is_one_erasure_and_the_erased_are_not_erased_again() -> None:
    ana = builders.customer()
    first = asked(ana)
    assert asked(ana) == first
    assert carrying.carry_out(first, DUE) is None
    assert carrying.carry_out(first, DUE) is None
    assert isinstance(acts.ask(ana, by(), DUE), Refused)
    assert Erasure.objects.count() == 1


def test_who_writes_again_is_a_new_customer_of_whom_nothing_is_known() -> None:
    mails.take_in(mails.mail())
    old = Customer.objects.get()
    gone(old)
    mails.take_in(mails.reply("one@nordbake.example", message_id="new@nordbake.example"), now=DUE)
    new = Customer.objects.exclude(pk=old.pk).get()
    assert new.merged_into is None
    assert new.conversations.get().moments.count() == 1
    assert not old.identities.exists()
    assert not Conversation.objects.get(customer=new).links.exists()


@pytest.mark.sqlite
def test_the_same_mail_fetched_once_more_stays_erased() -> None:
    mails.take_in(mails.mail())
    gone(Customer.objects.get())
    counts = mails.take_in(mails.mail(), now=DUE)
    assert counts.duplicates == 1
    assert Customer.objects.count() == 1


@pytest.mark.sqlite
def test_a_copy_of_erased_mail_loses_its_file_with_the_next_tidying() -> None:
    mails.take_in(mails.mail())
    gone(Customer.objects.get())
    mails.take_in(b"Received: from a by b; Fri, 20 Nov 2026 10:00:00 +0000\r\n" + mails.mail(), now=DUE)
    copy = Delivery.objects.get(state=Delivery.DUPLICATE)
    assert blobs.exists(copy.sha256)
    references.let_go(letters.empty_copies(), DUE)
    assert not blobs.exists(copy.sha256)
    assert Delivery.objects.filter(sha256=NO_FILE).count() == 2


def test_an_order_that_is_sent_once_more_does_not_fill_its_shell_again() -> None:
    ordered = Row(
        "1001", Who("Ana Novak", "ana@nordbake.example"), {"currency": "EUR", "total": 3890, "ordered_at": NOW}, ()
    )
    batch = records.begin("order", "shop", NOW)
    assert isinstance(batch, Batch)
    records.bring(batch, [ordered], NOW)
    gone(Customer.objects.get())
    said = {**ordered.said, "total": 4000, "ship_to": {"name": "Ana Novak"}}
    [fate] = records.bring(batch, [ordered._replace(said=said)], DUE)
    assert fate.outcome == "refused"
    assert "erased" in fate.reason
    row = Order.objects.get()
    assert (row.total, row.ship_to) == (3890, {})
    assert Customer.objects.count() == 1


def test_what_another_wrote_in_their_conversation_stays_without_quotes() -> None:
    mails.take_in(mails.mail(headers=[("Cc", mails.BORIS)]), mails.mail(mails.BORIS, "Bell", message_id="x@v.example"))
    mails.take_in(
        mails.reply(
            "one@nordbake.example",
            mails.BORIS,
            message_id="two@veloworks.example",
            text="Mine boils.\n\nOn Friday Ana Novak wrote:\n> It does not boil.",
        )
    )
    Worker().settle()
    ana = Customer.objects.get(name="Ana Novak")
    theirs = Moment.objects.get(messages__message_id="two@veloworks.example")
    assert theirs.customer == ana
    assert {one.code: one.number for one in acts.all_counts(whose(ana))}["others"] == 1
    gone(ana)
    kept = Message.objects.get(moment=theirs)
    assert "Mine boils." in kept.text
    assert "does not boil" not in kept.text
    assert kept.sender_name == "Boris Okafor"
    assert not Message.objects.filter(moment__customer=ana, text__contains="boil").exclude(pk=kept.pk).exists()


@pytest.mark.sqlite
def test_what_they_wrote_in_anothers_conversation_goes_and_the_rest_stays() -> None:
    mails.take_in(
        mails.mail(mails.BORIS, "The bell", "It rings.", message_id="b@v.example", headers=[("Cc", mails.ANA)])
    )
    mails.take_in(mails.mail(), mails.reply("b@v.example", text="So does mine.", message_id="a@n.example"))
    Worker().settle()
    boris, ana = Customer.objects.get(name="Boris Okafor"), Customer.objects.get(name="Ana Novak")
    said = Moment.objects.get(messages__message_id="a@n.example")
    assert said.customer == boris
    gone(ana)
    Worker().settle()
    assert Message.objects.get(moment=said).text == ""
    first = Message.objects.get(message_id="b@v.example")
    assert first.text.startswith("It rings.")
    assert first.cc == []
    assert people.found(Wanted(((Phrase(("okafor",)),),))) == [boris.pk]
    assert people.found(Wanted(((Phrase(("novak",)),),))) == []


@pytest.mark.sqlite
def test_a_file_that_another_customer_sent_too_stays() -> None:
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    digest = blobs.put(b"the same manual")
    for one in (ana, boris):
        [moment] = builders.messages(builders.conversation(one), ["See the file."])
        moment.messages.get().attachments.create(position=0, name="m.pdf", content_type="x/y", sha256=digest, size=15)
    gone(ana)
    assert blobs.read(digest) == b"the same manual"
    gone(boris)
    assert not blobs.exists(digest)


@pytest.mark.sqlite
def test_files_that_came_within_the_hour_are_not_deleted_yet() -> None:
    mails.take_in(mails.mail())
    [digest] = Delivery.objects.values_list("sha256", flat=True)
    erasure = asked(Customer.objects.get())
    erasure.due_at = NOW
    erasure.save()
    young = blobs.touched_at(digest)
    assert isinstance(carrying.carry_out(erasure, young), Refused)
    assert blobs.exists(digest)
    assert Customer.objects.get().name == ""
    assert carrying.carry_out(erasure, young + timedelta(hours=2)) is None
    assert not blobs.exists(digest)


def test_orphans_are_swept_and_what_rows_name_is_kept() -> None:
    mails.take_in(mails.mail())
    orphan = blobs.put(b"nobody names this")
    assert references.sweep(blobs.touched_at(orphan)) == 0
    assert references.sweep(blobs.touched_at(orphan) + timedelta(days=2)) == 1
    assert blobs.exists(Delivery.objects.get().sha256)


def test_a_merged_person_is_erased_whole_and_the_merge_stays() -> None:
    ana, other = builders.customer(), builders.customer("A. Novak", "ana@home.example")
    merge = merging.merge(other, ana, (), builders.agent("lead"), NOW)
    assert isinstance(merge, Merge)
    erasure = asked(other)
    assert erasure.customer == ana
    third = builders.customer("Chloe Dubois", "chloe@samphire.example")
    assert isinstance(merging.merge(third, ana, (), builders.agent("lead"), NOW), Refused)
    assert carrying.carry_out(erasure, DUE) is None
    assert set(Customer.objects.exclude(pk=third.pk).values_list("name", flat=True)) == {""}
    assert not Identity.objects.exclude(customer=third).exists()
    assert isinstance(merging.undo(merge, (), builders.agent("lead"), DUE), Refused)
    assert isinstance(merging.merge(ana, third, (), builders.agent("lead"), DUE), Refused)


def test_jobs_outbox_and_audit_trail_forget_and_the_chain_holds() -> None:
    ana = builders.customer()
    add_identity(ana, "phone", "+4915112345678", "hand", NOW)
    Job.objects.create(kind="some", payload={"to": ["Ana Novak"], "n": 1}, last_error="no way to ANA@nordbake.example")
    Outbox.objects.create(kind="some", payload={"said": "ana@nordbake.example", "id": 7})
    with transaction.atomic():
        audit.record("fact.shown", f"customer:{ana.public_id}", by="Ada Byrne", now=NOW)
        audit.record("macro.changed", "macro:x", by="Ada Byrne", after={"text": "Dear Ana Novak"}, now=NOW)
        audit.record("macro.changed", "macro:y", by="Ada Byrne", after={"text": "Dear all"}, now=NOW)
    gone(ana)
    job = Job.objects.get(kind="some")
    assert (job.payload, job.last_error) == ({"to": [""], "n": 1}, "")
    assert Outbox.objects.get(kind="some").payload == {"said": "", "id": 7}
    assert [one.number for one in AuditEntry.objects.filter(payload="")] == [1, 2]
    assert audit.verify().broken == 0


def test_who_may_not_see_all_of_a_book_neither_exports_nor_erases_it() -> None:
    ana = builders.customer()
    builders.conversation(ana)
    Inbox.objects.get().teams.add(Team.objects.create(name="Returns"))
    assert isinstance(acts.ask(ana, by("lead"), NOW), Refused)
    assert isinstance(exports.ask(ana, by("lead"), NOW), Refused)
    assert isinstance(acts.ask(ana, by("owner"), NOW), Erasure)


@pytest.mark.parametrize(
    ("written", "reduced"),
    [
        ("ana@nordbake.example", "ana@nordbake.example"),
        ("Ask boris@veloworks.example, please", "Ask b…@veloworks.example, please"),
        ("no address", "no address"),
        ("a@b", "a@b"),
        ("@", "@"),
    ],
)
def test_others_addresses_are_shortened_in_texts(written: str, reduced: str) -> None:
    assert Reducing(frozenset({"ana@nordbake.example"})).text(written) == reduced


def test_others_stand_with_initials() -> None:
    reducing = Reducing(frozenset({"ana@nordbake.example"}))
    said = [["Boris Okafor", "boris@veloworks.example"], ["Ana Novak", "ana@nordbake.example"], ["", "c@d.example"], []]
    assert reducing.people(said) == ["B. O. <b…@veloworks.example>", "Ana Novak <ana@nordbake.example>", "c…@d.example"]
