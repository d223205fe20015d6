"""Screens on which people are merged, and rows are given to others."""

from regulars.book.merging.pages import giving, merges, merging, section

__all__ = ["giving", "merges", "merging", "section"]
