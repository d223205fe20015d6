"""Screens of inboxes."""

from regulars.intake.pages import connect, inboxes, settings

__all__ = ["connect", "inboxes", "settings"]
