"""Screens of conversations."""

from regulars.conversations.pages import conversation, inbox, notices, quarantine

__all__ = ["conversation", "inbox", "notices", "quarantine"]
