"""What stands around words that commit, and takes them back: doubts, other people's words, conditions, the past."""

import re
from bisect import bisect_left, bisect_right

from regulars.reading.rulefile import Rule


def _words(pattern: str) -> str:
    return "|".join(line.strip() for line in pattern.strip().splitlines())


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(rf" (?:{_words(pattern)})(?= )")


# In the same clause: nobody commits to what might be.
HEDGED = _any(
    """
    maybe|perhaps|possibly|probably|presumably|hopefully|most likely|usually|normally|typically|generally|roughly
    apparently|supposedly|allegedly|reckon|reckons|my guess|i think|we think|i believe|we believe|i hope|we hope|hoping
    i would expect|i imagine|fingers crossed|in theory|with (?:any|a bit of) luck|all being well|anticipated
    it is hoped|no idea|who knows|depends|depending|weather permitting|one day|one of these days|in some cases
    estimated|as far as i know|not sure|unclear|no promises|if (?:i|we) can|subject to availability|at a guess
    vielleicht|eventuell|wahrscheinlich|vermutlich|voraussichtlich|hoffentlich|möglicherweise|denkbar|soll
    """
)
# The same, as long as it stands before the words that commit.
WEAKENED = _any(
    r"""
    must|have to|has to|need to|needs to
    might|(?<!\d )may|aim|aims|aiming|try to|could|would|should|toying|dunno|can not|could not|unable to|not able to
    fails to|supposed to|meant to|expected to|expects to|hopes to|plan to|plans to
    könnte|könnten|würde|würden|dürfte|sollte|sollten
    """
)
# Before them in the sentence: what others say.
REPORTED = _any(
    """
    (?!rest )[a-z]+ (?:just |also |already |always |once |us |are |'s |is )?(?:said|says|saying|sez|told|tells|claims)
    (?!rest )[a-z]+ (?:just |also |already |has |have )?(?:claimed|thinks|believes|reckons|wrote|writes|promised)
    (?!rest )[a-z]+ (?:just |also |already |has |have )?(?:mentioned|indicated|states|stated|hopes|expects|informs)
    (?!rest )[a-z]+ (?:just |also |already |has |have )?(?:informed|assures|assured|heard|announced|suggested|predicts)
    (?:they|you|people|we|i) (?:say(?! (?:yes|so|when) )|think|hear|heard|believe|tell)
    [a-z]+s (?:say|think|believe|reckon|tell (?:us|me))
    (?:people|they|he|she|guys|lads|folks|crew|[a-z]+ers) (?:swear|swears|insist|insists)
    according to|am told|are told|been told|rumour|rumor|laut|angeblich|as promised|had i|in their words|quote
    """
)
NOT = """
    can not|could not|can no longer|not able to|unable to|would not|do not|not in a position to|hesitate to
    imprudent of me to|no|never|impossible to|not allowed to|not
"""
NEGATED = _any(
    rf"""
    (?:{_words(NOT)}) (?:[a-z]+ ){{0,2}}?(?:promise|guarantees?|swear|commit|predict|vouch|say when|say whether)
    (?:{_words(NOT)}) (?:[a-z]+ ){{0,2}}?(?:speak for|answer for)|do not quote me|no guarantee|do not hold me
    nicht versprechen|keine zusage|nicht garantieren|versprechen kann ich
    """
)
IF = """
    if|unless|in case|provided|providing|supposing|assuming|had|were|should (?:you|the|he|she|it|access)|whenever
    as long as|once|when|wherever|whoever|while|whether|as soon as|how|where|what|why|because|than
    falls|wenn|wenns|sofern|sobald|bevor|(?:before|after|until|till|since|as|that) (?:i|we|you|he|she|it|they)
"""
FIRST = "(?:and |or |but |so |then |only |even |except |ok |okay |, )?"
CONDITION = re.compile(rf"^[ ,;:]*{FIRST}(?:{_words(IF)}) ")
# A condition that the customer, or the world, brings about.
CUSTOMERS = _any(
    """
    (?:if|when|once|whenever|as soon as|should|had|were) (?:you|your|the|it|they|one|he|she|his|her|a|there)
    (?:if|when|once|whenever|as soon as|should|had|were) (?:everything|someone|nobody|anyone|this|that|these|i were)
    (?:wenn|wenns|sobald|falls) (?:sie|du|ihr|es|das|der|die)
    """
)
DOING = """
    turn|rinse|cut|clear|restart|reset|press|click|pull|push|open|close|tap|hold|unplug|plug|water|store|bake|leave it
    take two|stand|sit|follow|scan|log|sign|go to|select|choose|enter|add|remove|keep|feed|wait|contact|submit|provide
    fill|complete|visit|reply|call|email|write|send|use|try|apply|make sure|ensure
"""
THEN = "(?:it|they|you|the|itll|your|our|one of our|a|an|someone)"
ADVICE = re.compile(
    rf"^ (?:just |please |simply |try |then )?(?:{_words(DOING)}) (?:[a-z0-9',]+ ){{1,40}}?(?:and|then|,) {THEN}(?= )"
)
PAST = _any(
    """
    yesterday|was|were|did|had|last (?:week|night|month|year|time)|used to|back then|ago
    """
)
PAST_IN_GERMAN = _any("gestern|gewesen|hatten?|wurden?|war|waren")
# Whose promises hold whatever the customer does: they say what we do.
OURS = ("we_", "wir_", "agent_", "policy_", "bare_", "name_", "subjectless", "you_not")
CONDITIONAL = ("we_or_else", "we_if", "policy_")
OWN_WORD = ("we_promise", "we_word", "gilt")


