"""What the head of customers' sentences tells apart, and in which sentences."""

from regulars.reading.values import Clean, Sentence

KINDS = ("rule", "expectation", "preference", "urgency", "repeat", "leaving", "request", "thanks")
# Labels of the kinds that have several; each is a column behind those of the kinds.
LABELS = {
    "preference": ("preference", "need", "fact"),
    "urgency": ("urgent", "deadline"),
    "thanks": ("thanks", "delight"),
}
ONLY = {
    "rule": "complaint",
    "expectation": "expectation",
    "repeat": "repeat",
    "leaving": "threat",
    "request": "request",
}
COLUMNS = (*KINDS, *(f"{kind}.{label}" for kind, labels in LABELS.items() for label in labels))
# Beyond this a text is a list or a log; what a customer means stands before it.
MOST = 60


def sentences(clean: Clean) -> tuple[Sentence, ...]:
    """Those that are weighed: the first sixty."""
    return clean.sentences[:MOST]
