"""The words that a person typed, as what is looked for; what is no word in the sense of the index is left out.

Words must all be there. "In quotes" is an exact phrase, word* begins a word, `or` between two accepts either, -word
must not be there. The last word can count as a beginning while it is being typed, that is, until a space follows.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from regulars.base import folding
from regulars.base.frozen import dataclass
from regulars.book.search.terms import Clause, Term, typed

LONGEST_QUERY = 500
SHORTEST_BEGINNING = 3
SHORTEST_TYPED = 3
SHORTEST_SPELLED = 6
UMLAUTS: Mapping[str, str] = MappingProxyType({"ä": "ae", "ö": "oe", "ü": "ue"})
# No umlaut stands after a vowel or a q, as in neue and Quelle, nor in "blue" at the end.
_SPELLED = re.compile(r"(?<=[bcdfghjklmnprstvwxyz])[aou]e(?=[a-z])|^[aou]e(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another. With `begins`, the last one is the beginning of a word; with `field`, one of
    FIELDS, they stand there."""

    words: tuple[str, ...]
    begins: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of every tuple in `all_of` one phrase must be there, and no phrase of `none_of`. It is false where nothing has to
    be there, and then finds nothing."""

    all_of: tuple[tuple[Phrase, ...], ...] = ()
    none_of: tuple[Phrase, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.all_of)


NOTHING = Wanted()


def read(query: str, *, typing: bool = False) -> Wanted:
    """What the words and phrases of `query` look for; operators are left out. Exclusions alone want nothing.

    With `typing`, the last word may go on where no space follows it.
    """
    said = typed(query[:LONGEST_QUERY])
    words = [tuple(one for one in clause if not one.name) for clause in said.clauses]
    return wanted([clause for clause in words if clause], typing=typing and said.goes_on) or NOTHING


def wanted(clauses: Sequence[Clause], *, typing: bool = False) -> Wanted:
    """What these clauses of words and phrases look for. With `typing`, the last word may go on."""
    all_of: list[tuple[Phrase, ...]] = []
    none_of: list[Phrase] = []
    for clause in clauses:
        is_last = typing and clause is clauses[-1]
        found = [way for one in clause for way in ways(one, typing=is_last and one is clause[-1])]
        if clause[0].no:
            none_of += found
        elif found:
            all_of.append(tuple(found))
    return Wanted(tuple(all_of), tuple(none_of))


def ways(term: Term, *, typing: bool = False) -> tuple[Phrase, ...]:
    """The phrases that one term may stand for; none where it holds no letter or digit."""
    star = not term.quoted and term.text.endswith("*")
    said = [term.text] if term.quoted else [term.text, *spelled_otherwise(term.text)]
    shortest = SHORTEST_BEGINNING if star else SHORTEST_TYPED
    begins = star or (typing and not term.quoted and not term.no)
    found = [phrase for phrase in map(as_phrase, said) if phrase is not None]
    if begins:
        found = [Phrase(one.words, one.begins or len(one.words[-1]) >= shortest) for one in found]
    return (*found, *number_ways(term.text)) if found else ()


def spelled_otherwise(text: str) -> tuple[str, ...]:
    """German umlauts the other way: who types Mueller finds Müller, and the other way round. Folding alone takes both
    for different words, Mueller and Muller. Short words are left alone, as poet is no pöt."""
    small = unicodedata.normalize("NFC", text).lower()
    if not UMLAUTS.keys().isdisjoint(small):
        return ("".join(UMLAUTS.get(letter, letter) for letter in small),)
    other = _SPELLED.sub(lambda found: found[0][0], small) if len(small) >= SHORTEST_SPELLED else small
    return (other,) if other != small else ()


def as_phrase(text: str) -> Phrase | None:
    """`text` as one phrase. A spaceless run at its end may go on in what is found, so its last character alone goes."""
    chunks = folding.chunks(folding.fold(text))
    words = [word for chunk in chunks for word in folding.parts(chunk)]
    if not words:
        return None
    if not folding.is_run(chunks[-1]):
        return Phrase(tuple(words))
    return Phrase(tuple(words), begins=True) if len(chunks[-1]) == 1 else Phrase(tuple(words[:-1]))


def number_ways(text: str) -> tuple[Phrase, ...]:
    """Further ways to find one word that holds a number: written with other dashes, or as a longer one's ending."""
    chunks = folding.chunks(folding.fold(text))
    if len(chunks) != 1 or "@" in chunks[0]:
        return ()
    whole = folding.joined(chunks[0]) or chunks[0]
    if not whole.isalnum() or not any(letter.isdigit() for letter in whole):
        return ()
    ways = [Phrase((folding.JOINED + whole,))]
    if whole != chunks[0]:
        ways.append(Phrase((whole,)))
    if len(whole) >= folding.SHORTEST_ENDING and whole[-folding.SHORTEST_ENDING :].isdigit():
        ways.append(Phrase((folding.ENDING + whole[::-1],), begins=True))
    return tuple(ways)
