"""Handles in their normal form, and whose they are."""

import pytest

from regulars.base.results import Refused
from regulars.book.acts import add_identity
from regulars.book.identities import normal_form
from regulars.book.models import Customer, Identity
from tests.mails import NOW


@pytest.mark.parametrize(
    ("kind", "written", "region", "normal"),
    [
        ("email", " Ana@Nordbake.EXAMPLE ", "", "ana@nordbake.example"),
        ("phone", "+351 21 123 4567", "", "+351211234567"),
        ("phone", "030 901820", "de", "+4930901820"),
        ("phone", "0049 30 901820", "de", "+4930901820"),
        ("phone", "0049 (0)30 90 18 20", "", "+4930901820"),
        ("phone", "＋49 30／901820", "", "+4930901820"),
        ("handle", "@Ana_N", "", "ana_n"),
        ("card", "gl 2041 77", "", "GL204177"),
    ],
)
def test_normal_forms(kind: str, written: str, region: str, normal: str) -> None:
    """However it is written."""
    assert normal_form(kind, written, region) == normal


@pytest.mark.parametrize(
    ("kind", "written"),
    [("email", "ana"), ("phone", "12"), ("phone", "call me"), ("phone", "030 901820"), ("card", " ")],
)
def test_what_is_not_of_its_kind_is_refused(kind: str, written: str) -> None:
    """With what would be right."""
    refused = normal_form(kind, written)
    assert isinstance(refused, Refused)
    assert refused.field == "value"


@pytest.mark.django_db
def test_a_verified_handle_belongs_to_one_and_a_claim_to_anybody() -> None:
    """Two may claim a number; once it is verified for one, it cannot be for the other."""
    ana, boris = Customer.objects.create(name="Ana"), Customer.objects.create(name="Boris")
    for one in (ana, boris):
        assert isinstance(add_identity(one, "phone", "+351 21 123 4567", "chat", NOW), Identity)
    assert isinstance(add_identity(ana, "phone", "+351211234567", "call", NOW, verified=True), Identity)
    assert isinstance(add_identity(boris, "phone", "+351211234567", "call", NOW, verified=True), Refused)
    row = Identity.objects.get(customer=ana)
    assert (row.source, row.verified_at) == ("chat", NOW)
    assert Identity.objects.get(customer=boris).verified_at is None
