"""Full-text search over all moments with a text, on either database, newest first."""

from regulars.book.search.index import engine, forget_moments, index_moments, rebuild
from regulars.book.search.results import Page, Result, find

__all__ = ["Page", "Result", "engine", "find", "forget_moments", "index_moments", "rebuild"]
