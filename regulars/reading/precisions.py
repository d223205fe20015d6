"""How often each rule was right on the labelled sentences it was written with.

Counted by `tools/rules.py`; a rule that fired too seldom to be counted stands at the rate of its kind.
"""

MEASURED: dict[str, float] = {}
# Before anything is counted.
UNKNOWN = 0.7


def precision(kind: str, rule: str) -> float:
    """The share of this rule's findings that were right, between 0 and 1."""
    return MEASURED.get(f"{kind}.{rule}", MEASURED.get(kind, UNKNOWN))
