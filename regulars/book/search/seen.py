"""Words seen in any text, and those near to one that was mistyped.

A word that stands in no text is compared with those of the table one slip away: a letter more, less, another, or two
that changed places. They are made and looked up, some four hundred for a word of eight letters, so the table needs
nothing but its own key. For a longer word, two slips behind its first letters are found by reading those that begin
alike. Source: Damerau, A technique for computer detection and correction of spelling errors (1964).
"""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

from django.db import connection

from regulars.book.search.query import Phrase, Wanted
from regulars.book.search.rows import Row
from regulars.engine.among import array
from regulars.engine.rows import rows

SHORTEST, LONGEST = 4, 24
TWO_SLIPS = 8
ALIKE, MOST_ALIKE = 3, 2_000
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщъыьэюяєії",
    "αβγδεζηθικλμνξοπρσςτυφχψω",
)

ADD_SQLITE = "insert or ignore into book_word (word) select value from json_each(%s)"
ADD_POSTGRESQL = """
insert into book_word (word) select word from unnest(%s::text[]) as new (word)
where not exists (select 1 from book_word old where old.word = new.word) order by word on conflict do nothing
"""
AMONG_SQLITE = "select word from book_word where word in (select value from json_each(%s))"
AMONG_POSTGRESQL = "select word from book_word where word = any(%s)"
BEGINNING = "select word from book_word where word >= %s and word < %s order by word limit %s"


def is_kept(word: str) -> bool:
    """Whether a word may be offered in place of a mistyped one: no number, no sign, of a usual length."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha() and not "\ue000" <= word[0] <= "\uf8ff"


def words_of(texts: Iterable[Row]) -> list[str]:
    """The words of these that are kept, each once."""
    found = set(chain.from_iterable(chain.from_iterable(text.words for text in texts)))
    return sorted(filter(is_kept, found))


def add(texts: Iterable[Row]) -> None:
    """Remember the words of these. Call it inside a transaction."""
    remember(words_of(texts))


def remember(words: Sequence[str]) -> None:
    """Remember these words, sorted."""
    if not words:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(ADD_SQLITE, [json.dumps(words)])
        else:
            cursor.execute(ADD_POSTGRESQL, [array(words)])


def forget(words: Iterable[str], stands: Callable[[str], bool]) -> None:
    """Forget those of these words that stand nowhere any more."""
    gone = [(word,) for word in words if not stands(word)]
    with connection.cursor() as cursor:
        cursor.executemany("delete from book_word where word = %s", gone)


def clear() -> None:
    """Forget all."""
    with connection.cursor() as cursor:
        cursor.execute("delete from book_word")


def one_of(words: Iterable[str]) -> Wanted:
    """Texts that hold one of these."""
    return Wanted((tuple(Phrase((word,)) for word in words),))


def near(word: str) -> list[str]:
    """Words seen that are a slip away from `word`, or two from a long one, nearest first; none for a number."""
    if not is_kept(word):
        return []
    one = list(slips(word))
    if connection.vendor == "sqlite":
        found = [kept for (kept,) in rows(AMONG_SQLITE, [json.dumps(one)])]
    else:
        found = [kept for (kept,) in rows(AMONG_POSTGRESQL, [one])]
    if not found and len(word) >= TWO_SLIPS:
        begin = word[:ALIKE]
        alike = [kept for (kept,) in rows(BEGINNING, [begin, f"{begin}\U0010ffff", MOST_ALIKE])]
        found = [kept for kept in alike if distance(kept, word, 2) <= 2]
    # People mistype the first letter least.
    return sorted(found, key=lambda kept: (kept[0] != word[0], distance(kept, word, 2), kept))


def slips(word: str) -> set[str]:
    """Everything one slip away from `word`."""
    letters = next((letters for letters in ALPHABETS if word[0] in letters), "")
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    more = {left + letter + right for left, right in cuts for letter in letters}
    return (less | swapped | other | more) - {word}


def distance(one: str, other: str, most: int) -> int:
    """How many slips lie between two words; more than `most` where they are further apart."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, above = list[int](), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        row = [at]
        for there, against in enumerate(other, 1):
            least = min(above[there] + 1, row[there - 1] + 1, above[there - 1] + (letter != against))
            if at > 1 and there > 1 and letter == other[there - 2] and one[at - 2] == against:
                least = min(least, before[there - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return above[-1]
