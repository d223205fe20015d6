"""The audit trail: nothing in it can be changed, taken out or put in unseen."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from regulars.engine import audit
from regulars.engine.models import AuditEntry

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def chain(length: int) -> list[AuditEntry]:
    """Entries as they would stand in the table, without one."""
    made: list[AuditEntry] = []
    for number in range(1, length + 1):
        payload = audit.canonical({"by": "Olga", "address": "", "before": None, "after": {"name": f"Team {number}"}})
        entry = AuditEntry(number=number, at=NOW + timedelta(seconds=number), act="team.changed", subject="team:1")
        entry.payload, entry.salt = payload, f"{number:032x}"
        entry.payload_digest = audit.digest_of(entry.salt, payload)
        entry.digest = audit.link(entry, made[-1].digest if made else "")
        made.append(entry)
    return made


def wrote(act: str = "team.made", **more: Any) -> AuditEntry:
    with transaction.atomic():
        return audit.record(act, "team:1", by="Olga", by_id="olga", now=NOW, **more)


def changed(entry: AuditEntry, field: str) -> None:
    old = getattr(entry, field)
    setattr(entry, field, old + timedelta(seconds=1) if isinstance(old, datetime) else f"{old}x")


@given(st.integers(1, 6), st.data())
def test_the_first_entry_that_was_touched_is_named(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    assert audit.checked(entries) == audit.Chain(length)
    place = data.draw(st.integers(0, length - 1))
    changed(entries[place], data.draw(st.sampled_from(["at", "act", "subject", "by_id", "payload", "salt", "digest"])))
    assert audit.checked(entries).broken == place + 1


@given(st.integers(2, 6), st.data())
def test_an_entry_that_is_missing_is_told_by_the_next(length: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, length - 2))
    entries = chain(length)
    del entries[place]
    assert audit.checked(entries).broken == place + 2


@pytest.mark.django_db
def test_what_was_recorded_is_read_back() -> None:
    entry = wrote(before={"name": "Yard"}, after={"name": "Harbour \0 ñ"}, address="127.0.0.1")
    read = AuditEntry.objects.get(pk=entry.pk)
    assert audit.content(read) == {
        "by": "Olga",
        "address": "127.0.0.1",
        "before": {"name": "Yard"},
        "after": {"name": "Harbour \0 ñ"},
    }
    assert audit.verify() == audit.Chain(1)


@pytest.mark.django_db
def test_a_change_behind_its_back_is_found() -> None:
    for name in "one", "two", "three":
        wrote(after={"name": name})
    AuditEntry.objects.filter(number=2).update(payload=audit.canonical({"by": "Leo"}))
    assert audit.verify() == audit.Chain(2, 2, "its content is not what was written")


@pytest.mark.django_db
def test_words_can_be_erased_and_the_chain_holds() -> None:
    wrote(after={"name": "Ana Novak"})
    with transaction.atomic():
        audit.empty([1], by="Olga", now=NOW)
    assert audit.verify() == audit.Chain(2)
    assert audit.content(AuditEntry.objects.get(number=1)) == {}


@pytest.mark.django_db
def test_emptying_an_entry_without_saying_so_is_found() -> None:
    wrote(after={"name": "Ana Novak"})
    AuditEntry.objects.update(payload="", salt="")
    assert audit.verify().broken == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_of_a_change() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record("team.made", "team:1", by="Olga", now=NOW)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record("team.made", "team:1", by="Olga", now=NOW)
        raise ZeroDivisionError
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_make_one_chain() -> None:
    def write() -> None:
        for turn in range(8):
            wrote(after={"turn": turn})
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert audit.verify() == audit.Chain(32)
