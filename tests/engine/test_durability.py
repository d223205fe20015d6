"""Which commits wait for the disk."""

import pytest
from django.conf import LazySettings
from django.db import transaction

from regulars.engine.durability import unhurried
from regulars.engine.rows import rows

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def waits() -> bool:
    return rows("show synchronous_commit", []) == [("on",)]


def test_only_the_transaction_that_says_so_does_not_wait() -> None:
    with transaction.atomic():
        unhurried()
        assert not waits()
    assert waits()


def test_a_strict_desk_always_waits(settings: LazySettings) -> None:
    settings.REGULARS_STRICT_DURABILITY = True
    with transaction.atomic():
        unhurried()
        assert waits()
