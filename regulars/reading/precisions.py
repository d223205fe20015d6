"""How often each rule was right on written sentences, the ones for teaching and tuning."""

from regulars.reading.customer_precisions import MEASURED
from regulars.reading.staff_precisions import MEASURED as STAFF

__all__ = ["MEASURED", "STAFF", "precision"]

# Before anything is counted.
UNKNOWN = 0.7


def precision(kind: str, rule: str) -> float:
    """The share of this rule's findings that were right, between 0 and 1."""
    for table in (MEASURED, STAFF):
        found = table.get(f"{kind}.{rule}", table.get(kind))
        if found is not None:
            return found
    return UNKNOWN
