"""The nouns of recovery."""

from regulars.practices.recovery.models.course import Amended, Experiment, Lot, Step
from regulars.practices.recovery.models.recovery import Coding, Ending, Holder, Recovery, Sign

__all__ = ["Amended", "Coding", "Ending", "Experiment", "Holder", "Lot", "Recovery", "Sign", "Step"]
