"""Screens of promises."""

from regulars.practices.promises import panel, today
from regulars.practices.promises.pages import adding, ending, lists, one, onward, receipt

__all__ = ["adding", "ending", "lists", "one", "onward", "panel", "receipt", "today"]
