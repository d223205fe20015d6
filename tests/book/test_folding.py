"""The folding of text for search: what must hold of any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base import folding
from regulars.book.search.query import Phrase, read
from tests.pace import MOST, growth

SCRIPTS = "aZé ß9-@.注文しがたกำกับ서울कीيُ١ﬁ½\u0301\u0000☕'\"\n"
TEXT = st.text(st.one_of(st.sampled_from(SCRIPTS), st.characters()), max_size=60)


@given(TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = folding.fold(text)
    assert folding.fold(folded) == folded
    assert folding.words(folded) == folding.words(text)


@given(TEXT)
def test_words_hold_nothing_that_a_query_language_reads(text: str) -> None:
    for word in folding.words(text):
        assert word
        assert not set(word) & set(" \"'\\:()*&|!<>\t\n")
        assert len(word) <= folding.LONGEST_WORD + 1


@given(TEXT)
def test_words_found_beforehand_are_the_same(text: str) -> None:
    found = folding.words(text)
    with folding.folded_beforehand({text: folding.spaced(text)}):
        assert folding.words(text) == found
    with folding.folded_beforehand({text: "found elsewhere"}):
        assert folding.words(text) == ["found", "elsewhere"]
    assert folding.words(text) == found


def follows(words: list[str], phrase: Phrase) -> bool:
    """Whether the words of `phrase` stand in `words` one after the other."""
    wanted = list(phrase.words)
    for start in range(len(words) - len(wanted) + 1):
        here = words[start : start + len(wanted)]
        last = here[-1].startswith(wanted[-1]) if phrase.begins else here[-1] == wanted[-1]
        if here[:-1] == wanted[:-1] and last:
            return True
    return False


@given(st.lists(st.text("aéß9-.@注文しサกำ서की ", min_size=1, max_size=8), min_size=1, max_size=8), st.data())
def test_a_phrase_from_a_text_is_found_in_it(pieces: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(pieces) - 1))
    last = data.draw(st.integers(first + 1, len(pieces)))
    looked_for = read('"' + "\n".join(pieces[first:last]) + '"')
    for phrase, *_ in looked_for.all_of:
        assert follows(folding.words("\n".join(pieces)), phrase)


@given(st.text("注文した商品がまだ届きませんกำกับカｶ", min_size=1, max_size=30), st.data())
def test_any_stretch_of_a_script_without_spaces_is_found(run: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(run) - 1))
    stretch = run[first : data.draw(st.integers(first + 1, len(run)))]
    for phrase, *_ in read(f'"{stretch}"').all_of:
        assert follows(folding.words(f"abc {run} xyz"), phrase)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Größe, naïve FAÇADE", ["grosse", "naive", "facade"]),
        ("İstanbul ıspanak Ørsted Łódź Đorđe", ["istanbul", "ispanak", "orsted", "lodz", "dorde"]),
        ("ΣΟΦΟΣ σοφός", ["σοφοσ", "σοφοσ"]),
        ("كِتَابٌ ١٢٣", ["كتاب", "123"]),
        ("주문한 상품", ["주문한", "상품"]),
        ("ま注文", ["ま注", "注文", "文"]),
        ("が か", ["が", "か"]),
        ("पढ़ती हूँ", ["पढ़ती", "हूँ"]),
        ("soft\u00adhyphen zero\u200dwidth", ["softhyphen", "zerowidth"]),
        ("ana.novak@nordbake.example", ["ana", "novak", "nordbake", "example"]),
        ("don’t", ["don", "t"]),
        ("", []),
        ("☕ – …", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    import unicodedata

    assert folding.words(text) == [unicodedata.normalize("NFKD", word) if "ढ" in word else word for word in words]


@pytest.mark.parametrize("ending", ["4567", "34567", "1234567", "221234567"])
def test_a_long_number_is_found_by_its_ending(ending: str) -> None:
    words = folding.words("Order INV-22-1234567, please.")
    assert any(follows(words, phrase) for phrase in read(f"{ending} ").all_of[0])


@pytest.mark.parametrize("typed", ["INV-22-1234567", "INV221234567", "inv/22/1234567"])
def test_a_number_is_found_with_other_dashes(typed: str) -> None:
    for written in ("about INV-22-1234567.", "Über INV-22-1234567!"):
        assert any(follows(folding.words(written), phrase) for phrase in read(f"{typed} ").all_of[0])


def test_an_endless_text_is_cut() -> None:
    words = folding.words("word " * 1_000_000 + "9" * 1_000_000)
    assert len(words) <= 2 * folding.MOST_WORDS


@pytest.mark.parametrize("hostile", ["1-", "注", "a", "é", "-1 ", "a@", "\u0301"])
def test_no_text_takes_longer_than_its_length_says(hostile: str) -> None:
    assert growth(folding.words, lambda length: (hostile * length)[:length], folding.LONGEST_FIELD) < MOST
