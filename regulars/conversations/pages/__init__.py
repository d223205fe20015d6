"""Screens of conversations."""

from regulars.conversations.pages import (
    acts,
    conversation,
    drafts,
    inbox,
    notices,
    presence,
    quarantine,
    saving,
    together,
    writing,
)
from regulars.conversations.sending import pages as sending

__all__ = [
    "acts",
    "conversation",
    "drafts",
    "inbox",
    "notices",
    "presence",
    "quarantine",
    "saving",
    "sending",
    "together",
    "writing",
]
