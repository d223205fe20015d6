"""Amends: one file each. A new one is a new file with an `AMENDS` in it; nothing else names it."""

from importlib import import_module
from pkgutil import iter_modules

from regulars.gestures.contract import AMENDS, Amends, Fit, Limits, Settled
from regulars.gestures.fitting import fitting
from regulars.gestures.rules import Case, Cause, Choice, Terms

__all__ = ["AMENDS", "Amends", "Case", "Cause", "Choice", "Fit", "Limits", "Settled", "Terms", "fitting"]

for _found in iter_modules(__path__):
    _one = getattr(import_module(f"{__name__}.{_found.name}"), "AMENDS", None)
    if isinstance(_one, Amends):
        AMENDS.offer(_one.code, _one)
