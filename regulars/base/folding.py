"""Text as words for search: the one folding that feeds the indexes of both database engines, and the queries.

Case and accents are dropped; scripts written without spaces become overlapping pairs of characters, so that any
stretch of them is a phrase. Nothing here reads a language or a dictionary: the same text gives the same words for ever.
A change of what comes out makes the index wrong; raise FOLDING then, and the index is built anew.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from types import MappingProxyType

FOLDING = 2
LONGEST_WORD = 64
LONGEST_FIELD = 200_000
MOST_WORDS = 12_000

# Private-use characters begin the words that nobody can type: no text word holds one, so they never meet.
ENDING = "\ue000"
JOINED = "\ue001"
RECIPIENT = "\ue002"
FACET = "\ue003"
FRAGMENT = "\ue004"
# These have no place in the text.
BESIDE = (ENDING, JOINED, FACET)
SHORTEST_ENDING = 4
SHORTEST_NUMBER = 7
LONGEST_NUMBER = 32

# Marks that are dropped: accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs; and what is unseen,
# such as soft hyphens. Vowel signs of Indic scripts and Thai are letters to their readers and stay.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u00ad\u0640\u200c-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+"
)
# Marks, signs, arrows, emoji: spaces between words. With them gone, most mail in Latin letters is plain ASCII.
_SIGNS = re.compile(
    "[\u0080-\u00bf\u00d7\u00f7\u2010-\u2029\u202f-\u205f\u20a0-\u20cf\u2190-\u2bff\u3000-\u3004\u3008-\u3020"
    "\U0001f000-\U0001faff]+"
)
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ı": "i"}
    | {chr(first + digit): str(digit) for first in (0x0660, 0x06F0, 0x0966, 0x0E50) for digit in range(10)}
)
_RARE = re.compile("[øłđðþæœħŧı\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0e50-\u0e59]")

# Lao, Thai, Myanmar, Khmer, kana, Han.
SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{SPACELESS}]++")
_WORD = f"(?:[^\\W_{SPACELESS}]++|[\u0900-\u0963\u0970-\u0dff])++"
_CHUNK = re.compile(f"[{SPACELESS}]++|{_WORD}(?:[-./@_+]{_WORD})*+")
_BETWEEN = re.compile("[-./@_+]")
_NUMBER_INSIDE = re.compile("[-./_+][0-9]")
_COMPOSED_AGAIN = re.compile("[\u1100-\u11ff\u3099\u309a]")
_AROUND_WORDS = ".,;:!?()[]<>*\"'`„“”‚‘’«»–—…"
_ASCII_SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}

# Texts with their words, blanks between them.
Folded = Mapping[str, str]
_BEFOREHAND: ContextVar[Folded] = ContextVar("folded beforehand", default=MappingProxyType({}))


def spaced(text: str) -> str:
    """The words of a text with blanks between them: quick to send to another process."""
    return " ".join(words(text))


@contextmanager
def folded_beforehand(folded: Folded) -> Iterator[None]:
    """Within this block the words of these texts are known, and not looked for again."""
    before = _BEFOREHAND.set(folded)
    try:
        yield
    finally:
        _BEFOREHAND.reset(before)


def fold(text: str) -> str:
    """`text` without case, accents and compatibility forms, signs beyond ASCII as spaces.

    Folding twice changes nothing; the length may change."""
    if text.isascii():
        return text.lower()
    plain = text.casefold()
    if not unicodedata.is_normalized("NFKD", plain):
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = _DROPPED.sub("", plain)
    if not plain.isascii():
        plain = _SIGNS.sub(" ", plain)
    if plain.isascii():
        return plain
    if _COMPOSED_AGAIN.search(plain):
        plain = unicodedata.normalize("NFC", plain)
    return plain.translate(_LETTERS) if _RARE.search(plain) else plain


def chunks(folded: str) -> list[str]:
    """Stretches of folded text that stand together: a word, an address, a number with its dashes, a spaceless run."""
    return _CHUNK.findall(folded)


def parts(chunk: str) -> list[str]:
    """The words of one chunk in order.

    A spaceless run of n characters gives n words: its pairs, and its last character alone, so that each character
    begins a word and the place after the run is told from the middle of it.
    """
    if _RUN.match(chunk):
        return [*map("".join, pairwise(chunk)), chunk[-1]]
    return [part[:LONGEST_WORD] for part in _BETWEEN.split(chunk)]


def is_run(chunk: str) -> bool:
    """Whether the chunk is a run of a script that puts no spaces between words."""
    return _RUN.match(chunk) is not None


def joined(chunk: str) -> str:
    """A chunk with a number in it, without its dashes, dots and slashes; empty where there is nothing to join."""
    if "@" in chunk or not _NUMBER_INSIDE.search(chunk):
        return ""
    return _BETWEEN.sub("", chunk)[:LONGEST_WORD]


def endings(found: Iterable[str]) -> list[str]:
    """Those that end like a long number, read backwards: the last digits that people quote are then a prefix."""
    long = [word for word in found if len(word) >= SHORTEST_NUMBER]
    return [ENDING + word[::-1] for word in long if word[-SHORTEST_ENDING:].isdigit()]


def words(text: str) -> list[str]:
    """All words of a field in their order, at most MOST_WORDS, and after them those that stand beside numbers.

    What lies behind the first LONGEST_FIELD characters or MOST_WORDS words is not found by search.
    """
    if known := _BEFOREHAND.get().get(text):
        return known.split()
    folded = fold(text[:LONGEST_FIELD])
    found = _ascii_words(folded) if folded.isascii() else _mixed_words(folded)
    del found[MOST_WORDS:]
    beside = endings(found)
    whole = [joined(chunk) for chunk in _compounds(folded)]
    beside += [JOINED + one for one in whole if one] + endings(whole)
    return found + beside[:MOST_WORDS] if beside else found


def _ascii_words(folded: str) -> list[str]:
    """The same as `parts` of all chunks, ten times as fast: this runs for every mail."""
    found = folded.translate(_ASCII_SPACED).split()
    return [word[:LONGEST_WORD] for word in found] if max(map(len, found), default=0) > LONGEST_WORD else found


def _mixed_words(folded: str) -> list[str]:
    found: list[str] = []
    has_runs = _RUN.search(folded) is not None
    for piece in folded.split():
        word = piece.strip(_AROUND_WORDS)
        if word.isalnum() and len(word) <= LONGEST_WORD and (word.isascii() or not has_runs):
            found.append(word)
        else:
            for chunk in chunks(word):
                found += parts(chunk)
    return found


def _compounds(folded: str) -> Iterator[str]:
    """Chunks with a number in them, without reading the rest of the text again."""
    end = 0
    for match in _NUMBER_INSIDE.finditer(folded):
        at = match.start()
        if at < end or not folded[at - 1 : at].isalnum():
            continue
        left = chunks(folded[max(0, at - LONGEST_NUMBER) : at])[-1]
        right = chunks(folded[at + 1 : at + LONGEST_NUMBER])[0]
        end = at + len(right)
        yield right if is_run(left) else f"{left}{folded[at]}{right}"
