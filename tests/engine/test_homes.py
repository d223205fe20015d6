"""A database and its home: what lies in the one is looked for in the other."""

from pathlib import Path

import pytest
from pytest_django import Settings

from regulars.config.cli import main
from regulars.engine import homes
from regulars.engine.models import AuditEntry, Home
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_the_first_home_belongs_to_the_database_and_no_other(tmp_path: Path) -> None:
    first, other = tmp_path / "first", tmp_path / "other"
    assert homes.belongs(first, NOW)
    assert homes.belongs(first, NOW)
    assert not homes.belongs(other, NOW)
    assert Home.objects.count() == 1


def test_a_home_that_was_copied_is_the_same(tmp_path: Path) -> None:
    first, copied = tmp_path / "first", tmp_path / "copied"
    assert homes.belongs(first, NOW)
    first.rename(copied)
    assert homes.belongs(copied, NOW)


def test_a_command_beside_another_home_says_so_and_a_lost_one_is_replaced(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.REGULARS_HOME = tmp_path / "first"
    assert main(["inbox", "list"]) == 0
    settings.REGULARS_HOME = tmp_path / "other"
    assert main(["inbox", "list"]) == 2
    said = capsys.readouterr().err
    assert f"REGULARS_HOME={tmp_path / 'other'} is not the folder" in said
    assert "./do regulars home adopt" in said
    for words in ("is the home of this database now.", "is the home of this database already."):
        assert main(["home", "adopt"]) == 0
        assert words in capsys.readouterr().out
    assert main(["inbox", "list"]) == 0
    assert AuditEntry.objects.get().act == "home.adopted"
    settings.REGULARS_HOME = tmp_path / "first"
    assert main(["inbox", "list"]) == 2