# These begin a clause of their own, also where no comma does: "once you say yes I'll order it".
NEW_CLAUSE = ("we_will", "we_going")
THEIRS = re.compile(
    rf"^[ ,;:]*{FIRST}(?:if|when|once|whenever|as soon as|should) (?:you|your|the|it|they|he|she|that|this) "
    r"(?!think|believe|want|wish|expect|hope|say (?!yes|so)|ask|wonder|feel|know|tell|like )(?:[a-z0-9']+ )+$"
)
# After one of these, what others said is over.
TURNED = re.compile(r" (?:[;.!]|but|so)(?= )")


class Around:
    """One sentence in the rules' form, with all that may take something back found once: long sentences of hostile
    texts have hundreds of rules that fire."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        past = PAST if language == "en" else PAST_IN_GERMAN
        self.past = [found.span() for found in past.finditer(text)]
        self.weakened = [found.span() for found in WEAKENED.finditer(text)]
        self.reported = [found.end() for found in REPORTED.finditer(text)]
        self.turned = [found.start() for found in TURNED.finditer(text)]
        self.negated = _first_end(NEGATED, text)
        self.conditioned = _first_end(CUSTOMERS, text)
        self.asked = text.rfind("?")
        self.advice = ADVICE.match(text) is not None
        self._clauses: dict[tuple[int, int], tuple[bool, bool]] = {}

    def takes_back(self, rule: Rule, words: tuple[int, int], clause: tuple[int, int]) -> bool:
        """Whether what a rule found in `words` of a clause is no promise for what stands around it."""
        if self.advice or self.asked >= clause[1] or self.negated <= words[1] or self._told(words[1]):
            return True
        # "Members may return": in a policy the word permits.
        until = words[0] if rule.label == "policy" else words[1]
        if any(clause[0] - 1 <= start and end <= until for start, end in self.weakened):
            return True
        # Behind the words it may stand: "you won't be billed for the hour she was late".
        past = any(clause[0] - 1 <= start and end <= words[1] for start, end in self.past)
        hedged, conditional = self._clause(clause)
        if conditional and rule.name in NEW_CLAUSE:
            conditional = THEIRS.match(f"{self.text[clause[0] : words[0]].strip()} ") is None
        if hedged or (conditional and not rule.name.startswith(CONDITIONAL)) or (past and rule.name not in OWN_WORD):
            return True
        return not rule.name.startswith(OURS) and self.conditioned <= clause[0]

    def _told(self, until: int) -> bool:
        last = bisect_right(self.reported, until)
        if not last:
            return False
        turn = bisect_left(self.turned, self.reported[last - 1])
        return turn == len(self.turned) or self.turned[turn] >= until

    def _clause(self, clause: tuple[int, int]) -> tuple[bool, bool]:
        """Whether a clause is hedged, and whether it is a condition."""
        if clause not in self._clauses:
            said = f" {self.text[clause[0] : clause[1]].strip()} "
            self._clauses[clause] = (HEDGED.search(said) is not None, CONDITION.match(said) is not None)
        return self._clauses[clause]


def _first_end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return found.end() if found else len(text) + 1
