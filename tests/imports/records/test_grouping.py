"""Rows of a file that are one record, with all of its rows or not at all."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest

from regulars.base.results import Refused
from regulars.book.records.rows import Row
from regulars.imports.records import bringing, grouping
from regulars.imports.records.meant import first_guess
from regulars.imports.records.tables import Found, open_table

SHIPMENTS = "Order number,Email,Order date,Total,Currency,Article,Quantity,Price\n"
TEA = "1001,ana@nordbake.example,2026-05-01,12.00,EUR,Tea,2,5.00\n"


def found(text: str) -> list[Found]:
    """The rows of a file."""
    return list(open_table(BytesIO(text.encode())).rows)


def records(text: str) -> list[bringing.Record]:
    """The orders of a file, with the fields that its headers suggest."""
    table = open_table(BytesIO(text.encode()))
    return list(bringing.records(table, first_guess("order", table.columns)))


def refusals(text: str) -> list[tuple[tuple[int, ...], str]]:
    """The lines of each record of a file, and why it is refused."""
    return [(one.lines, one.says.reason if isinstance(one.says, Refused) else "") for one in records(text)]


@pytest.mark.parametrize(
    "torn",
    [
        "1001,,,,,Cups, large, with handle,1,2.00\n",
        '1001,,,,,"Cup,1,2.00\n',
        "1001,,,,,Cup,one,2.00\n",
    ],
)
def test_an_order_does_not_come_without_the_line_that_could_not_be_read(torn: str) -> None:
    two = "1002,boris@veloworks.example,2026-05-02,20.00,EUR,Pot,1,20.00\n"
    (lines, reason), last = refusals(SHIPMENTS + TEA + torn + "1001,,,,,Pot,1,5.00\n" + two)
    assert (lines, reason.startswith("Line 3: "), last) == ((2, 3, 4), True, ((5,), ""))
    (lines, reason), last = refusals(SHIPMENTS + TEA + torn + two)
    assert (lines, reason.startswith("Line 3: "), last) == ((2, 3), True, ((4,), ""))


def test_a_torn_row_goes_with_the_order_that_it_names() -> None:
    first = "1002,boris@veloworks.example,2026-05-02,20.00,EUR,Pot, blue, round,1,20.00\n"
    rest = "1002,boris@veloworks.example,2026-05-02,20.00,EUR,Lid,1,5.00\n"
    assert [lines for lines, _why in refusals(SHIPMENTS + TEA + first + rest)] == [(2,), (3, 4)]
    nobodys = "9,,,,,,,,,,x\n"
    assert [lines for lines, _why in refusals(SHIPMENTS + TEA + nobodys + rest)] == [(2,), (3,), (4,)]


def test_a_line_number_is_that_of_the_file_also_where_cells_go_over_lines() -> None:
    high = TEA.replace("Tea", '"Tea\nin a tin"')
    assert refusals(f"{SHIPMENTS}{high}\n1001,,,,,Cup,1,2.00\n") == [((2, 5), "")]


def test_more_rows_with_one_id_than_an_order_has_lines_are_refused_in_pieces() -> None:
    many = SHIPMENTS + TEA * (grouping.MOST_LINES * 2 + 10) + TEA.replace("1001", "1002")
    found = list(records(many))
    assert all(len(one.lines) <= grouping.MOST_LINES + 1 for one in found)
    assert [isinstance(one.says, Refused) for one in found] == [True, True, True, False]
    assert [line for one in found for line in one.lines] == list(range(2, grouping.MOST_LINES * 2 + 13))


def test_torn_rows_without_end_are_each_refused_and_none_is_kept() -> None:
    text = SHIPMENTS + TEA + "x,,,,,,,,y\n" * (grouping.MOST_LINES + 5) + TEA.replace("1001", "1002")
    found = refusals(text)
    assert [lines for lines, why in found if not why] == [(2,), (grouping.MOST_LINES + 8,)]
    assert len(found) == grouping.MOST_LINES + 7


@pytest.mark.parametrize("lines", ["1", '"Tea", {"name": "Cup"}', ", ".join(['{"name": "Cup"}'] * 1001)])
def test_a_list_of_lines_is_taken_whole_or_not(lines: str) -> None:
    own = '"id": "1", "email": "ana@nordbake.example", "ordered_at": "2026-05-01", "total": "1", "currency": "EUR"'
    text = f'[{{{own}, "lines": [{lines}]}}]'
    assert [bool(why) for _lines, why in refusals(text)] == [True]


def test_an_object_over_several_lines_may_hold_others_that_stand_on_one() -> None:
    text = '{\n  "id": "1",\n  "lines": [\n    {"name": "Tea"}\n  ]\n}\n{"id": "2"}\n'
    assert [(row.line, row.cells.get("id"), row.wrong) for row in found(text)] == [(1, "1", ""), (7, "2", "")]


def test_an_array_that_breaks_off_says_that_the_rest_was_not_read() -> None:
    rows = found('[{"id": 1},\n{"id": ,,\n{"id": 3}]')
    assert [row.line for row in rows] == [1, 2]
    assert "what follows" in rows[1].wrong


def test_an_array_that_ends_too_soon_is_told() -> None:
    for text in ('[{"id": 1}', '[{"id": 1},\n', '{"orders": [{"id": 1}', '[{"id": 1}]\n[{"id": 2}]'):
        assert [(row.line, bool(row.wrong)) for row in found(text)] == [(1, False), (2, True)], text


@pytest.mark.parametrize(
    "text",
    [
        '{"orders":[{"id":"1"},{"id":"2"}]}',
        '{\n  "source": "shop",\n  "orders": [\n {"id": "1"},\n {\n   "id": "2"\n }\n  ],\n  "next": null\n}\n',
    ],
)
def test_objects_are_found_in_the_list_that_an_api_answers_with(text: str) -> None:
    assert [(row.line, row.cells, row.wrong) for row in found(text)] == [(1, {"id": "1"}, ""), (2, {"id": "2"}, "")]


SHOPIFY = (
    "Name,Email,Fulfillment Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Billing Name,Id\n"
    "#1001,ana@nordbake.example,fulfilled,EUR,12.00,2026-05-01 09:58:00 -0500,2,Tea,5.00,Ana Novak,501\n"
)


def test_a_row_of_articles_that_has_the_orders_number_alone_is_a_line_of_it() -> None:
    more = "#1001,ana@nordbake.example,,,,2026-05-01 09:58:00 -0500,1,Cup,2.00,,\n"
    two = "#1002,boris@veloworks.example,unfulfilled,EUR,20.00,2026-05-02 08:00:00 -0500,1,Pot,20.00,Boris,502\n"
    first, last = records(SHOPIFY + more + two)
    assert isinstance(first.says, Row)
    assert (first.id, first.lines, first.says.said["number"], first.says.who.name) == (
        "501",
        (2, 3),
        "#1001",
        "Ana Novak",
    )
    assert [line.name for line in first.says.lines or ()] == ["Tea", "Cup"]
    assert (last.id, last.lines) == ("502", (4,))
    torn = more.replace("Cup", "Cup, large")
    (lines, reason), ok = refusals(SHOPIFY + torn + more + two)
    assert (lines, reason.startswith("Line 3: "), ok) == ((2, 3, 4), True, ((5,), ""))
    (lines, reason), ok = refusals(SHOPIFY + torn + two)
    assert (lines, reason.startswith("Line 3: "), ok) == ((2, 3), True, ((4,), ""))


def test_an_order_whose_id_is_the_number_of_another_is_its_own() -> None:
    header = "Id,Order number,Email,Order date,Total,Currency,Article\n"
    rows = (
        "501,502,a@nordbake.example,2026-05-01,12.00,EUR,Tea\n",
        "502,503,b@nordbake.example,2026-05-01,9,EUR,Cup\n",
    )
    assert [lines for lines, _why in refusals(header + "".join(rows))] == [(2,), (3,)]


@pytest.mark.parametrize(
    ("cell", "point", "said"),
    [
        ("2", "", "2"),
        ("0,500", "", "0.5"),
        ("1.5", "", "1.5"),
        ("1,000", ".", "1000"),
        ("1.000", ".", "1"),
        ("1.000", ",", "1000"),
        ("1,000", "", ""),
        ("-2.500", "", ""),
        ("1,0005", "", ""),
    ],
)
def test_a_quantity_that_may_be_two_is_not_guessed_at(cell: str, point: str, said: str) -> None:
    row = TEA.replace("12.00", "12").replace("Tea,2,5.00", f'Tea,"{cell}",5')
    table = open_table(BytesIO((SHIPMENTS + row).encode()))
    (one,) = bringing.records(table, replace(first_guess("order", table.columns), point=point))
    if not said:
        assert isinstance(one.says, Refused)
        assert cell in one.says.reason
        return
    assert isinstance(one.says, Row)
    assert [line.quantity for line in one.says.lines or ()] == [Decimal(said)]


def test_a_cell_that_is_too_long_is_told_in_plain_words() -> None:
    (_lines, why) = refusals(SHIPMENTS + TEA.replace("Tea", '"' + "T" * 200_000 + '"'))[0]
    assert why == "A cell of this line is longer than 131072 signs."


@pytest.mark.parametrize(
    "title",
    ["Export of 3 May 2026\n", '"Orders, all"\n\n', "Gasthaus Linde;;;\n;;;\nFrom;1 May;to;3 May\n", "Report\n" * 9],
)
def test_a_title_above_the_names_of_columns_is_passed_over(title: str) -> None:
    (one,) = records(title + SHIPMENTS + TEA)
    assert isinstance(one.says, Row)
    assert (one.id, one.lines) == ("1001", (title.count("\n") + 2,))


def test_a_first_line_of_names_that_nobody_knows_is_not_passed_over() -> None:
    odd = "Kennung;Wer;Wann\nid;email;date\n1;ana@nordbake.example;2026-05-01\n"
    assert open_table(BytesIO(odd.encode())).columns == ("id", "email", "date"), "that is how a title looks"
    values = "Kennung;Wer;Wann\n1;ana@nordbake.example;2026-05-01\n2;boris@veloworks.example;paid\n"
    assert open_table(BytesIO(values.encode())).columns == ("Kennung", "Wer", "Wann")
    known = "Bestellnummer;Wer;Wann\nid;email;date\n"
    assert open_table(BytesIO(known.encode())).columns == ("Bestellnummer", "Wer", "Wann")
