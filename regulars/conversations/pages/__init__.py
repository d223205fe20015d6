"""Screens of conversations."""

from regulars.conversations.pages import conversation, inbox, quarantine

__all__ = ["conversation", "inbox", "quarantine"]
