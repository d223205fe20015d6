"""What the words of a text are to somebody who looks for times: numbers, names of days, units, small words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from regulars.base.frozen import dataclass
from regulars.reading.tokens import Tokens

NUMBER, ORDINAL, DAYNAME, MONTH, UNIT, DAY, PART, WHICH, EDGE, CLOCK, HALFDAY, VAGUE = (
    "number ordinal dayname month unit day part which edge clock halfday vague".split()
)
# Units, as values of UNIT atoms.
MINUTES, HOURS, DAYS, WORKDAYS, WEEKS, MONTHS, QUARTERS, YEARS, WEEKENDS = range(9)
# Parts of a day, as values of PART atoms: from hour, to (hour, minute).
MORNING, LUNCH, AFTERNOON, EVENING, NIGHT, ENDING, CLOSING = range(7)
PARTS = (
    (0, (12, 0)),
    (12, (14, 0)),
    (12, (18, 0)),
    (18, (23, 59)),
    (18, (23, 59)),
    (0, (23, 59)),
    (0, (18, 0)),
)
Entry = tuple[str, int]


class Atom(NamedTuple):
    """One meaning with its place. `kind` is one of the constants above, a small word in English, a sign, or "" for a
    word that has nothing to do with times; `width` counts digits; `capital` says how it was written."""

    kind: str
    value: int
    start: int
    end: int
    width: int = 0
    capital: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words for times in one language. `phrases`: the first word of each, then the words and what they mean.

    `shy`: short forms that are other words too ("sat", "may"): they count with a capital or after a small word.
    `suffixes`: endings that make a number an ordinal. `plain`: words that may follow "at 3" or "the 14th" (what else
    follows is counted or called so: "the 14th floor"). `ago_before`: "before three days" is three days ago.
    `half_before`: "half three" is half past two. `dotted`: a full stop makes an ordinal, and nouns have a capital.
    `compounds`: words that are a day and a part of it in one."""

    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], Entry]]]
    shy: frozenset[str]
    suffixes: frozenset[str]
    plain: frozenset[str]
    ago_before: bool = False
    half_before: bool = False
    dotted: bool = False
    compounds: Mapping[str, tuple[Entry, Entry]] = field(default_factory=dict)


def phrases(entries: Mapping[str, Entry]) -> dict[str, list[tuple[tuple[str, ...], Entry]]]:
    """Entries by their first word, longest first."""
    by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for phrase, entry in entries.items():
        words = tuple(phrase.split())
        by_first.setdefault(words[0], []).append((words, entry))
    for listed in by_first.values():
        listed.sort(key=lambda each: -len(each[0]))
    return by_first


def atoms(said: Tokens, lexicon: Lexicon) -> list[Atom]:
    """Every piece of a text as what it means, longest phrases first."""
    return list(_atoms(said, lexicon))


def _atoms(said: Tokens, lexicon: Lexicon) -> Iterator[Atom]:
    i, length = 0, len(said)
    while i < length:
        word = said.words[i]
        if word.isdigit() and word not in lexicon.phrases:
            atom, i = _number(said, i, lexicon)
        elif word in lexicon.compounds:
            day, part = lexicon.compounds[word]
            yield Atom(*day, said.starts[i], said.ends[i], 0, True, word)
            atom, i = Atom(*part, said.starts[i], said.ends[i], 0, False, word), i + 1
        else:
            atom, i = _phrase(said, i, lexicon)
        yield atom


def _number(said: Tokens, i: int, lexicon: Lexicon) -> tuple[Atom, int]:
    word = said.words[i]
    value = int(word) if word.isascii() and len(word) <= 6 else 10**6
    if said.joined(i + 1) and said.words[i + 1] in lexicon.suffixes:
        return Atom(ORDINAL, value, said.starts[i], said.ends[i + 1], len(word), word=word), i + 2
    if lexicon.dotted and said.word(i + 1) == "." and said.joined(i + 1) and _counts_days(said, i):
        return Atom(ORDINAL, value, said.starts[i], said.ends[i + 1], len(word), word=word), i + 2
    ish = said.joined(i + 1) and said.words[i + 1] == "ish"
    return Atom(NUMBER, value, said.starts[i], said.ends[i + ish], len(word), word=word), i + 1 + ish


def _counts_days(said: Tokens, i: int) -> bool:
    """Whether "15." may be a day: no hour ("um 9."), and not the first half of "14.3."."""
    date = said.joined(i + 2) and said.word(i + 2).isdigit()
    return len(said.words[i]) <= 2 and not date and said.word(i - 1) not in ("um", "gegen", ".", ":", ",")


def _phrase(said: Tokens, i: int, lexicon: Lexicon) -> tuple[Atom, int]:
    word = said.words[i]
    capital = said.text[said.starts[i] - said.base].isupper()
    for words, (kind, value) in lexicon.phrases.get(word, ()):
        stop = i + len(words)
        if len(words) == 1 or tuple(said.words[i:stop]) == words:
            return Atom(kind, value, said.starts[i], said.ends[stop - 1], 0, capital, word), stop
    if word.isdigit():
        return _number(said, i, lexicon)
    kind = "" if word[0].isalpha() else word
    return Atom(kind, 0, said.starts[i], said.ends[i], 0, capital, word), i + 1
