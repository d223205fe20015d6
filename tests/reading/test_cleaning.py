"""What of a message are the writer's own sentences, and where they stand."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.reading.cleaning import cleaned
from regulars.reading.cleaning.plain import plain
from regulars.reading.values import Sentence, Speaker, Utterance


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in cleaned(Utterance(text)).sentences]


SPLIT = {
    "Dr. Novak called at 9.30 a.m. about it. Can you help?!  Thanks!!!": 3,
    "I paid 1.299,50 EUR for no. 17. That is too much.": 2,
    "See https://shop.example/a.b?c=d. Then write to ana@samphire.example. Ok": 3,
    "It broke... again. Well… it did.": 2,
    "It broke... Again!": 2,
    "I want a refund.Please hurry.I mean it.": 3,
    "Ich habe das nicht vor dem 3. März. Das ist der 4. April. Schade, mir fehlt z.B. die Nr. 5.": 3,
    "他们没有来。我很生气！什么时候？": 3,
    "أين طلبي؟ أنا أنتظر۔ شكرا": 3,
    "- the lamp is broken\n- the box is wet\n* 2 screws are missing": 3,
    "1. Open the lid\n2. Press the knob": 2,
    "no stops here\nNor here\nAnd none here": 3,
    "This is a line that a mail program has broken behind seventy characters\nand here it goes on. Then more.": 2,
    'He said "we\'ll call." Nobody called. (Really.)': 3,
    "please help i waited so long\r\nThank you": 2,
    "Meet me at 5 p.m. Friday. J. Smith knows.": 2,
    "We ship within 2 hrs. of payment, i.e. at once.": 1,
    "👍": 1,
    " \n\t ": 0,
    "--- *** ---": 0,
}


@pytest.mark.parametrize("text", SPLIT)
def test_sentences_end_where_they_end(text: str) -> None:
    assert len(sentences(text)) == SPLIT[text], sentences(text)


UNREAD = {
    "a quote": "It came broken.\n\nOn 5 Jan 2026 Ada wrote:\n> We will refund you by Friday.\n",
    "a greeting": "Hi Ada,\n\nIt came broken.",
    "a greeting before the words": "Hello Ada! It came broken.",
    "a greeting of all": "Dear Sir or Madam:\nIt came broken.",
    "a german greeting": "Sehr geehrte Damen und Herren,\n\nIt came broken.",
    "a way to part": "It came broken.\n\nKind regards,\nTom Miller\nHead of Cakes\nNordbake Ltd\n+49 30 1234",
    "thanks before a name": "It came broken.\n\nThanks,\nTom",
    "cheers": "It came broken.\nCheers 🎉\nSarah",
    "parting in the line": "It came broken. Best wishes, Tom",
    "a mark": "It came broken.\n-- \nTom\nWe will call you by Monday",
    "a phone": "It came broken.\n\nSent from my iPhone",
    "a forward": "It came broken.\n\n---------- Forwarded message ---------\nFrom: A\nDate: B\nTo: C\n\nWe will call.",
    "tags": "<html><head><title>We will call</title><style>p {x: y}</style></head><p>It <b>came</b> broken.</p></html>",
    "a quote in tags": "<div>It came broken.</div><blockquote>We will call. <blockquote>x</blockquote> y</blockquote>",
    "a comment": "It came broken.<!-- We will call you -->",
    "what is encoded": "It came broken.\n" + "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=\n" * 3,
    "a log": "It came broken.\n2026-03-05 14:20:01,123 ERROR shop.cart failed. We will retry\n[12:00:01] ok",
    "a trace": 'It came broken.\nTraceback (most recent call last):\n  File "a.py", line 3, in b\nValueError: bad',
    "a table": "It came broken.\n| order | price |\n|---|---|\n| 17 | 20 |\nlamp   20 EUR   3 pieces\na\tb\tc",
    "code": "It came broken.\n```\nWe will call you\n```\nfor (i = 0; i < 3; i++) {\n  x = 1;\n}",
    "a disclaimer": "It came broken.\n\n" + "This e-mail is confidential and intended solely for the addressee. " * 3,
}


@pytest.mark.parametrize("what", UNREAD)
def test_what_is_not_the_writers_own_words_is_not_read(what: str) -> None:
    said = [plain(sentence)[0] for sentence in sentences(UNREAD[what])]
    assert said == ["it came broken."]


KEPT = [
    "Thanks!",
    "Thank you so much for your help.",
    "Hi",
    "Kind regards",
    "Hey where is my parcel",
    "Dear all of my plates arrived in pieces",
    "Regards the invoice, it is wrong.",
    "I love it <3 and 5 < 6",
    "Go to settings --> orders and click it.",
    "It is 2026-03-05 14:20 now.",
    "Deliver by 2026-03-12 14:00!",
    "Write to <ana@samphire.example> please.",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_so_is_read(text: str) -> None:
    assert sentences(text) == [text]


def test_an_afterthought_below_the_name_is_read() -> None:
    text = "It broke.\n\nKind regards,\nTom\n\nPS: please call me before Friday."
    assert sentences(text) == ["It broke.", "PS: please call me before Friday."]


def test_what_is_all_quoted_or_forwarded_is_not_read() -> None:
    assert sentences("> We will refund you by Friday.\n") == []
    forward = "---------- Forwarded message ---------\nFrom: Ada <a@x.example>\nDate: Mon\nSubject: lamp\nTo: Ana\n"
    folded = ((0, len(forward), "forward"),)
    assert cleaned(Utterance(forward + "\nWe will call you.", folds=folded)).sentences == ()


def test_folds_that_are_known_are_used() -> None:
    text = "It broke down. Somebody said more."
    assert [s.text for s in cleaned(Utterance(text, folds=((15, len(text), "quote"),))).sentences] == ["It broke down."]


def test_a_systems_words_are_not_read() -> None:
    assert cleaned(Utterance("We will call you.", Speaker.SYSTEM)).sentences == ()


HIDDEN = {
    "We pro\u200bmise": "we promise",
    "we\u00a0\u202fwill\u3000call": "we will call",
    "\u202eWe\u202c can\u2019t": "we can't",
    "Ｗｅ　ｗｉｌｌ": "we will",
    "𝐖𝐞 𝓌𝒾𝓁𝓁": "we will",
    "we &amp; you&nbsp;&#39;ll": "we & you 'll",
    "we <b>will</b> <i> call": "we will call",
    "we\n  will": "we will",
    "İstanbul": "istanbul",
}


@pytest.mark.parametrize("text", HIDDEN)
def test_nothing_unseen_hides_a_word(text: str) -> None:
    assert plain(text)[0] == HIDDEN[text]


@settings(max_examples=50)
@given(st.text(), st.text(), st.sampled_from(["", "\u200b", "\u2066", "\u00ad", "  ", "<b>", "&nbsp;", "\0"]))
def test_a_span_of_the_plain_form_points_at_the_same_word(before: str, behind: str, hidden: str) -> None:
    text = f"{before} pro{hidden}mise {behind}"
    form, places = plain(text)
    sentence = Sentence(7, 7 + len(text), text, form, places)
    for first in range(len(form)):
        start, end = sentence.span(first, first + 1)
        assert 7 <= start < end <= 7 + len(text)
    if hidden not in ("  ", "&nbsp;"):
        start, end = sentence.span(found := form.index("promise"), found + 7)
        assert text[start - 7] == "p"
        assert text[end - 8] == "e"


PIECES = [
    "> q\n",
    "Hi,\n",
    "\n",
    "\n\n",
    "We will. ",
    "<p>",
    "</style>",
    "<style>",
    "<!--",
    "```\n",
    "a|b|c|d\n",
    "\r",
    "Thanks,\n",
    "Tom\n",
]


@pytest.mark.slow
@settings(max_examples=50)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=20).map("".join))
def test_sentences_are_in_order_apart_and_what_they_say(text: str) -> None:
    end = 0
    for sentence in cleaned(Utterance(text)).sentences:
        assert end <= sentence.start < sentence.end <= len(text)
        assert sentence.text == text[sentence.start : sentence.end]
        end = sentence.end


OTHERS_WORDS = {
    "crisp-oss_email-reply-parser/email_thread.txt": "This is new email reply in thread from bellow.",
    "crisp-oss_email-reply-parser/email_tricky_9_nested_quotes.txt": "I agree with the points below.",
    "crisp-oss_email-reply-parser/email_with_regards.txt": "I still have the same problem....|Can you help?",
    "crisp-oss_email-reply-parser/sig_no_empty_line.txt": "this is an email with a signature with no empty line above.",
    "github_email_reply_parser/email_2_1.txt": "Outlook with a reply",
    "github_email_reply_parser/email_1_8.txt": "I will reply under this one|and under this.",
    "github_email_reply_parser/email_BlackBerry.txt": "Here is another email",
}


@pytest.mark.parametrize("name", OTHERS_WORDS)
def test_hard_mails_of_other_parsers(name: str, data_folder: Path) -> None:
    text = (data_folder / "mail_fixtures" / name).read_text(encoding="utf-8", errors="replace")
    assert "|".join(sentences(text)) == OTHERS_WORDS[name]
