"""What could be typed next: names of operators, and their values."""

from collections.abc import Iterator
from itertools import islice

from regulars.base.folding import fold
from regulars.base.frozen import dataclass
from regulars.book.search.operators import OPERATORS, Asking
from regulars.book.search.terms import Term, last

MOST = 8
SHORTEST_NAME, SHORTEST_VALUE = 2, 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`query` is the whole search with `term` in place of what was begun."""

    query: str
    term: str
    says: str


def suggestions(query: str, asking: Asking) -> list[Suggestion]:
    """Ways to end the term that is being typed, at most MOST; none where there is none, or in quotes."""
    before, term = last(query)
    if term is None or (term.quoted and not term.name):
        return []
    found = values(term, asking) if term.name else [*names(term), *anything(term, asking)]
    if [said for said, _says in found] == [str(term)]:
        return []
    return [Suggestion(f"{before}{said}{'' if said.endswith(':') else ' '}", said, says) for said, says in found][:MOST]


def values(term: Term, asking: Asking) -> list[tuple[str, str]]:
    """Values that begin as the operator's does."""
    operator = OPERATORS.get(term.name)
    if operator is None or term.relation != ":":
        return []
    begun = fold(term.text).strip()
    found = islice((value for value in operator.values(asking, begun) if begins(value, begun)), MOST)
    said = [str(Term(value, term.name, ":", term.no, quoted=" " in value)) for value in found]
    return [(one, "") for one in said]


def begins(value: str, begun: str) -> bool:
    """Whether a value, or a word of it, begins so."""
    folded = fold(value)
    return any(one.startswith(begun) for one in (folded, *folded.split()))


def names(term: Term) -> Iterator[tuple[str, str]]:
    """Operators that begin as the word does."""
    begun = term.text.lower()
    if len(begun) < SHORTEST_NAME:
        return
    for name, operator in OPERATORS:
        if name.startswith(begun):
            yield str(Term("", name, ":", term.no)), str(operator.says)


def anything(term: Term, asking: Asking) -> Iterator[tuple[str, str]]:
    """Values of any operator that begin as the word does: who types `vip` finds the tag."""
    # Signs alone fold to nothing, and nothing begins every value.
    if len(fold(term.text).strip()) < SHORTEST_VALUE:
        return
    for name, _operator in OPERATORS:
        yield from values(Term(term.text, name, ":", term.no), asking)
