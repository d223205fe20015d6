"""Verbs of conversations. Each is one transaction; each leaves an event that says what was before, and can be undone.

All take the agent (nobody: the desk itself), the time, and a `batch`: acts of one batch are undone together by
`undo(batch, ...)`. They give back why not, where the business says no.
"""

from regulars.conversations.acts.assign import assign, assign_all
from regulars.conversations.acts.awake import kept_awake
from regulars.conversations.acts.joining import link, merge, root_of, settle_link
from regulars.conversations.acts.moving import move_all
from regulars.conversations.acts.splitting import split
from regulars.conversations.acts.status import (
    close,
    not_spam,
    not_spam_all,
    reopen,
    snooze,
    snooze_all,
    spam,
    wake_due,
)
from regulars.conversations.acts.tags import tag, tag_all, untag, untag_all
from regulars.conversations.acts.undoing import Undone, undo

__all__ = [
    "Undone",
    "assign",
    "assign_all",
    "close",
    "kept_awake",
    "link",
    "merge",
    "move_all",
    "not_spam",
    "not_spam_all",
    "reopen",
    "root_of",
    "settle_link",
    "snooze",
    "snooze_all",
    "spam",
    "split",
    "tag",
    "tag_all",
    "undo",
    "untag",
    "untag_all",
    "wake_due",
]
