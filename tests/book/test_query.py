"""What people type, as what is looked for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.folding import ENDING, JOINED
from regulars.book.search import postgresql, sqlite
from regulars.book.search.query import NOTHING, Phrase, read
from regulars.book.search.rows import docid_of, moment_of
from regulars.book.search.snippet import LENGTH, SCANNED, snippet
from regulars.book.search.terms import MOST_TERMS


def words(*said: str, begins: bool = False) -> tuple[Phrase, ...]:
    return (Phrase(said, begins),)


@pytest.mark.parametrize(
    ("query", "all_of"),
    [
        ("blue lamp ", (words("blue"), words("lamp"))),
        ("blue lam", (words("blue"), words("lam", begins=True))),
        ("blue la", (words("blue"), words("la"))),
        ('"blue lamp"', (words("blue", "lamp"),)),
        ('"blue lamp', (words("blue", "lamp"),)),
        ("ket* lamp ", (words("ket", begins=True), words("lamp"))),
        ("k* lamp ", (words("k"), words("lamp"))),
        ("ana.novak@nordbake.example ", (words("ana", "novak", "nordbake", "example"),)),
        ("kettle or lamp ", ((Phrase(("kettle",)), Phrase(("lamp",))),)),
        ("blue kettle OR lamp ", (words("blue"), (Phrase(("kettle",)), Phrase(("lamp",))))),
        ("or lamp or ", (words("or"), words("lamp"))),
        ("Größe ", ((Phrase(("grosse",)), Phrase(("groesse",))),)),
        ("Mueller ", ((Phrase(("mueller",)), Phrase(("muller",))),)),
        ("Muel*", (words("muel", begins=True),)),
        ("neue Quelle blue poet ", (words("neue"), words("quelle"), words("blue"), words("poet"))),
        ('"Frau Müller"', (words("frau", "muller"),)),
        ("注文した", (words("注文", "文し", "した"),)),
        ("注", (words("注", begins=True),)),
        ("- * “” ☕ ", ()),
        ("", ()),
        ("-lamp", ()),
    ],
)
def test_what_is_looked_for(query: str, all_of: tuple[tuple[Phrase, ...], ...]) -> None:
    assert read(query, typing=True).all_of == all_of


def test_what_must_not_be_there() -> None:
    wanted = read('lamp -blue -"very old" ')
    assert wanted.all_of == (words("lamp"),)
    assert wanted.none_of == (Phrase(("blue",)), Phrase(("very", "old")))


def test_a_number_is_looked_for_in_all_its_forms() -> None:
    (ways,) = read("AB-1234-567 ").all_of
    assert ways == (
        Phrase(("ab", "1234", "567")),
        Phrase((f"{JOINED}ab1234567",)),
        Phrase(("ab1234567",)),
        Phrase((f"{ENDING}7654321ba",), begins=True),
    )


def test_a_long_query_is_cut() -> None:
    assert len(read("word " * 10_000).all_of) == MOST_TERMS
    assert read('"' * 10_000) is NOTHING


@given(st.text(max_size=80))
def test_any_text_is_a_query_for_both_engines(query: str) -> None:
    wanted = read(query)
    if wanted:
        assert sqlite.match(wanted).count('"') % 2 == 0
        assert postgresql.tsquery(wanted).count("'") % 2 == 0


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("The blue lamp and the BLUE kettle", "blue ", ["blue", "BLUE"]),
        ("The blue lamp and the BLUE kettle", '"blue kettle"', ["BLUE kettle"]),
        ("Die Größe passt nicht", "grosse ", ["Größe"]),
        ("cafe\u0301 closed", "café ", ["cafe\u0301"]),
        ("昨日注文した商品がまだ届きません", "商品がまだ", ["商品がまだ"]),
        ("Parcel P1234567 is late", "4567 ", ["P1234567"]),
        ("Order AB-1234-567.", "ab1234567 ", ["AB-1234-567"]),
        ("lampshade and lamp", "lamp", ["lampshade", "lamp"]),
        ("nothing of the kind", "lamp ", []),
    ],
)
def test_hits_are_marked(text: str, query: str, hits: list[str]) -> None:
    pieces = snippet(text, read(query, typing=True))
    assert [piece for piece, is_hit in pieces if is_hit] == hits
    assert "".join(piece for piece, _ in pieces) == text


def test_a_snippet_is_cut_around_the_first_hit() -> None:
    pieces = snippet("word " * 300 + "needle\n\n\t" + "word " * 300, read("needle "))
    said = "".join(piece for piece, _ in pieces)
    assert said.startswith("… word")
    assert said.endswith("word …")
    assert "needle word" in said
    assert len(said) <= LENGTH + 8


@given(st.text(max_size=300), st.text(max_size=20))
def test_a_snippet_says_what_the_text_says(text: str, query: str) -> None:
    said = "".join(piece for piece, _ in snippet(text, read(query)))
    assert "".join(said.split()).strip("…") in "".join(text.split())


def test_a_text_without_spaces_is_cut_too() -> None:
    assert len("".join(piece for piece, _ in snippet("a" * SCANNED * 2, read("b ")))) <= LENGTH + 4


@given(st.integers(1, (1 << 30) - 1), st.datetimes(timezones=st.just(UTC)))
def test_a_docid_holds_its_moment(moment: int, at: datetime) -> None:
    docid = docid_of(moment, at)
    assert moment_of(docid) == moment
    assert 0 < docid < 1 << 63


def test_a_docid_rises_with_time_and_then_with_the_moment() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert docid_of(9, now) < docid_of(10, now) < docid_of(1, now + timedelta(seconds=1))
    with pytest.raises(OverflowError):
        docid_of(1 << 30, now)
