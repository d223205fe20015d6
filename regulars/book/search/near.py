"""Small typos: a word that stands in no text gives way to words near to it that do."""

from dataclasses import replace

from regulars.base import folding
from regulars.book.search import hits, people, seen
from regulars.book.search.operators import Asking
from regulars.book.search.query import Phrase, Wanted
from regulars.book.search.rows import BEYOND_ALL
from regulars.book.search.sought import Sought
from regulars.book.search.terms import Clause, Term

MOST_TRIED, MOST_TAKEN = 8, 3
MOST_REPLACED = 4


def replaced(read: Sought, asking: Asking) -> tuple[Sought, dict[str, tuple[str, ...]]]:
    """The search with words that stand nowhere replaced, and by which; nothing is replaced in quotes.

    Only what the agent may see counts as standing somewhere, so that nothing can be learned from what is offered.
    """
    others: dict[str, tuple[str, ...]] = {}
    clauses: list[Clause] = []
    for clause in read.words:
        taken = near_of(clause[0], asking) if is_plain(clause) and len(others) < MOST_REPLACED else ()
        if taken:
            others[clause[0].text] = taken
        clauses.append(tuple(Term(word) for word in taken) or clause)
    return replace(read, words=tuple(clauses), goes_on=read.goes_on and not others), others


def is_plain(clause: Clause) -> bool:
    """Whether it is one word that has to be there."""
    (first, *more) = clause
    return not more and not first.no and not first.quoted and not first.text.endswith("*")


def near_of(term: Term, asking: Asking) -> tuple[str, ...]:
    """Words near to this one that stand in a text; none where it stands in one itself."""
    found = folding.words(term.text)
    if len(found) != 1 or not seen.is_kept(found[0]) or stands(found[0], asking):
        return ()
    return tuple([word for word in seen.near(found[0])[:MOST_TRIED] if stands(word, asking)][:MOST_TAKEN])


def stands(word: str, asking: Asking) -> bool:
    """Whether it is in a text, or in the name of a person, that the agent may see."""
    asked = Wanted(((Phrase((word,)),),))
    return bool(hits.moments(asked, (), asking, BEYOND_ALL, 1).docids or people.find(asked, asking).shown)
