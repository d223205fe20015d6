"""A copy of the desk while it runs: whole, a home of its own, and not kept longer than is needed."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from regulars.base.results import Refused
from regulars.book.leaving import tasks
from regulars.book.models import Message
from regulars.config import schema
from regulars.config.cli import main
from regulars.engine import backups, blobs
from regulars.engine.backups import BEFORE_UPGRADE, Copied
from tests.mails import mail, take_in
from tests.pace import PATIENCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.sqlite]
LETTER = "The kettle leaks on both sides."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    """A home of this test's own, with a letter, a key, a list of the erased, and what no copy needs."""
    settings.REGULARS_HOME = made = tmp_path / "home"
    (made / "keys").mkdir(parents=True)
    (made / "keys" / "sealing.key").write_text("a secret")
    (made / "keys" / "sealing.key").chmod(0o600)
    (made / "exports").mkdir()
    (made / "exports" / "ana.zip").write_text("hers")
    (made / "erased.jsonl").write_text("{}\n")
    take_in(mail(text=LETTER))
    return made


def texts_in(file: Path) -> list[str]:
    """The letters in a copy of the database."""
    with sqlite3.connect(file) as copy:
        return [text for (text,) in copy.execute("select text from book_message")]


def test_a_copy_holds_rows_files_and_keys_and_nothing_that_passes(home: Path, tmp_path: Path) -> None:
    to = tmp_path / "copies" / "monday"
    copied = backups.copy_home(to)
    assert isinstance(copied, Copied)
    assert texts_in(to / backups.database().name) == [Message.objects.get().text]
    there = {str(path.relative_to(to)) for path in to.rglob("*") if path.is_file()}
    assert {"keys/sealing.key", "erased.jsonl"} <= there
    assert not any("exports" in one for one in there)
    assert copied.files == len(there) - 1
    assert (to / "keys" / "sealing.key").stat().st_mode & 0o777 == 0o600
    assert to.stat().st_mode & 0o777 == 0o700
    raw = [path for path in to.glob("blobs/??/*") if path.is_file()]
    assert [blobs.read(path.name) for path in raw] == [path.read_bytes() for path in raw]
    assert len(raw) == 1


def test_a_copy_is_a_desk_that_can_be_started(home: Path, tmp_path: Path) -> None:
    assert main(["inbox", "list"]) == 0
    to = tmp_path / "copy"
    assert main(["backup", str(to)]) == 0
    (to / backups.database().name).rename(to / "regulars.sqlite3")
    environment = {key: value for key, value in os.environ.items() if key != "REGULARS_DATABASE_URL"}
    ran = subprocess.run(
        [sys.executable, "-m", "regulars", "balance"],
        env=environment | {"REGULARS_HOME": str(to)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "help@desk.example" in ran.stdout


def test_a_copy_that_was_broken_off_is_no_copy_and_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "copy"
    with monkeypatch.context() as broken:
        broken.setattr(backups, "copied_to", lambda *rest: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            backups.copy_home(to)
    assert not to.exists()
    assert isinstance(backups.copy_home(to), Copied)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("copy")] == ["copy"]


def test_what_makes_no_sense_is_refused(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "here").touch()
    for folder, why in ((tmp_path / "full", "holds something already"), (home / "copies", "lies within the home")):
        refused = backups.copy_home(folder)
        assert isinstance(refused, Refused)
        assert why in refused.reason
    monkeypatch.setattr(backups, "SPARE", 2**60)
    assert main(["backup", str(tmp_path / "new")]) == 1
    assert "are needed" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_before_an_upgrade_the_database_is_kept_and_goes_with_an_erasure(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = home / BEFORE_UPGRADE
    monkeypatch.setattr(schema, "call_command", lambda *rest, **more: None)
    schema.bring_up_to_date()
    assert not kept.exists()
    MigrationRecorder(connection).record_unapplied("book", "0002_search")
    schema.bring_up_to_date()
    assert texts_in(kept) == [Message.objects.get().text]
    backups.forget_before_upgrade()
    assert kept.exists()
    tasks.settle_files()
    assert not kept.exists()
    schema.bring_up_to_date()
    week_ago = kept.stat().st_mtime - backups.KEPT_BEFORE - 60
    os.utime(kept, (week_ago, week_ago))
    backups.forget_before_upgrade()
    assert not kept.exists()
    # Where there is no room for it, the desk starts all the same, and the log says so.
    monkeypatch.setattr(backups, "SPARE", 2**60)
    schema.bring_up_to_date()
    assert not kept.exists()
