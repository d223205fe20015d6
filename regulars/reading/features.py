"""A text as hashed words: each word, the letters it is made of, and words that stand side by side.

The hash is CRC-32, the same on every machine and in every year. A word is looked at once: what its letters give is
remembered, so that scoring a text is little more than adding rows (see heads.words).
"""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from regulars.base.frozen import dataclass

Ids = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]

LONGEST_TEXT, LONGEST_WORD = 20_000, 24
# Words with their apostrophes and numbers; marks that carry a tone, one or many; emoji and other signs one by one.
TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[!?]+|\.\.+|[:;=]-?[)(/dp]|[^\w\s.,;:'’\"()/\\-]")
DRAWN_OUT = re.compile(r"(.)\1{2,}")
EDGE = "\n"
# Letters that are looked at together, within the word and its ends.
FEWEST, MOST = 2, 5
SIDE = np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class Bags:
    """Hashed features of many texts in one row: those of text i are `ids[starts[i]:starts[i + 1]]`."""

    ids: Ids
    starts: Places


def tokens(text: str) -> list[str]:
    """The words and signs of a text's first 20,000 characters, lower case, spelt as `tidy` does."""
    return [tidy(token) for token in said(text)]


def said(text: str) -> list[str]:
    """The same as they stand there."""
    found: list[str] = TOKEN.findall(text[:LONGEST_TEXT].lower())
    return found


def tidy(token: str) -> str:
    """One spelling: "sooooo" is "sooo", "10" and "2024" are "0", "can’t" is "can't"."""
    if token.isdigit():
        return "0"
    if len(token) > MOST or not token.isalnum():
        return DRAWN_OUT.sub(r"\1\1\1", token.replace("’", "'"))[:LONGEST_WORD]
    return DRAWN_OUT.sub(r"\1\1\1", token)


def of_word(word: str) -> list[int]:
    """The hash of a word, then those of the letters in it."""
    edged = f"<{word}>"
    found = [crc32(word.encode())]
    for size in range(FEWEST, min(MOST, len(edged)) + 1):
        found += [crc32(edged[at : at + size].encode(), size) for at in range(len(edged) - size + 1)]
    return found


def of_words(words: Sequence[str]) -> tuple[Ids, Places]:
    """The same for many words of ASCII letters at once, and how many hashes each has; its own comes first."""
    edged = [f"<{word}>" for word in words]
    letters = np.frombuffer("".join(edged).encode("ascii"), np.uint8).astype(np.uint32)
    lengths = np.fromiter(map(len, edged), np.int64, len(edged))
    word_of = np.repeat(np.arange(len(edged)), lengths)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(letters))
    ids = [np.fromiter((crc32(word.encode()) for word in words), np.uint32, len(words))]
    owners = [np.arange(len(edged))]
    for size in range(FEWEST, MOST + 1):
        begins = np.flatnonzero(left >= size)
        ids.append(_checked(letters, begins, size))
        owners.append(word_of[begins])
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return np.concatenate(ids)[order], np.bincount(owner, minlength=len(words))


def _checked(letters: Ids, begins: Places, size: int) -> Ids:
    """CRC-32 of each stretch of so many letters, begun with their number. Source: RFC 1952, section 8."""
    found = np.full(len(begins), ~np.uint32(size), np.uint32)
    for step in range(size):
        found = CHECKS[(found ^ letters[begins + step]) & np.uint32(0xFF)] ^ (found >> np.uint32(8))
    return ~found


def _checks() -> Ids:
    """What each byte adds to a CRC-32."""
    found = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        found = np.where(found & np.uint32(1), np.uint32(0xEDB88320), np.uint32(0)) ^ (found >> np.uint32(1))
    return found


CHECKS = _checks()


def pairs(words: Ids) -> Ids:
    """A hash of each word with the next. The last has none, so there is one fewer."""
    return words[:-1] * SIDE + words[1:]


def bags(texts: Sequence[str]) -> Bags:
    """All features of each text, as often as they come: for training."""
    found = [_bag(text) for text in texts]
    starts = np.cumsum([0, *map(len, found)])
    return Bags(np.concatenate(found) if found else np.empty(0, np.uint32), starts)


def _bag(text: str) -> Ids:
    words = tokens(text)
    edged = np.array([crc32(word.encode()) for word in (EDGE, *words, EDGE)], np.uint32)
    alone = np.array([one for word in words for one in of_word(word)], np.uint32)
    return np.concatenate([alone, pairs(edged)])
