"""Where one statement ends and the next begins inside a sentence."""

import re
from bisect import bisect_right

# The words are single-spaced, as `wording` makes them. A comma parts only what could stand alone: lists stay whole.
SUBJECT = (
    "i|we|you|he|she|it|they|this|that|these|those|there|the|my|our|your|his|her|their|a|an|please|nobody|no one|"
    "someone|everyone|people|now|then|can|could|do|does|did|is|are|was|were|will|would|should|have|has|what|who|why|"
    "how|where|and|but|so|or|yet|because|although|though|since|while|as|if|when|unless|until|which|just|only|not|"
    "never|thanks|thank|really|seriously"
)
OPENING = (
    rf" [;:()\"] | , (?=(?:{SUBJECT}) )| (?=but |because |although |though |even though |whereas )"
    r"| (?=(?:and|so|or|yet|while|since|as|if|when|unless) "
    r"(?:i|we|you|he|she|it|they|this|that|there|the|my|our|your|please|nobody|now|then|can|could|would|will) )"
)
OPENS = re.compile(OPENING)
CLOSED = ' ,;:()"'


def parts(text: str) -> list[int]:
    """Where the clauses of a sentence begin, in code points of `text`, which is words with single spaces between."""
    return [0, *(max(found.start(), found.end()) for found in OPENS.finditer(text))]


def clause(text: str, begins: list[int], start: int, end: int) -> tuple[int, int]:
    """The whole clauses that a stretch of `text` lies in. `begins` is what `parts` gave."""
    first = begins[max(0, bisect_right(begins, start) - 1)]
    after = bisect_right(begins, max(start, end - 1))
    last = begins[after] if after < len(begins) else len(text)
    while last > end and text[last - 1] in CLOSED:
        last -= 1
    while first < start and text[first] in CLOSED:
        first += 1
    return first, last
