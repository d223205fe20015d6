"""Plain SQL gives the same on both engines, and is not kept from those who watch."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from regulars.engine.models import Cursor
from regulars.engine.rows import rows

ASKED = "select name, '100%%' from engine_cursor where name in (%s, %s) order by name"


def test_statements_and_params_are_put_as_the_engine_wants_them(db: None) -> None:
    Cursor.objects.bulk_create([Cursor(name="?"), Cursor(name="%s")])
    assert rows(ASKED, ["?", "%s"]) == [("%s", "100%"), ("?", "100%")]


def test_a_fault_is_djangos(transactional_db: None) -> None:
    with pytest.raises(DatabaseError):
        rows("select 1 from nowhere_at_all", [])


def test_who_counts_statements_sees_them(db: None) -> None:
    with CaptureQueriesContext(connection) as seen:
        rows(ASKED, ["a", "b"])
    assert len(seen) == 1


def test_in_a_broken_transaction_nothing_is_asked(transactional_db: None) -> None:
    with pytest.raises(TransactionManagementError), transaction.atomic():
        transaction.set_rollback(True)
        rows(ASKED, ["a", "b"])
