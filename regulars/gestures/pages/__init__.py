"""Screens of the room."""

from regulars.gestures import belongings  # noqa: F401 - declares what a customer has of it
from regulars.gestures.pages import choosing

__all__ = ["choosing"]
