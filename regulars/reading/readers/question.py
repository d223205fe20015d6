"""Questions that staff ask: a sentence that ends in a question mark, or is built like one without it."""

import re
from collections.abc import Iterator

from regulars.reading.precisions import precision
from regulars.reading.slots import Reader
from regulars.reading.values import Clean, Reading, Speaker
from regulars.reading.wording import heard

KIND, VERSION = "question", 1
MARKED = re.compile(r"\? (?:[^\w ]+ )?$")
FIRST = "(?:and |so |but |ok |hi |sorry , |please |kindly )?"
ASKING = re.compile(
    rf"^ {FIRST}(?:(?:is|are|was|do|does|did|can|could|would|will|may|shall) "
    r"(?:you|it|the|your|there|they|he|she|anyone|any|i|we)"
    r"|(?:have|has) (?:you|it|they|he|she)|(?:what|which|where|when|who|why|how) "
    r"(?:is|are|was|were|do|does|did|would|can|could|many|much|long|old|far) (?!i |we )"
    r"|(?:tell|state|let) (?:us|me|whether) (?:know )?(?:which|what|whether|when|where|how|if|you)"
    r"|gate code|haben sie|möchten sie|können sie|könnten sie|würden sie|soll ich) "
)
# "Dealer told you so? News to me.": what somebody said, asked back.
ECHO = re.compile(r"^ (?:[a-z]+ told you|no [a-z]+ \?|what can i say)")


def find(clean: Clean) -> Iterator[Reading]:
    """One reading for each sentence that asks. Requests dressed as questions ask too."""
    for wording in heard(clean).wordings:
        rule = "marked" if MARKED.search(wording.text) else "built" if ASKING.match(wording.text) else ""
        if rule and not ECHO.match(wording.text):
            score = precision(KIND, rule)
            sentence = wording.sentence
            fired = ((sentence.end - 1, sentence.end),) if rule == "marked" else ()
            yield Reading(KIND, KIND, score, sentence.start, sentence.end, VERSION, score >= 0.5, fired, rule=rule)


READER = Reader(KIND, VERSION, frozenset({Speaker.STAFF}), frozenset({"en", "de"}), (KIND,), find)
