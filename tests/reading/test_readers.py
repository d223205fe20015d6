"""What every reader keeps to, whichever files are present."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.reading.by_rules import rules_only
from regulars.reading.cleaning import cleaned
from regulars.reading.cleaning.letter import LONGEST_READ
from regulars.reading.language import PLAINLY_ENGLISH
from regulars.reading.slots import Reader, present
from regulars.reading.values import Clean, Language, Reading, Speaker, Utterance
from tests.pace import MOST, growth

BY_RULES = {kind: reader for kind, reader in present().items() if reader.find}
AT = datetime(2026, 3, 5, 13, 20, tzinfo=UTC)
# What readers hang on, and what could trip them; put together at random these make most sentences that fire.
WORDS = (
    "I we you will won't can't promise refund call back by Monday before tomorrow morning within two working days"
    " policy system let me allowed ridiculous expected supposed third time again still waiting never cancel competitor"
    " account allergic vegetarian prefer always please could urgent asap immediately deadline thanks great love"
    " amazing sorry if feel apologise voucher credit free of charge when where ? . , ! not unless because that my son"
    " is the on 14th at 5 pm soon our rules say must receipt told said to leave switch how much hello"
).split()
ODD = [
    "\u200b",
    "\u202e",
    "\0",
    "\ud800",
    "👍🏽",
    "<b>",
    "&nbsp;",
    "\n",
    "\n\n",
    "> ",
    "é",
    "我",
    "أين",
    "İ",
    "ﬁ",
    "\u0301",
    "”",
    "’",
]
TEXTS = st.lists(st.sampled_from(WORDS) | st.sampled_from(ODD) | st.text(max_size=6), max_size=30).map(" ".join)


def english(text: str, speaker: Speaker = Speaker.CUSTOMER) -> Clean:
    """The text as if it were plainly English, so that every reader looks at it."""
    return replace(cleaned(Utterance(text, speaker, AT, "Europe/Berlin")), language=PLAINLY_ENGLISH)


def readings(text: str) -> Iterator[tuple[Reader, Reading]]:
    for speaker in (Speaker.CUSTOMER, Speaker.STAFF):
        said = english(text, speaker)
        for reader in BY_RULES.values():
            if speaker in reader.speakers:
                yield from ((reader, reading) for reading in reader.find(said) if reader.find)


@pytest.mark.parametrize("kind", BY_RULES)
def test_a_reader_says_what_it_is(kind: str) -> None:
    reader = BY_RULES[kind]
    assert reader.kind == kind
    assert reader.version > 0
    assert reader.labels
    assert reader.languages
    assert all(len(language) == 2 for language in reader.languages)
    assert reader.speakers <= {Speaker.CUSTOMER, Speaker.STAFF}
    assert 0 <= reader.floor <= reader.threshold <= 1


@pytest.mark.slow
@settings(max_examples=30)
@given(TEXTS)
def test_what_is_read_stands_in_the_text(text: str) -> None:
    for reader, found in readings(text):
        assert found.kind == reader.kind
        assert found.label in reader.labels
        assert found.version == reader.version
        assert 0 <= found.score <= 1
        assert 0 <= found.start < found.end <= len(text)
        assert all(0 <= start < end <= len(text) for start, end in found.fired)
        if found.due is not None:
            assert 0 <= found.due.start < found.due.end <= len(text)
            assert found.due.time is None or found.due.time.utc().tzinfo


@pytest.mark.slow
@settings(max_examples=30)
@given(TEXTS)
def test_the_same_text_is_read_the_same(text: str) -> None:
    assert list(readings(text)) == list(readings(text))


@pytest.mark.slow
@settings(max_examples=30)
@given(TEXTS)
def test_readers_are_silent_about_others(text: str) -> None:
    said = english(text)
    assert all(Speaker.CUSTOMER in BY_RULES[found.kind].speakers for found in rules_only(said))
    assert not rules_only(english(text, Speaker.SYSTEM))
    assert not rules_only(replace(said, language=Language("xx", 1.0)))


def test_below_its_threshold_a_reader_is_not_sure_and_below_its_floor_silent() -> None:
    told = rules_only(english(" ".join(WORDS)))
    assert told
    for one in told:
        assert one.score >= BY_RULES[one.kind].floor
        assert one.score >= BY_RULES[one.kind].threshold or not one.sure


MEGABYTE = 1_000_000
LONG = {
    "one word": "a",
    "spaces": " ",
    "lines": "a\n",
    "line ends": "\n",
    "quotes": "> ",
    "nested": ">",
    "addresses": "a@",
    "dots": "a.",
    "marks": "what?! ",
    "tags": "<a ",
    "styles": "<style>",
    "comments": "<!--",
    "unseen": "p\u200br\u200bomise ",
    "turned": "\u202ewe will ",
    "nothing": "\0",
    "encoded": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0NTY3ODkw\n",
    "digits": "1.",
    "clocks": "10:30:",
    "times": "by Monday 5 pm on the 3rd of March at 10:30 within two working days ",
    "promises": "promise by by by ",
    "shall": "I'll ",
    "we": "we will get back to you ",
    "rules": "our policy won't let me if you feel I will we'll ",
    "times told": "third time second time ",
    "wishes": "I need I want I expect ",
    "needs": "I am allergic to ",
    "sorry": "sorry if you feel ",
    "commas": "a,",
    "quoted": '"we will" ',
    "headers": "From: a\n",
    "leads": "On Monday 5 May 2026 Ada wrote:\n",
    "partings": "Kind regards,\n",
    "greetings": "Hi, ",
    "chinese": "我的订单在哪里。",
    "arabic": "أين طلبي؟ ",
    "emoji": "👍🏽",
    "halves": "\ud800a",
    "accents": "\u0301",
    "entities": "&amp;",
    "html": "<div><p>We will <b>call</b> you by Friday.</p></div>\n",
    "letter": "I waited three weeks and nobody answered. Your policy is ridiculous! Refund me before Friday please.\n",
}


# What is bounded in more ways than by its length.
WHOLE = ["lines", "headers", "one word", "marks"]


def read_by_all(text: str) -> None:
    for speaker in (Speaker.CUSTOMER, Speaker.STAFF):
        rules_only(english(text, speaker))


@pytest.mark.slow
@pytest.mark.parametrize("shape", LONG)
def test_no_shape_of_text_takes_longer_than_its_length_says(shape: str) -> None:
    piece, size = LONG[shape], MEGABYTE if shape in WHOLE else LONGEST_READ // 12
    assert growth(read_by_all, lambda length: (piece * length)[:length] + "x", size) < MOST
