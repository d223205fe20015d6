"""A whole search, read: the words it looks for, the conditions it sets, and what could not be understood in it."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.search.facets import ALL
from regulars.book.search.operators import OPERATORS, Asking, Narrowing, Where, either, narrowing, opposite
from regulars.book.search.query import LONGEST_QUERY, NOTHING, SHORTEST_BEGINNING, Phrase, Wanted, wanted
from regulars.book.search.terms import MOST_TERMS, Clause, Term, Typed, typed


@dataclass(frozen=True, slots=True)
class Sought:
    """`words` are the clauses of words as typed; `facets` what operators add to them; `wheres` must all be true.

    `wrong` are sentences on what was left out. `goes_on`: the last clause of words is not typed to its end yet.
    """

    words: tuple[Clause, ...] = ()
    facets: Wanted = NOTHING
    wheres: tuple[Where, ...] = ()
    wrong: tuple[str, ...] = ()
    goes_on: bool = False

    def said(self, *, typing: bool) -> Wanted:
        """The words alone."""
        return wanted(self.words, typing=typing and self.goes_on)

    def wanted(self, *, typing: bool) -> Wanted:
        """All that the index is asked for; false where it need not be asked.

        What must not be there, and nothing else, is missed from everything.
        """
        said = self.said(typing=typing)
        all_of, none_of = said.all_of + self.facets.all_of, said.none_of + self.facets.none_of
        if not all_of and none_of:
            all_of = ((Phrase((ALL,)),),)
        return Wanted(all_of, none_of)


def sought(query: str, asking: Asking) -> Sought:
    """What `query` looks for. Any text is one; what is wrong in it is told, and the rest is searched for."""
    said = typed(query[:LONGEST_QUERY])
    found = Sought(wrong=(many(),) if said.cut else ())
    for place, clause in enumerate(said.clauses):
        is_last = place == len(said.clauses) - 1
        words = tuple(as_word(term) for term in clause if is_word(term))
        operators = [term for term in clause if not is_word(term) and not (is_last and is_begun(term, said))]
        if words and operators:
            found = replace(found, wrong=(*found.wrong, mixed(clause)))
        found = replace(found, wrong=(*found.wrong, *(too_short(term) for term in words if is_too_short(term))))
        if words:
            found = replace(found, words=(*found.words, words), goes_on=is_last and said.goes_on)
        found = narrowed(found, operators, asking)
    return found


def many() -> str:
    """Why the end of a long search was left out."""
    return _("Only the first %(most)s words were searched for.") % {"most": MOST_TERMS}


def is_word(term: Term) -> bool:
    """Whether it is searched for as words. `a<b` is, unless there is such an operator."""
    return not term.name or (term.relation != ":" and OPERATORS.get(term.name) is None)


def as_word(term: Term) -> Term:
    """The same without an operator."""
    return Term(f"{term.name}{term.relation}{term.text}", no=term.no, quoted=term.quoted) if term.name else term


def is_begun(term: Term, said: Typed) -> bool:
    """Whether it ends at its colon, with the value still to come."""
    return said.goes_on and bool(term.name) and not term.text


def is_too_short(term: Term) -> bool:
    """Whether it is to begin a word and could begin any."""
    said = term.text.rstrip("*")
    return (
        term.text.endswith("*")
        and said.isascii()
        and said.isalnum()
        and len(said) < SHORTEST_BEGINNING
        and not term.quoted
    )


def too_short(term: Term) -> str:
    """Why a beginning was taken as a word."""
    return _(
        "“%(term)s”: words by their beginning are found from %(least)s letters on. It was searched for as a word."
    ) % {
        "term": term,
        "least": SHORTEST_BEGINNING,
    }


def mixed(clause: Sequence[Term]) -> str:
    """Why "or" did not do what it says."""
    return _(
        "In “%(clause)s”, “or” joins words with words or operators with operators. Here all of it had to be so."
    ) % {"clause": " or ".join(map(str, clause))}


def narrowed(found: Sought, operators: Sequence[Term], asking: Asking) -> Sought:
    """`found` with what one clause of operators adds."""
    read: list[tuple[Term, Narrowing]] = [(term, narrowing(term, asking)) for term in operators]
    wrong = tuple(meant.reason for _term, meant in read if isinstance(meant, Refused))
    wheres = [meant for _term, meant in read if isinstance(meant, Where)]
    phrases = tuple(phrase for _term, meant in read if isinstance(meant, tuple) for phrase in meant)
    if wheres and phrases:
        wrong += (mixed(operators),)
    if wheres:
        where = opposite(wheres[0]) if operators[0].no else either(wheres)
        found = replace(found, wheres=(*found.wheres, where))
    if phrases:
        all_of, none_of = found.facets.all_of, found.facets.none_of
        facets = Wanted(all_of, none_of + phrases) if operators[0].no else Wanted((*all_of, phrases), none_of)
        found = replace(found, facets=facets)
    return replace(found, wrong=found.wrong + wrong)
