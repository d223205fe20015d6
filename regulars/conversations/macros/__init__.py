"""Macros: ready texts with fields from the book, and acts that go with them."""

from regulars.conversations.macros.lists import fill, for_agent

__all__ = ["fill", "for_agent"]
