"""The nouns of recovery."""

from regulars.practices.recovery.models.course import Amended, Experiment, Lot, Step
from regulars.practices.recovery.models.hanging import Attended, Hanging
from regulars.practices.recovery.models.recovery import Coding, Ending, Holder, Recovery, Sign

__all__ = [
    "Amended",
    "Attended",
    "Coding",
    "Ending",
    "Experiment",
    "Hanging",
    "Holder",
    "Lot",
    "Recovery",
    "Sign",
    "Step",
]
