"""Recovery on screen."""

from regulars.practices.recovery.pages import acts, fairness, lists, one, opening
from regulars.practices.recovery.sweep import pages as sweep
from regulars.practices.recovery.sweep import today  # noqa: F401 - offers its matter

__all__ = ["acts", "fairness", "lists", "one", "opening", "sweep"]
