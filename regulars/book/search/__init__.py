"""Search: people, and all moments with a text, on either database, newest first. Rooms offer operators for it."""

from regulars.book.search import built_in
from regulars.book.search.filters import Filtered, filtered
from regulars.book.search.form import rebuild
from regulars.book.search.index import engine, forget_moments, index_moments
from regulars.book.search.operators import OPERATORS, Asking, Operator, Where
from regulars.book.search.results import Page, Result, find
from regulars.book.search.suggest import Suggestion, suggestions

__all__ = [
    "OPERATORS",
    "Asking",
    "Filtered",
    "Operator",
    "Page",
    "Result",
    "Suggestion",
    "Where",
    "engine",
    "filtered",
    "find",
    "forget_moments",
    "index_moments",
    "rebuild",
    "suggestions",
]
built_in.offer()
