"""How customers are called: made and changed, with what is wrong said."""

import pytest

from regulars.base.results import Refused
from regulars.book import naming
from regulars.book.acts import add_identity
from regulars.book.facts import acts as facts
from regulars.book.facts.course import Said
from regulars.book.models import Customer, Fact, Identity, Merge
from regulars.engine.models import AuditEntry
from tests import builders

NOW = builders.NOW


@pytest.mark.django_db
def test_a_customer_is_made_with_handles() -> None:
    made = naming.make_customer(
        naming.Wanted("Ana Novak", "Ana", "sl", "Europe/Ljubljana"),
        [("email", "Ana@Nordbake.example", True), ("phone", "+386 40 123 456", False)],
        "till",
        NOW,
        by="Olga",
    )
    assert isinstance(made, Customer)
    known = Identity.objects.filter(customer=made).order_by("kind").values_list("kind", "value", "verified_at")
    assert list(known) == [("email", "ana@nordbake.example", NOW), ("phone", "+38640123456", None)]
    assert AuditEntry.objects.get().act == "customer.made"


@pytest.mark.django_db
def test_of_a_customer_whose_handle_is_taken_nothing_is_kept() -> None:
    builders.customer()
    made = naming.make_customer(
        naming.Wanted("Somebody"), [("email", "ana@nordbake.example", True)], "till", NOW, by="Olga"
    )
    assert isinstance(made, Refused)
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("language", "deutsch!"), ("time_zone", "Mars/Olympus"), ("name", "a" * 201)]
)
def test_what_is_wrong_is_said_of_its_field(field: str, value: str) -> None:
    refused = naming.fault(field, value)
    assert refused is not None
    assert refused.field == field
    assert naming.fault(field, "") is None


@pytest.mark.django_db
def test_a_change_takes_the_field_back_from_a_merge() -> None:
    stays, gone = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    merge = Merge.objects.create(stays=stays, gone=gone, takes=["name", "language"], at=NOW)
    Customer.objects.filter(pk=stays.pk).update(name="Boris Okafor", own={"name": "Ana Novak", "language": ""})
    assert naming.change(stays, {"name": "  Ana   N. "}, NOW, by="Ada") is None
    stays.refresh_from_db()
    merge.refresh_from_db()
    assert (stays.name, stays.own, merge.takes) == ("Ana N.", {"language": ""}, ["language"])


@pytest.mark.django_db
def test_a_change_that_changes_nothing_leaves_no_trace() -> None:
    ana = builders.customer()
    assert naming.change(ana, {"name": "Ana Novak"}, NOW, by="Ada") is None
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_nothing_is_written_into_the_shell_of_somebody_who_was_erased() -> None:
    shell = builders.erasure().customer
    said = Said("A quiet table", "preference")
    assert isinstance(naming.change(shell, {"name": "Ana Novak"}, NOW, by="shop"), Refused)
    assert isinstance(add_identity(shell, "email", "ana@nordbake.example", "api", NOW), Refused)
    assert isinstance(facts.add(shell, said, None, NOW), tuple)
    shell.refresh_from_db()
    assert (shell.name, Identity.objects.count(), Fact.objects.count()) == ("", 0, 0)
