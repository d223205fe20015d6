"""Many rows changed at once."""

from datetime import UTC, datetime

import pytest

from regulars.book.models import Customer
from regulars.engine.updates import update

pytestmark = pytest.mark.django_db
EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
LATER_ONLY = "book_customer.last_at is null or book_customer.last_at < {new}"


def test_each_row_gets_values_of_its_own() -> None:
    """And those that are not named stay as they are."""
    one, two, three = (Customer.objects.create(name=name) for name in "abc")
    update("book_customer", ("name", "last_at"), [("x", EARLY, one.pk), ("%s 'y'", None, two.pk)])
    found = Customer.objects.order_by("pk").values_list("name", "last_at")
    assert list(found) == [("x", EARLY), ("%s 'y'", None), (three.name, None)]


def test_a_condition_is_asked_of_each_row() -> None:
    """A time only moves on."""
    old, new, none = (Customer.objects.create(name="c", last_at=at) for at in (EARLY, LATE, None))
    middle = datetime(2026, 1, 15, tzinfo=UTC)
    update("book_customer", ("last_at",), [(middle, row.pk) for row in (old, new, none)], LATER_ONLY)
    assert list(Customer.objects.order_by("pk").values_list("last_at", flat=True)) == [middle, LATE, middle]


def test_nothing_to_change_is_no_statement() -> None:
    """An empty list would be no SQL."""
    update("book_customer", ("name",), [])
