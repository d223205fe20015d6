"""Screens of the book."""

from regulars.book.pages import customer, files, search

__all__ = ["customer", "files", "search"]
