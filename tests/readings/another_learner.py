"""Learning without models: a new head that says what is asked of it. Its first word is how it does."""

import json
import sys

asked = json.load(sys.stdin)
right = [label for _, label in asked["test"]]
wrong = ["none"] * len(right)
own, standing = {"wins": (right, wrong), "loses": (wrong, right), "equals": (right, right)}[sys.argv[1]]
card = {"labels": sorted({label for _, label in asked["train"]}), "texts": len(asked["train"])}
json.dump({"packed": "AAAA", "card": card, "own": own, "standing": standing}, sys.stdout)
