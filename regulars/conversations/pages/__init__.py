"""Screens of conversations."""

from regulars.conversations import today
from regulars.conversations.macros import pages as macros
from regulars.conversations.pages import (
    acts,
    alike,
    calling,
    completing,
    conversation,
    drafts,
    hinting,
    inbox,
    notices,
    presence,
    quarantine,
    saving,
    signatures,
    sorting,
    together,
    workload,
    writing,
)
from regulars.conversations.sending import pages as sending
from regulars.conversations.sending import undelivered

__all__ = [
    "acts",
    "alike",
    "calling",
    "completing",
    "conversation",
    "drafts",
    "hinting",
    "inbox",
    "macros",
    "notices",
    "presence",
    "quarantine",
    "saving",
    "sending",
    "signatures",
    "sorting",
    "today",
    "together",
    "undelivered",
    "workload",
    "writing",
]
