"""What a desk is asked all day: requests in which nobody complains of a rule, tells what they expected, asks again or
threatens to leave. Texts that were written to tell these kinds apart hold few such, and without them a head takes every
second question about money for a complaint.

Source: clinc150 (Larson et al. 2019, CC BY 3.0), multidogo (Peskov et al. 2019, CDLA-Permissive-1.0).
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from regulars.reading.evaluation import Line
from regulars.reading.training.linear import Known
from regulars.reading.values import Utterance
from regulars.reading.weighing.kinds import COLUMNS

# How many of each set; the other sets of its sort are kept to measure by.
SETS = {"clinc150": 1000, "multidogo": 1500}
SEED, FEWEST_WORDS, NAMED = 20261123, 3, "ordinary"
# Of the other kinds nobody has said what is true in these texts.
KNOWN = np.array([column in ("rule", "expectation", "repeat", "leaving") for column in COLUMNS])
# Some of them do complain, in a chat about what is broken, or ask a second time.
DOUBTFUL = re.compile(
    r"polic(?:y|ies)|\brules?\b|not allow|again|still|already|expect|should have|suppose|thought|times|twice|"
    r"disappoint|ridiculous|stupid|leav|switch|competitor|elsewhere|clos\w* my|cancel|another company|never|refus",
    re.IGNORECASE,
)
# In these something went wrong, or somebody minds.
FAILED = re.compile(
    r"n't|not|no |never|broke|declin|lost|lose|stole|wrong|error|problem|issue|fail|late|delay|damag|missing|fraud|"
    r"disput|wait|mistake|trouble|refund|complain|stuck|reject|block|authori[sz]|charg|accident|crash|slow|help|"
    r"sorry|sad|angry|upset|worr|afraid|great|love|happy|thank|awesome|nice|good|died|death|!",
    re.IGNORECASE,
)
DATA = (
    {"name": "clinc150", "licence": "CC BY 3.0", "source": "Larson et al. 2019"},
    {"name": "multidogo", "licence": "CDLA-Permissive-1.0", "source": "Peskov et al. 2019"},
)


def ordinary(data: Path) -> list[tuple[str, Line]]:
    """The texts, each a voice of its own, with no labels. Raises FileNotFoundError where a set is not in the folder."""
    told = [Line(f"{NAMED} {place}", Utterance(text), ()) for place, text in enumerate(requests(data, DOUBTFUL))]
    return [(line.id, line) for line in told]


def requests(data: Path, doubtful: re.Pattern[str]) -> list[str]:
    """So many texts of each set in which that is not found. Raises FileNotFoundError likewise."""
    chance, found = np.random.default_rng(SEED), list[str]()
    for name, most in SETS.items():
        texts = sorted({text for text in _texts(data / name / "data.jsonl") if not doubtful.search(text)})
        found += [texts[place] for place in chance.permutation(len(texts))[:most].tolist()]
    return found


def known_of(line: Line) -> Known:
    """Of which columns it is known what a line says: of all that was written for this, and of few of these."""
    return KNOWN if line.id.startswith(NAMED) else np.ones_like(KNOWN)


def _texts(path: Path) -> Iterator[str]:
    for written in path.read_text(encoding="utf-8").splitlines():
        text = json.loads(written)["text"]
        if len(text.split()) >= FEWEST_WORDS:
            yield text
