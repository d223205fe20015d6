"""How often each rule of customers' kinds is right, counted: run as a module, it writes the table that rules go by."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from regulars.reading import evaluation
from regulars.reading.candidates import books, candidates
from regulars.reading.cleaning import cleaned
from regulars.reading.evaluation import Line
from regulars.reading.values import Speaker
from regulars.reading.weighing.lessons import AUTHORED, taught

TABLE = Path(__file__).parents[1] / "customer_precisions.py"
HEAD = '''"""How often each rule of what customers say was right, on the texts for teaching and for tuning.

Drawn towards the rate of its kind as by four more findings. A rule called `weak_` is never sure alone.
"""

MEASURED: dict[str, float] = {
'''
DRAWN = 4
WEAK, WEAKLY = "weak_", 0.25


def counted(lines: Sequence[Line]) -> dict[str, float]:
    """The share of right findings by "kind.rule", and of each kind's rules together by "kind"."""
    fired, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for line in lines:
        for each in candidates(cleaned(line.said)):
            which = (each.rule.kind, each.rule.name)
            fired[which] += 1
            right[which] += any(evaluation.meets(each.reading(), label) for label in line.labels)
    found = {}
    for book in books():
        names = sorted({rule.name for rule in book.rules})
        strong = [(book.kind, name) for name in names if not name.startswith(WEAK)]
        usual = (sum(right[one] for one in strong) + 1) / (sum(fired[one] for one in strong) + 2)
        found[book.kind] = round(usual, 2)
        for one in [(book.kind, name) for name in names]:
            drawn = WEAKLY if one[1].startswith(WEAK) else usual
            found[".".join(one)] = round((right[one] + DRAWN * drawn) / (fired[one] + DRAWN), 2)
    return found


if __name__ == "__main__":
    told = [line for _, line in taught() if not line.id.startswith("brief")]
    told += [line for line in evaluation.lines(AUTHORED / "dev.jsonl") if line.said.speaker is Speaker.CUSTOMER]
    written = "".join(f'    "{name}": {share},\n' for name, share in counted(told).items())
    TABLE.write_text(f"{HEAD}{written}}}\n", encoding="utf-8")
