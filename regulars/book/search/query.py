"""What a person typed, as what is looked for. Any text is a query; what cannot be understood is left out.

Words must all be there. "In quotes" is an exact phrase, word* begins a word, `or` between two accepts either, -word
must not be there. The last word can count as a beginning while it is being typed, that is, until a space follows.
"""

import re
from dataclasses import dataclass

from regulars.book.search import folding

LONGEST_QUERY = 500
MOST_TERMS = 16
SHORTEST_BEGINNING = 2
SHORTEST_TYPED = 3

_TERM = re.compile(r'(?P<no>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_OR = frozenset({"or", "|", "||"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another. With `begins`, the last one is the beginning of a word."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of every tuple in `all_of` one phrase must be there, and no phrase of `none_of`. Nothing wanted finds nothing."""

    all_of: tuple[tuple[Phrase, ...], ...] = ()
    none_of: tuple[Phrase, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.all_of)


NOTHING = Wanted()


def read(query: str, *, typing: bool = False) -> Wanted:
    """What `query` looks for. At most MOST_TERMS terms count; with only exclusions nothing is wanted.

    With `typing`, the last word may go on where no space follows it.
    """
    all_of: list[tuple[Phrase, ...]] = []
    none_of: list[Phrase] = []
    query = query[:LONGEST_QUERY]
    either = False
    for match in list(_TERM.finditer(query))[:MOST_TERMS]:
        if (match["word"] or "").lower() in _OR and not match["no"] and all_of:
            either = True
            continue
        found = ways(match, typing=typing and match.end() == len(query))
        if match["no"]:
            none_of += found
        elif either and found:
            all_of[-1] += found
        elif found:
            all_of.append(found)
        either = False
    return Wanted(tuple(all_of), tuple(none_of)) if all_of else NOTHING


def ways(match: re.Match[str], *, typing: bool) -> tuple[Phrase, ...]:
    """The phrases that one term may stand for; none where it holds no letter or digit."""
    text = match["phrase"] if match["word"] is None else match["word"]
    star = match["word"] is not None and text.endswith("*")
    phrase = as_phrase(text)
    if phrase is None:
        return ()
    last = phrase.words[-1]
    shortest = SHORTEST_BEGINNING if star else SHORTEST_TYPED
    begins = star or (typing and match["word"] is not None and not match["no"])
    if begins and len(last) >= shortest:
        phrase = Phrase(phrase.words, begins=True)
    return (phrase, *number_ways(text))


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
