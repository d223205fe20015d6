"""Screens of conversations."""

from regulars.conversations.pages import acts, conversation, drafts, inbox, notices, quarantine, writing

__all__ = ["acts", "conversation", "drafts", "inbox", "notices", "quarantine", "writing"]
