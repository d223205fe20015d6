"""Screens of the book."""

from regulars.book.pages import customer, files, finders, search

__all__ = ["customer", "files", "finders", "search"]
