"""Screens of the room."""

from regulars.gestures import belongings  # noqa: F401 - declares what a customer has of it
