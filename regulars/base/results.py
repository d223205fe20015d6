"""Answers that are not exceptions."""

from regulars.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """The business says no. `reason` is shown to the person as it is: what is wrong, and what would be right."""

    reason: str
    field: str = ""
