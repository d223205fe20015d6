"""Words without which a rule cannot fire, worked out from its pattern: to look for them costs less than to match it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# The commonest words of short messages to desks, commonest first; others are rare.
COMMON = (
    "i . to ? the my a not is , it do you can of and that for have what how in me this 's on was are help with ! am up"
    " but need why be your at if get so or will no just we there when would they from out as like please all where an"
    " now know want time been has one by about more still had could should after any our who see good think did does"
    ' back go he them than make her only us then day never because people too also new off over " ; : ( ) thanks'
    " thank service customer hi hello sorry really very other some even here well going got let his its into much take"
).split()
# Of ten thousand messages, how many have the word: by Zipf's law a word's frequency goes with one over its rank.
OFTEN = {word: 12_000 // (rank + 4) for rank, word in enumerate(COMMON)}
RARE = 8
SPARE = re.compile(r"<([^<>]+)> ?")
TOKEN = re.compile(
    r"(?P<look>\(\?(?:[=!]|<[=!]))|(?P<open>\((?:\?:)?)|(?P<shut>\)(?P<again>[?*+]|\{[\d,]*\})?)|(?P<bar>\|)"
    r"|(?P<space>[ ~])|(?P<edge>[\^$])|(?P<word>[\w',;:!\"£€%-]+(?![?*+{\[\\.]))|(?P<vague>\[[^\]]*\]|\\.|.)"
)


@dataclass(slots=True)
class _Part:
    """A word, None where not all of its letters are known; or ways to go on, perhaps left out; or what parts words."""

    word: str | None = None
    ways: "list[list[_Part]]" = field(default_factory=list)
    spare: bool = False
    parts: bool = False


def often(words: Iterable[str]) -> int:
    """About how many of ten thousand messages have one of the words."""
    return sum(OFTEN.get(word, RARE) for word in words)


def wanted(pattern: str) -> list[frozenset[str]]:
    """Sets of words, rarest first: what `pattern` matches has a word of each. Empty where that cannot be told.

    `pattern` is written as in a file of rules, its phrases filled in. What may be missing, and words of which not all
    letters are given, tell nothing.
    """
    ways, _ = _ways(TOKEN.finditer(SPARE.sub(r"(?:(?:\1) )?", pattern)))
    return sorted(_of_ways(ways, left=True, right=True), key=often)


def _ways(tokens: Iterator[re.Match[str]]) -> tuple[list[list[_Part]], bool]:
    """The ways to match, up to the end of the group; and whether the group may be missing or come again."""
    ways: list[list[_Part]] = [[]]
    for token in tokens:
        kind = token.lastgroup
        if kind == "shut":
            return ways, token["again"] is not None
        if kind == "bar":
            ways.append([])
        elif kind == "look":
            _ways(tokens)
        elif kind == "open":
            ways[-1].append(_Part(None, *_ways(tokens)))
        elif kind != "edge":
            ways[-1].append(_Part(token.group() if kind == "word" else None, parts=kind == "space"))
    return ways, False


def _of_ways(ways: list[list[_Part]], *, left: bool, right: bool) -> list[frozenset[str]]:
    """What all ways want; `left` and `right` say whether words end at the ends."""
    wants = [_of_way(way, left, right) for way in ways]
    if not all(wants):
        return []
    return wants[0] if len(wants) == 1 else [frozenset().union(*(min(want, key=often) for want in wants))]


def _of_way(way: list[_Part], left: bool, right: bool) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    for at, part in enumerate(way):
        begins, ends = _parted(way[:at], left, -1), _parted(way[at + 1 :], right, 0)
        if part.ways and not part.spare:
            found += _of_ways(part.ways, left=begins, right=ends)
        elif part.word and begins and ends:
            found.append(frozenset({part.word}))
    return found


def _parted(way: list[_Part], edge: bool, side: int) -> bool:
    """Whether words are parted at one side of this stretch: its end with -1, its beginning with 0."""
    if not way:
        return edge
    part = way[side]
    if not part.ways:
        return part.parts
    beyond = way[:-1] if side else way[1:]
    return all(_parted(each, edge=False, side=side) for each in part.ways) and (
        not part.spare or _parted(beyond, edge, side)
    )
