"""Screens of what was read: one message's, and how often it is right here."""

from regulars.readings.pages import how_well, meaning, one, remembering

__all__ = ["how_well", "meaning", "one", "remembering"]
