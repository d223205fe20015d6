"""Promises that staff make: what we commit ourselves to, and by when.

Not read: what others promised, what the customer has to do, predictions, what might be, and pleasantries.
"""

from regulars.reading.commitments import KIND, THRESHOLD, VERSION, commitments
from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

READER = Reader(
    KIND,
    VERSION,
    frozenset({Speaker.STAFF}),
    frozenset({"en", "de"}),
    ("explicit", "implied", "policy"),
    commitments,
    threshold=THRESHOLD,
)
