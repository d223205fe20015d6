"""Rows of promises: the ledger of what was told, and how each ended."""

from regulars.practices.promises.models.contradiction import Answer, Contradiction, Term
from regulars.practices.promises.models.drafted import NoPromise
from regulars.practices.promises.models.ending import Denied, Evidence, Outcome, Undone
from regulars.practices.promises.models.promise import Holding, PassedOver, Promise, Sign, Told

__all__ = [
    "Answer",
    "Contradiction",
    "Denied",
    "Evidence",
    "Holding",
    "NoPromise",
    "Outcome",
    "PassedOver",
    "Promise",
    "Sign",
    "Term",
    "Told",
    "Undone",
]
