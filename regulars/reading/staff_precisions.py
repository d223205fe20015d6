"""How often each rule for staff's sentences was right on the written lines; the command of `evaluation` counts them.

Smoothed towards the rate of its kind, which was counted on lines that the rules were not yet fitted to.
"""

MEASURED: dict[str, float] = {"promise": 0.93, "refusal": 0.9, "apology": 0.9, "question": 0.95, "amends": 0.85}
