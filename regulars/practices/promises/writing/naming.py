"""What a promise is about, by its name: where our words say only "it", the thing itself. Pure."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

# What stands before a name makes that a name: "that kettle", "this week". These stand alone, or before such words.
ALONE = (
    r"(?=\s*(?:$|[,.;:!?–-])|\s+(?:to|for|with|by|on|at|in|out|up|off|over|back|right|done|sorted|ready|there|here)\b)"
)
THING = re.compile(
    rf"\b(?:it|them|es|ihn)\b(?!['’])|\b(?:that|this|these|those|one|das|diese[sn]?){ALONE}", re.IGNORECASE
)
FIRST = re.compile(
    r"^(?:it|that|this|they|these|es|das)(?=(?:['’]ll|\s+(?:will|shall|wird|kommt|ist))\b)", re.IGNORECASE
)
HAVE = re.compile(
    r"^(?:you|she|he|they|sie|du)(?:['’]ll| will| shall| are going to|['’]re going to)\s+(?:\w+ly\s+)?"
    r"(?:have|get|receive|be getting)\s+",
    re.IGNORECASE,
)
OBJECT = re.compile(
    r"\b(?:the|your|our|a|an|this|that|new|her|his|ihre?n?|dein\w*|unser\w*|der|die|das|den|dem|eine?n?)\s+"
    r"((?:(?!(?:and|or|of|to|for|in|on|at|is|was|has|are|will|und|oder|von|für|im|am|ist|war|hat)\b)[^\W\d_][\w-]*\s*){1,3})",
    re.IGNORECASE,
)
VERBS = re.compile(r"\s*\b(?:\w+ed|went|came|left|arrives?|broke|goes|comes|does|did|had|kam|ging)\b.*$", re.IGNORECASE)
# What is spoken of in every letter, and is nothing that anybody waits for.
NOTHINGS = frozenset(
    "patience message mail email e-mail call time trouble understanding help day week weekend morning evening moment"
    " inconvenience delay question words note picture geduld nachricht anruf zeit verständnis tag woche frage".split()
)
SENTENCE = re.compile(r"[.!?\n]+\s*")
WORD = re.compile(r"[^\W\d_]{4,}")


def is_nameless(what: str) -> bool:
    """Whether what is promised stands there as a pronoun."""
    return bool(THING.search(what) or FIRST.search(what))


def named(what: str, about: str) -> str:
    """The same with `about` in the place of the pronoun; "something" where that is empty. "You'll have it" is it."""
    thing = about or _("something")
    if FIRST.search(what):
        return FIRST.sub(lambda _found: thing, what, count=1)
    return HAVE.sub("", THING.sub(lambda _found: thing, what, count=1))


def mentioned(text: str, names: Iterable[str]) -> str:
    """That of these names which stands last in a text, by any of its words; "" where none does."""
    said = text.casefold()
    places = ((max((said.rfind(word) for word in WORD.findall(name.casefold())), default=-1), name) for name in names)
    place, name = max(places, default=(-1, ""))
    return name if place >= 0 else ""


def object_before(text: str) -> str:
    """What the last sentence of a text is about: the first thing in it that somebody can wait for; "" where it names
    none."""
    sentences = [one for one in SENTENCE.split(text) if one.strip()]
    for found in OBJECT.finditer(sentences[-1]) if sentences else ():
        thing = VERBS.sub("", found[1]).strip()
        if thing and thing.split()[-1].casefold() not in NOTHINGS:
            return thing
    return ""
