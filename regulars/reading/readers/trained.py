"""Readings that trained heads decide: what a customer feels, what failed, how badly. Their thresholds are on the heads'
cards, for each label."""

from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

CUSTOMER = frozenset({Speaker.CUSTOMER})
ENGLISH = frozenset({"en"})
EMOTIONS = tuple(
    "admiration amusement anger annoyance approval caring confusion curiosity desire disappointment disapproval disgust"
    " embarrassment excitement fear gratitude grief joy love nervousness optimism pride realization relief remorse"
    " sadness surprise neutral".split()
)
FEELINGS = tuple(
    "valued appreciated relieved confident confused anxious annoyed frustrated disappointed angry leaving".split()
)
FAILURES = tuple("product delivery wait staff billing rule promise".split())

ALL = (
    Reader("sentiment", 1, CUSTOMER, ENGLISH, ("negative", "neutral", "positive"), head="sentiment"),
    Reader("emotion", 1, CUSTOMER, ENGLISH, EMOTIONS, head="emotion"),
    Reader("feeling", 2, CUSTOMER, ENGLISH, FEELINGS, head="feeling"),
    Reader("failure", 2, CUSTOMER, ENGLISH, FAILURES, head="failure"),
    Reader("severity", 2, CUSTOMER, ENGLISH, ("minor", "serious", "severe"), head="severity"),
)
