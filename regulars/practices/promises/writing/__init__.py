"""Promises while they are written: underlined, recorded with one key, and settled when the words are said."""

from regulars.practices.promises.writing import hints, pages, passed

__all__ = ["hints", "pages", "passed"]
