"""Screens of conversations."""

from regulars.conversations.pages import conversation, drafts, inbox, notices, quarantine, writing

__all__ = ["conversation", "drafts", "inbox", "notices", "quarantine", "writing"]
