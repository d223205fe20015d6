"""Screens of the room."""

from regulars.gestures import (
    answered,  # noqa: F401 - offers what systems are asked for
    belongings,  # noqa: F401 - declares what a customer has of it
    leaving,  # noqa: F401 - offers what to hand out and to erase
    shown,  # noqa: F401 - offers its section
    today,  # noqa: F401 - offers its matters
)
from regulars.gestures.pages import choosing, giving, looking, one, settings, vouchers

__all__ = ["choosing", "giving", "looking", "one", "settings", "vouchers"]
