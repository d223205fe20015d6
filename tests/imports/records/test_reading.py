"""Files of other systems as rows: whatever the bytes are, every line has a fate."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.records.rows import Line, Row
from regulars.imports.records import bringing, times
from regulars.imports.records.cells import chosen
from regulars.imports.records.columns import FIELDS, LABELS, proposed
from regulars.imports.records.lines import lines
from regulars.imports.records.meant import Meant, faults, first_guess, from_kept
from regulars.imports.records.report import safe
from regulars.imports.records.tables import Found, open_table

TABLE = 'id;name;note\n1;"Änne";x\n2;Zoë;y\n'
ORDERS = """Order number,Email,Order date,Total,Currency,Article,Quantity,Price
1001,ana@nordbake.example,2026-05-01,12.00,EUR,Tea,2,5.00
1001,,,,,Cup,1,2.00
1002,boris@veloworks.example,2026-05-02,20.00,EUR,Pot,1,20.00
"""


def found(text: str | bytes, delimiter: str = "") -> list[Found]:
    """The rows of a file."""
    return list(open_table(BytesIO(text.encode() if isinstance(text, str) else text), delimiter).rows)


def records(text: str, **known: str) -> list[bringing.Record]:
    """The orders of a file, with the fields that its headers suggest."""
    table = open_table(BytesIO(text.encode()))
    return list(bringing.records(table, first_guess("order", table.columns, **known)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_file_is_read_in_any_usual_encoding(encoding: str) -> None:
    rows = found(TABLE.encode(encoding))
    assert [row.cells["name"] for row in rows] == ["Änne", "Zoë"]
    assert [row.line for row in rows] == [2, 3]


def test_lines_of_one_file_may_be_in_different_encodings() -> None:
    mixed = b"id;name\n" + "1;Änne\n".encode() + "2;Zoë\n".encode("cp1252")
    assert [row.cells["name"] for row in found(mixed)] == ["Änne", "Zoë"]


@given(
    st.sampled_from(",;\t|"),
    st.lists(st.lists(st.text("ab ,;\t|\"'\n", max_size=8), min_size=3, max_size=3), min_size=1, max_size=5),
)
def test_what_a_csv_writer_writes_is_read_back(delimiter: str, table: list[list[str]]) -> None:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["one", "two", "three"], *table])
    rows = found(text.getvalue(), delimiter)
    assert [list(row.cells.values()) for row in rows] == table


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_refused(content: bytes) -> None:
    read = bringing.records(open_table(BytesIO(content)), Meant("order", {"id": "id"}))
    assert all(isinstance(record.says, Row | Refused) for record in read)


@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"),
            max_size=20,
        ),
        max_size=9,
    )
)
@example(['"', '"x'])
def test_every_line_below_the_header_has_a_fate(cells: list[str]) -> None:
    text = "id\tname\n" + "".join(f"{cell}\t.\n" for cell in cells)
    told = {
        row.line + more for row in found(text, "\t") for more in range(str(row.cells.get("id", "")).count("\n") + 1)
    }
    assert told == set(range(2, 2 + len(cells)))


def test_a_quote_that_is_never_closed_costs_its_own_line_only() -> None:
    rows = found('id;name\n1;"open\n2;b\n3;5" nail\n')
    assert [(row.line, bool(row.wrong)) for row in rows] == [(2, True), (3, False), (4, False)]
    assert rows[2].cells["name"] == '5" nail'


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": 1, "who": {"name": "Ana"}},\n{"id": "2", "lines": [1]}]',
        '{"id": 1, "who": {"name": "Ana"}}\n{"id": "2", "lines": [1]}\n',
        '{\n"id": 1,\n"who": {"name": "Ana"}\n}\n{"id": "2", "lines": [1]}',
    ],
)
def test_json_comes_as_an_array_or_in_lines(text: str) -> None:
    rows = found(text)
    assert [row.cells for row in rows] == [{"id": "1", "who.name": "Ana"}, {"id": "2", "lines": [1]}]


def test_json_that_is_broken_says_where() -> None:
    rows = found('{"id": 1}\n{"id": \n{"id": 3}\n')
    assert [bool(row.wrong) for row in rows] == [False, True, False]


def test_a_first_line_that_names_the_delimiter_is_no_header() -> None:
    table = open_table(BytesIO(b"sep=;\r\nid;note\r\n1;a,b\r\n"))
    assert (table.columns, table.delimiter) == (("id", "note"), ";")
    assert [(row.line, row.cells) for row in table.rows] == [(3, {"id": "1", "note": "a,b"})]


def test_a_line_without_end_comes_in_pieces() -> None:
    assert [len(line) for line in lines(BytesIO(b"x" * 2_500_000))] == [1_000_000, 1_000_000, 500_000]


def test_headers_in_german_and_english_are_known() -> None:
    german = ["Bestellnummer", "E-Mail", "Bestelldatum", "Gesamtbetrag", "Währung", "Liefer-PLZ", "Farbe"]
    assert list(proposed("order", german).values()) == [
        *("number", "email", "ordered_at", "total", "currency", "ship_postcode")
    ]
    assert proposed("reward", ["Member ID", "Points", "Expiry date"]) == {
        "Member ID": "customer_id",
        "Points": "balance",
        "Expiry date": "expires",
    }
    assert all(name in LABELS for names in FIELDS.values() for name in names)


def test_wrong_columns_are_named() -> None:
    wrong = faults(Meant("order", {"Nr": "number", "Colour": "hue"}), ["Nr", "Datum"])
    assert "no column “Colour”" in wrong[0].reason
    wrong = faults(Meant("order", {"Nr": "number"}), ["Nr"])
    assert "ordered_at" in wrong[0].reason
    kept = Meant("order", {"Nr": "number"}, vouched=False)
    assert from_kept({**kept.kept(), "later": 1}) == kept


def test_rows_of_one_order_that_follow_each_other_are_its_lines() -> None:
    first, second = (record.says for record in records(ORDERS))
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert list(first.lines or ()) == [Line("Tea", Decimal(2), 500), Line("Cup", Decimal(1), 200)]
    assert (first.said["total"], first.who.email, second.place) == (1200, "ana@nordbake.example", 4)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("2026-05-01", ""),
        ("31.02.2026", "no such day"),
        ("3/4/2026", "two days"),
        ("soon", "no date"),
    ],
)
def test_a_bad_date_is_refused_with_its_line(bad: str, reason: str) -> None:
    record = records(ORDERS.replace("2026-05-02", bad))[1]
    assert record.place == 4
    assert reason in (record.says.reason if isinstance(record.says, Refused) else "")


@pytest.mark.parametrize(
    ("text", "order", "said"),
    [
        ("2026-05-03T18:00:00Z", "", "2026-05-03T18:00:00+00:00"),
        ("2026-05-03 18:00:00 +0200", "", "2026-05-03T18:00:00+02:00"),
        ("3.5.2026 18:00", "", "2026-05-03T18:00:00"),
        ("20260503", "", "2026-05-03T00:00:00"),
        ("5/13/2026 6:30 PM", "", "2026-05-13T18:30:00"),
        ("13/5/2026", "", "2026-05-13T00:00:00"),
        ("3/4/2026", "dmy", "2026-04-03T00:00:00"),
        ("3/4/2026", "mdy", "2026-03-04T00:00:00"),
    ],
)
def test_dates_as_they_are_written(text: str, order: str, said: str) -> None:
    at = times.read(text, order)
    assert not isinstance(at, Refused)
    assert at.isoformat() == said


@given(st.text(max_size=40), st.sampled_from(times.ORDERS))
def test_any_text_is_a_date_or_refused(text: str, order: str) -> None:
    assert times.read(text, order) is not None


def test_an_expiry_needs_a_zone() -> None:
    text = "Member ID,Points,Expires,Time zone\n7,1.200,2027-01-31,\n8,10,2027-01-31,America/New_York\n"
    table = open_table(BytesIO(text.encode()))
    one, two = (each.says for each in bringing.records(table, first_guess("reward", table.columns)))
    assert isinstance(one, Refused)
    assert "names no time zone" in one.reason
    assert isinstance(two, Row)
    assert (two.said["expires_local"], two.said["expires_zone"]) == ("2027-01-31T23:59:59", "America/New_York")
    told = times.ahead("2027-01-31", "Europe/Berlin", "", end_of_day=True)
    assert isinstance(told, LocalTime)
    assert told.zone == "Europe/Berlin"


def test_a_report_holds_no_formula() -> None:
    assert safe("=HYPERLINK()") == "'=HYPERLINK()"
    assert safe("1001") == "1001"


@pytest.mark.parametrize(
    "clock", ["", " 18:05", "T18:05:09", " 24:00", " 18.05", " 9:05", " 18:05Z", " 18:05+02", "T1805"]
)
@pytest.mark.parametrize("day", ["2026-05-03", "03.05.2026", "1899-05-03", "31.02.2026", "2026-13-01"])
@pytest.mark.parametrize("end_of_day", [False, True])
def test_the_quick_way_to_read_a_time_says_what_the_thorough_one_says(
    day: str, clock: str, end_of_day: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = times.read.__wrapped__(day + clock, end_of_day=end_of_day)
    monkeypatch.setattr(times, "plainly", lambda written: None)
    assert quick == times.read.__wrapped__(day + clock, end_of_day=end_of_day)


@given(st.lists(st.text("ab 9-.", max_size=6), min_size=3, max_size=3))
def test_a_row_without_quotes_is_read_as_one_with_them(cells: list[str]) -> None:
    bare, quoted = (
        found(f"one;two;three\n{row}\n") for row in (";".join(cells), ";".join(f'"{one}"' for one in cells))
    )
    columns = {name: name for name in ("one", "two", "three")}
    assert [chosen(row, columns) for row in bare] == [chosen(row, columns) for row in quoted]
