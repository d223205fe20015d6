"""What an import does to rows: times, counts, inboxes."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from regulars.base.results import Refused
from regulars.conversations.filing.sheet import Counts
from regulars.imports import commands, mail
from regulars.imports.reader import Reader
from regulars.imports.sources import Source, open_source
from regulars.intake.models import Delivery, Inbox
from tests.imports.test_mail import write_mbox
from tests.mails import NOW, inbox

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a second process, in batches of three."""

    @contextlib.contextmanager
    def reader() -> Iterator[Reader]:
        yield Reader(None)

    monkeypatch.setattr(mail, "reader", reader)
    for most in ("BATCH", "BATCH_UNLOCKED"):
        monkeypatch.setattr(mail, most, 3)


def box(tmp_path: Path, count: int) -> Source:
    """An mbox of so many mails."""
    path = tmp_path / "box.mbox"
    write_mbox(path, count)
    found = open_source(path)
    assert isinstance(found, Source)
    return found


def bring_in(source: Source, address: str = "help@desk.example") -> Counts:
    """Import it."""
    return mail.bring_in(source, inbox(address), lambda size, count: None)


@pytest.mark.sqlite
def test_an_mbox_that_grew_brings_what_is_new(tmp_path: Path) -> None:
    """And another inbox gets copies on the same moments."""
    assert bring_in(box(tmp_path, 7)) == Counts(filed=7)
    assert bring_in(box(tmp_path, 10)) == Counts(filed=3, duplicates=7)
    assert bring_in(box(tmp_path, 10), "shop@desk.example") == Counts(filed=10)


def test_each_batch_is_stored_under_its_own_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import takes hours: what it has just stored must not look as if it had been forgotten."""
    clock = (NOW + timedelta(minutes=number) for number in range(1000))
    monkeypatch.setattr(mail.timezone, "now", lambda: next(clock))
    bring_in(box(tmp_path, 9))
    assert Delivery.objects.values("recorded_at").distinct().count() == 3


@pytest.mark.parametrize("written", ["Help@Desk.Example", " help@desk.example ", "help+token@desk.example"])
def test_an_inbox_is_found_however_it_is_written(written: str) -> None:
    """As everywhere else."""
    inbox("help@desk.example")
    commands.inbox_at(written)
    assert Inbox.objects.get().address == "help@desk.example"


def test_an_inbox_is_made_as_everywhere_else() -> None:
    """Its domain as it travels; what follows a plus is for replies."""
    made = commands.inbox_at("Hallo@Bücher.example")
    assert isinstance(made, Inbox)
    assert made.address == "hallo@xn--bcher-kva.example"
    assert isinstance(commands.inbox_at("help+x@desk.example"), Refused)
