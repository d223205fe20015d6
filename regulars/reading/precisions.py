"""How often each rule was right on the labelled sentences it was written with.

Counted by `tools/rules.py`; a rule that fired too seldom to be counted stands at the rate of its kind.
"""

from regulars.reading.staff_precisions import MEASURED as STAFF

MEASURED: dict[str, float] = {}
# Before anything is counted.
UNKNOWN = 0.7


def precision(kind: str, rule: str) -> float:
    """The share of this rule's findings that were right, between 0 and 1."""
    for table in (MEASURED, STAFF):
        found = table.get(f"{kind}.{rule}", table.get(kind))
        if found is not None:
            return found
    return UNKNOWN
