"""Recovery on screen."""

from regulars.practices.recovery.pages import acts, lists, one, opening

__all__ = ["acts", "lists", "one", "opening"]
