"""Files that are none, or of another kind, or hold what no database takes."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from regulars.book.models import Batch, Customer, Order, OrderLine
from regulars.imports.records import uploads
from tests import builders

from .commanded import ORDERS, run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "orders.csv", tmp_path):
        assert run("order", str(path)) == 2
        assert capsys.readouterr().err == f"There is no file {path}.\n"


def test_a_delimiter_is_one_sign(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "orders.txt"
    path.write_text(ORDERS.replace(";", "\t"), encoding="utf-8")
    assert run("order", str(path), "--delimiter", "tab", "--preview") == 0
    assert "Ana Novak" in capsys.readouterr().out
    for wrong in ("xx", '"'):
        with pytest.raises(SystemExit):
            run("order", str(path), "--delimiter", wrong)
        assert "is not one sign" in capsys.readouterr().err


def test_halves_of_signs_stop_no_import(tmp_path: Path) -> None:
    path = tmp_path / "orders\udce4.json"
    known = '"email": "ana@nordbake.example", "ordered_at": "2026-05-01", "total": "12.00", "currency": "EUR"'
    article = '{"name": "Te\\udfffa\\u0000", "price": "1", "sku": 7}'
    own = '"id": "1\\ud800", "col\\ud800our": "x", "name": "A\\ud83d\\ude00\\ud800\\u0000"'
    path.write_text(f'[{{{own}, {known}, "lines": [{article}]}}]', encoding="utf-8")
    assert run("order", str(path), "--quiet") == 0
    assert Order.objects.get().source_id == "1\ufffd"
    assert OrderLine.objects.get().name == "Te\ufffda\ufffd"
    assert Customer.objects.get().name == "A\U0001f600\ufffd\ufffd"
    assert Batch.objects.get().name == "orders\ufffd.json"


def test_a_spreadsheet_is_asked_for_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, folder = tmp_path / "orders.xlsx", uploads.file_of(Batch()).parent
    before = set(folder.glob("*"))
    with ZipFile(path, "w") as packed:
        packed.writestr("sheet.xml", "<row/>")
    assert run("order", str(path)) == 2
    assert "as CSV" in capsys.readouterr().err
    with path.open("rb") as opened:
        answer = builders.signed_in("lead").post("/imports/add", {"noun": "order", "source": "shop", "file": opened})
    assert answer.status_code == 422
    assert "as CSV" in answer.content.decode()
    assert not Batch.objects.exists()
    assert set(folder.glob("*")) == before


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"[]", b'{"orders": []}'])
def test_a_file_in_which_nothing_stands_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    assert run("order", str(path)) == 2
    assert "There is nothing in this file." in capsys.readouterr().err
    with path.open("rb") as opened:
        answer = builders.signed_in("lead").post("/imports/add", {"noun": "order", "source": "shop", "file": opened})
    assert answer.status_code == 422
    assert not Batch.objects.exists()
