"""What a person typed, cut into terms. Any text is a query; printing what was read and reading that gives the same.

lamp  "blue lamp"  lam*  -kettle  from:ana  tag:"on hold"  created>2026-01-01  -tag:vip  lamp or kettle
"""

import re

from regulars.base.frozen import dataclass

MOST_TERMS = 16

_VALUE = r'(?:"(?P<quoted_value>[^"]*)"?|(?P<value>[^\s"]*))'
# An address of the web is a word, whatever stands before its slashes.
_OPERATOR = rf"(?P<name>[A-Za-z]+)(?P<relation>[<>]=?|:(?!//)(?:[<>]=?)?){_VALUE}"
_TERM = re.compile(rf'(?P<no>-?)(?:{_OPERATOR}|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_OR = frozenset({"or", "|", "||"})


@dataclass(frozen=True, slots=True)
class Term:
    """A word, a phrase in quotes, or an operator: then `name` is its name, in small letters, and `relation` one of
    `:`, `<`, `<=`, `>`, `>=`. `no`: it must not be so."""

    text: str
    name: str = ""
    relation: str = ""
    no: bool = False
    quoted: bool = False

    def __str__(self) -> str:
        said = f'"{self.text}"' if self.quoted else self.text
        return f"{'-' if self.no else ''}{self.name}{self.relation}{said}"


Clause = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """Clauses that must all hold, each of terms of which one must. `goes_on`: nothing follows the last word yet; `cut`:
    there were more than MOST_TERMS."""

    clauses: tuple[Clause, ...]
    goes_on: bool = False
    cut: bool = False

    def __str__(self) -> str:
        return " ".join(" or ".join(map(str, clause)) for clause in self.clauses)


def typed(query: str) -> Typed:
    """What `query` says; its first MOST_TERMS terms."""
    clauses: list[Clause] = []
    either, end = False, 0
    matches = list(_TERM.finditer(query))
    for match in matches[:MOST_TERMS]:
        end = match.end()
        if is_or(match) and clauses and not clauses[-1][-1].no:
            either = True
            continue
        found = term(match)
        if found is None:
            continue
        if either and not found.no:
            clauses[-1] = (*clauses[-1], found)
        else:
            clauses.append((found,))
        either = False
    goes_on = bool(clauses) and end == len(query) and not query.endswith('"')
    return Typed(tuple(clauses), goes_on, len(matches) > MOST_TERMS)


def is_or(match: re.Match[str]) -> bool:
    """Whether this is the word between two of which either will do."""
    return not match["no"] and (match["word"] or "").lower() in _OR


def term(match: re.Match[str]) -> Term | None:
    """One term; none for quotes around nothing."""
    no = bool(match["no"])
    if match["name"]:
        # Both `created>2026` and `created:>2026` are written.
        relation = match["relation"].removeprefix(":") or ":"
        text = match["value"] if match["quoted_value"] is None else match["quoted_value"]
        return Term(text, match["name"].lower(), relation, no, quoted=bool(match["quoted_value"]))
    if match["word"] is not None:
        return Term(match["word"], no=no)
    return Term(match["phrase"], no=no, quoted=True) if match["phrase"] else None


def last(query: str) -> tuple[str, Term | None]:
    """What stands before the term that is being typed, and that term; none where a space follows it."""
    found = list(_TERM.finditer(query))
    if not found or found[-1].end() != len(query):
        return query, None
    return query[: found[-1].start()], term(found[-1])
