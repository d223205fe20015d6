"""What we write against what holds for everybody: "Returns: 30 days", "Free delivery: from 50.00 EUR". Pure.

A sentence is about a term where one of the term's words stands in it. It contradicts the term where it says another
length within which something can be done, another amount, or words that are never so.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.base.money import NotMoney, parse, plain
from regulars.base.times import LocalTime
from regulars.practices.promises.checking.claims import KNOWN, Claim, straight
from regulars.practices.promises.checking.phrases import SHAKY
from regulars.practices.promises.checking.rules import Against
from regulars.reading.cleaning import cleaned
from regulars.reading.values import Sentence, Speaker, Utterance

TERM = "term"
# A time is no part of it; the row keeps none.
NO_TIME = LocalTime(datetime(1970, 1, 1), "UTC")  # noqa: DTZ001 - naive, as wall times are
COUNTS = {
    word: place
    for words in (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
        "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn",
    )
    for place, word in enumerate(words.split(), 1)
}
UNITS = {"d": 1, "t": 1, "w": 7, "m": 30}
LENGTH = re.compile(
    rf"\b(?:within|up to|for|have|in|innerhalb von|binnen|bis zu|haben(?: sie)?)\s+(?:the first\s+|a full\s+)?"
    rf"((\d{{1,3}}|{'|'.join(COUNTS)})[- ](days?|weeks?|months?|tagen?|tage|wochen?|monaten?|monate))\b",
    re.IGNORECASE,
)
# What takes that long, rather than what may be done until then.
TAKES = re.compile(
    r"\b(?:takes?|process\w*|arrive\w*|receive|money|account|reply|answer|get back|deliver\w*|ship\w*|dauert|erhalten"
    r"|bearbeit\w*|konto|geld|antwort\w*|refund(?:ed)? you|we(?:'ll| will)|wir)\b"
)
AMOUNT = re.compile(
    r"(?:(€|£|\$|eur|gbp|usd|chf)\s?(\d{1,6}(?:[.,]\d{2})?)|(\d{1,6}(?:[.,]\d{2})?)\s?(€|£|\$|eur|gbp|usd|chf|euros?))(?!\w)",
    re.IGNORECASE,
)
SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "EURO": "EUR", "EUROS": "EUR"}


@dataclass(frozen=True, slots=True)
class Held:
    """A term: `words` by which a sentence is about it, and what it holds; empty is not held."""

    ref: str
    name: str
    words: tuple[str, ...]
    days: int = 0
    amount: int | None = None
    currency: str = ""
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """What a sentence says instead: where that stands in it, what would be right there, and the term in words or as an
    amount, in the smallest unit of its currency."""

    start: int
    end: int
    put: str
    holds: str
    worth: tuple[int, str] | None = None


def against_terms(text: str, at: datetime, zone: str, terms: Sequence[Held]) -> list[Against]:
    """What of a text of ours contradicts a term, at most once a sentence."""
    if not terms or not any(word in text.casefold() for term in terms for word in term.words):
        return []
    clean = cleaned(Utterance(text, Speaker.STAFF, at, zone))
    language = clean.language.code or "en"
    if language not in KNOWN:
        return []
    found = (next(in_sentence(one, terms, language), None) for one in clean.sentences if "?" not in one.text)
    return [one for one in found if one is not None]


def in_sentence(sentence: Sentence, terms: Sequence[Held], language: str) -> Iterator[Against]:
    """The terms that a sentence contradicts."""
    words = straight(sentence.text)
    for term in terms:
        if not about(words, term.words) or SHAKY.search(words):
            continue
        other = length(sentence.text, term) or amount(sentence.text, term, language) or never(sentence.text, term)
        if other is not None:
            yield contradicted(sentence, term, other, language)


def about(words: str, named: Sequence[str]) -> bool:
    """Whether one of the words stands there as a word."""
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", words) for word in named)


def length(text: str, term: Held) -> Other | None:
    """Another number of days."""
    if not term.days or TAKES.search(straight(text)):
        return None
    for found in LENGTH.finditer(text):
        days = (COUNTS.get(found[2].lower()) or int(found[2])) * UNITS[found[3][0].lower()]
        if days == term.days or (found[3][0].lower() == "m" and abs(days - term.days) <= days // 15):
            return None
        put = f"{term.days} {unit_like(found[3].lower())}"
        return Other(*found.span(1), put, put)
    return None


def unit_like(unit: str) -> str:
    """Days, in the language and case of another unit."""
    if not unit.startswith(("t", "woch", "monat")):
        return "days"
    return "Tagen" if unit.endswith("n") else "Tage"


def amount(text: str, term: Held, language: str) -> Other | None:
    """Another amount in the term's currency."""
    if term.amount is None:
        return None
    for found in AMOUNT.finditer(text):
        sign, written = (found[1], found[2]) if found[1] else (found[4], found[3])
        currency = SIGNS.get(sign.upper(), sign.upper())
        try:
            said = parse(written.replace(",", "."), currency)
        except NotMoney:
            continue
        if currency == term.currency and said != term.amount:
            right = plain(term.amount, currency)
            put = found[0].replace(written, as_written(right, written, language))
            return Other(*found.span(), put, right, (term.amount, currency))
        return None
    return None


def as_written(right: str, instead_of: str, language: str) -> str:
    """An amount with the decimals and the point of the one that it takes the place of."""
    whole, _point, rest = right.partition(".")
    plain_one = "," not in instead_of and "." not in instead_of
    if not rest.strip("0") and plain_one:
        return whole
    return f"{whole},{rest}" if "," in instead_of or (plain_one and language == "de") else right


def never(text: str, term: Held) -> Other | None:
    """Words that are never so of this."""
    said = next((word for word in term.never if about(straight(text), (word,))), None)
    if said is None:
        return None
    start = text.casefold().find(said)
    return Other(max(start, 0), max(start, 0), "", f"“{said}”")


def contradicted(sentence: Sentence, term: Held, other: Other, language: str) -> Against:
    """The same as what records contradict."""
    place = (sentence.start, sentence.end, sentence.text)
    words = (sentence.start + other.start, sentence.start + other.end)
    claim = Claim(TERM, *place, NO_TIME, *words, "none", "", language)
    return Against("term", claim, term.ref, term.name, why=other.holds, put=other.put, worth=other.worth)
