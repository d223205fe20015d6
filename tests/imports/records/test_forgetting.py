"""Files of imports, and reports of them, when somebody who stands in them is erased."""

import os

import pytest
from django.utils import timezone

from regulars.book.leaving.acts import all_counts
from regulars.book.leaving.whose import Whose, whose
from regulars.book.models import Batch
from regulars.imports import personal
from regulars.imports.records import uploads
from tests import builders

pytestmark = pytest.mark.django_db
OTHERS = "Id;Email;Name\n1;boris@veloworks.example;Boris Okafor\n"


def erased() -> Whose:
    """Ana Novak, who leaves."""
    return whose(builders.customer())


def sent(said: bytes, state: str = Batch.WAITING) -> Batch:
    """A file that lies under Imports."""
    batch = Batch.objects.create(noun="order", source="shop", at=timezone.now(), state=state)
    file = uploads.file_of(batch)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(said)
    return batch


@pytest.mark.parametrize(
    "said",
    [
        f"{OTHERS}2;Ana@Nordbake.example;\n".encode(),
        f"{OTHERS}2;;Ana Novak\n".encode("utf-16"),
        b"Id,First name,Name\n2,Ana,Novak\n",
        b'[{"id": "2",\n "customer": {"name": "Ana\\u0020Novak"}}]',
    ],
    ids=["address", "UTF-16", "two cells", "JSON"],
)
def test_a_file_that_waits_and_names_them_goes_and_is_counted_before(said: bytes) -> None:
    of, batch, other = erased(), sent(said), sent(OTHERS.encode())
    assert [(one.code, one.number) for one in all_counts(of) if one.code == "imports"] == [("imports", 1)]
    personal.erase(of, timezone.now())
    assert list(Batch.objects.all()) == [other]
    assert (uploads.file_of(batch).exists(), uploads.file_of(other).exists()) == (False, True)
    assert [one for one in all_counts(of) if one.code == "imports"] == []


def test_of_a_file_that_broke_off_what_was_brought_can_still_be_taken_back() -> None:
    of, batch = erased(), sent(b"Id;Email\n2;ana@nordbake.example\n", Batch.BROKEN)
    personal.erase(of, timezone.now())
    assert not uploads.file_of(batch).exists()
    assert Batch.objects.get() == batch


def test_a_file_that_broke_off_is_kept_for_a_week_and_what_was_brought_longer() -> None:
    batch = sent(OTHERS.encode(), Batch.BROKEN)
    uploads.drop_old(batch.at + uploads.KEPT)
    assert uploads.file_of(batch).exists()
    uploads.drop_old(batch.at + 2 * uploads.KEPT)
    assert not uploads.file_of(batch).exists()
    assert Batch.objects.get() == batch


def test_a_file_that_is_brought_in_this_minute_is_waited_for() -> None:
    of, batch = erased(), sent(b"Id;Email\n2;ana@nordbake.example\n", Batch.RUNNING)
    assert "this minute" in personal.hindrance(of)
    personal.erase(of, timezone.now())
    assert uploads.file_of(batch).exists(), "its job reads it"
    uploads.file_of(batch).unlink()
    assert personal.hindrance(of) == ""


def test_a_file_that_came_half_goes_too_unless_it_is_still_coming() -> None:
    of, now = erased(), timezone.now()
    half = uploads.file_of(sent(b"")).with_suffix(".part")
    half.write_bytes(b"Id;Email\n2;ana@nordbake.example\n3;bo")
    personal.erase(of, now)
    assert half.exists()
    before = (now - 2 * personal.UNFINISHED).timestamp()
    os.utime(half, (before, before))
    personal.erase(of, now)
    assert not half.exists()


def test_a_report_forgets_who_is_erased() -> None:
    of, batch = erased(), Batch.objects.create(noun="order", source="shop", at=timezone.now(), state="done")
    report = uploads.report_of(batch)
    report.parent.mkdir(exist_ok=True)
    report.write_text("line,id\n2,Ana@Nordbake.example\n3,boris@veloworks.example\n", encoding="utf-8")
    personal.erase(of, timezone.now())
    assert report.read_text(encoding="utf-8") == "line,id\n3,boris@veloworks.example\n"
