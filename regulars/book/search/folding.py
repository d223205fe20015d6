"""Text as words for search: the one folding that feeds the indexes of both database engines, and the queries.

Case and accents are dropped; scripts written without spaces become overlapping pairs of characters, so that any
stretch of them is a phrase. Nothing here reads a language or a dictionary: the same text gives the same words for ever.
A change of what comes out makes the index wrong; raise FOLDING then, and the index is built anew.
"""

import re
import unicodedata

FOLDING = 1
LONGEST_WORD = 64
LONGEST_FIELD = 200_000
MOST_WORDS = 12_000

# Private-use characters begin the words that nobody can type: no text word holds one, so they never meet.
ENDING = "\ue000"
JOINED = "\ue001"
SHORTEST_ENDING = 4
SHORTEST_NUMBER = 7

# Marks that are dropped: accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs; and what is unseen,
# such as soft hyphens. Vowel signs of Indic scripts and Thai are letters to their readers and stay.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u00ad\u0640\u200c-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+"
)
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ı": "i"}
    | {chr(first + digit): str(digit) for first in (0x0660, 0x06F0, 0x0966, 0x0E50) for digit in range(10)}
)
_RARE = re.compile("[øłđðþæœħŧı\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0e50-\u0e59]")

# Lao, Thai, Myanmar, Khmer, kana, Han.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_WORD = f"(?:[^\\W_{_SPACELESS}]++|[\u0900-\u0963\u0970-\u0dff])++"
_CHUNK = re.compile(f"[{_SPACELESS}]++|{_WORD}(?:[-./@_+]{_WORD})*+")
_ASCII_CHUNK = re.compile("[a-z0-9]++(?:[-./@_+][a-z0-9]++)*+")
_BETWEEN = re.compile("[-./@_+]")
_FIRST_SPACELESS = "\u0e00"
_IS_SPACELESS = re.compile(f"[{_SPACELESS}]")
_DIGITS = frozenset("0123456789")


def fold(text: str) -> str:
    """`text` without case, accents and compatibility forms. Folding twice changes nothing; the length may change."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = unicodedata.normalize("NFC", _DROPPED.sub("", plain))
    return plain.translate(_LETTERS) if _RARE.search(plain) else plain


def chunks(folded: str) -> list[str]:
    """Stretches of folded text that stand together: a word, an address, a number with its dashes, a spaceless run."""
    return (_ASCII_CHUNK if folded.isascii() else _CHUNK).findall(folded)


def is_spaceless(chunk: str) -> bool:
    """Whether the chunk is a run of a script that puts no spaces between words."""
    return chunk >= _FIRST_SPACELESS and _IS_SPACELESS.match(chunk) is not None


def parts(chunk: str) -> list[str]:
    """The words of one chunk in order.

    A spaceless run of n characters gives n words: its pairs, and its last character alone, so that each character
    begins a word and the place after the run is told from the middle of it.
    """
    if is_spaceless(chunk):
        return [*map("".join, zip(chunk, chunk[1:], strict=False)), chunk[-1]]
    if chunk.isalnum():
        return [chunk[:LONGEST_WORD]]
    return [part[:LONGEST_WORD] for part in _BETWEEN.split(chunk)]


def extras(chunk: str) -> list[str]:
    """Words that stand beside a chunk with a number in it: the whole without dashes, and the endings read backwards.

    People quote the last digits of a long number; read backwards, an ending is a prefix.
    """
    whole = chunk if chunk.isalnum() else _BETWEEN.sub("", chunk)
    if len(whole) > LONGEST_WORD or "@" in chunk:
        return []
    found = [] if whole is chunk else [JOINED + whole]
    if len(whole) >= SHORTEST_NUMBER and whole[-SHORTEST_ENDING:].isdigit():
        found.append(ENDING + whole[::-1])
    return found


def words(text: str) -> list[str]:
    """All words of a field in their order, at most MOST_WORDS, and after them those that stand beside numbers.

    What lies behind the first LONGEST_FIELD characters or MOST_WORDS words is not found by search.
    """
    found: list[str] = []
    beside: list[str] = []
    for chunk in chunks(fold(text[:LONGEST_FIELD])):
        if chunk.isalnum() and chunk < _FIRST_SPACELESS and len(chunk) <= LONGEST_WORD:
            found.append(chunk)
        else:
            found += parts(chunk)
        if chunk[-1] in _DIGITS:
            beside += extras(chunk)
    return found[:MOST_WORDS] + beside[:MOST_WORDS]
