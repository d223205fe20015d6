"""Screens of the book."""

from regulars.book.matching import pages as matching
from regulars.book.pages import customer, files, finders, particulars, search

__all__ = ["customer", "files", "finders", "matching", "particulars", "search", "theirs"]
