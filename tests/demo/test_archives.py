"""The archive of a person is for people as well: all that the demo company knows of its customers, in words."""

import re
import zipfile
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.utils import timezone, translation
from pytest_django import Settings

from regulars.book.kinds import MOMENT_KINDS
from regulars.book.leaving.archive.names import NAMES
from regulars.book.leaving.archive.writing import write
from regulars.book.leaving.whose import whose
from regulars.book.models import Customer
from regulars.demo.load import fill

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.slow]
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def pages(folder: Path) -> dict[str, str]:
    """The page of each customer's archive, by name."""
    found = {}
    for customer in Customer.objects.all():
        path = folder / f"{customer.public_id}.zip"
        write(whose(customer), path, timezone.now())
        with zipfile.ZipFile(path) as archive:
            found[customer.name] = archive.read("index.html").decode()
    return found


def test_no_code_of_a_program_stands_on_the_page_of_a_german_guest(settings: Settings, tmp_path: Path) -> None:
    settings.REGULARS_HOME = tmp_path
    fill(NOW)
    Customer.objects.update(language="de")
    made = pages(tmp_path)
    with translation.override("de"):
        names = {str(name) for name in NAMES.values()}
    kinds = [code for code, _kind in MOMENT_KINDS if "." in code]
    described = set(
        re.findall(
            r"^\| `(\w+)` \|", (Path(__file__).parents[2] / "docs/archive.md").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    for whose_page in made.values():
        keys = set(map(unescape, re.findall(r"<dt>(.*?)</dt>", whose_page)))
        assert keys <= names, keys - names
        told = {unescape(said) for said in re.findall(r"<dd>(.*?)</dd>", whose_page)}
        assert not told & set(kinds)
        assert not told & {"delivered", "came", "placed", "closed", "open", "said", "preference", "serious", "opened"}
        parts = set(re.findall(r'<section id="(\w+)">', whose_page))
        assert parts == described, "docs/archive.md names every part"
    joan = made["Joan Pellegrino"]
    assert "Gebucht für" in joan
    assert "nicht Wort gehalten" in joan
    assert "29. November 2026" in joan
