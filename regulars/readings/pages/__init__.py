"""Screens of what was read: one message's, and how often it is right here."""

from regulars.readings.pages import one

__all__ = ["one"]
