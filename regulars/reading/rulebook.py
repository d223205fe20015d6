"""Rules where words decide: what one is, and how the rules of one kind are tried on a text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import repeat
from operator import or_

from regulars.base.frozen import dataclass
from regulars.reading.clauses import clause
from regulars.reading.precisions import precision
from regulars.reading.rulefile import Rule, rules
from regulars.reading.values import Clean, Reading, Speaker
from regulars.reading.wording import Heard, Wording, heard

Tried = Mapping[str, Sequence[tuple[int, Rule]]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One rule that fired in one sentence, however weak. Stretches are of the untouched text."""

    rule: Rule
    sentence: int
    words: tuple[int, int]
    start: int
    end: int

    @property
    def score(self) -> float:
        """How often this rule is right."""
        return precision(self.rule.kind, self.rule.name)

    def reading(self) -> Reading:
        """It alone, as a reading of no version."""
        return Reading(self.rule.kind, self.rule.label, self.score, self.start, self.end, 0, fired=(self.words,))


class Shelf:
    """The rules of all kinds for which one speaker's sentences are searched: their words are looked up once for all.

    What a rule asks for is a bit in a whole number, and each word has those of all that it answers: a rule is tried
    where the words of a sentence together have all of its bits.
    """

    def __init__(self) -> None:
        self._kinds: set[str] = set()
        self._rules: list[Rule] = []
        self._answers: dict[str, int] = {}
        # Bits that no word needs to answer, as the rule asks for fewer things; and how many things any rule asks for.
        self._answered, self._things = 0, 0
        self._latest: tuple[Heard, Tried] | None = None

    def add(self, kind: str, more: Sequence[Rule]) -> None:
        """The rules of a further kind; one that is here already stays as it is."""
        if kind in self._kinds:
            return
        self._kinds.add(kind)
        self._rules += more
        self._answers, self._answered, self._things = _asked(self._rules)
        self._latest = None

    def __contains__(self, kind: str) -> bool:
        return kind in self._kinds

    def tried(self, said: Heard) -> Tried:
        """The rules that have the words they want in a sentence, by kind, with the sentence's number. Each kind asks
        for the same text one after the other, so the latest answer is kept."""
        latest = self._latest
        if latest is None or latest[0] is not said:
            latest = self._latest = said, self._looked_up(said)
        return latest[1]

    def _looked_up(self, said: Heard) -> Tried:
        found: dict[str, list[tuple[int, Rule]]] = {}
        answer, rules = self._answers.get, self._rules
        for at, wording in enumerate(said.wordings):
            bits = reduce(or_, map(answer, wording.text.split(), repeat(0)), self._answered)
            for number in self._whole(bits):
                rule = rules[number]
                found.setdefault(rule.kind, []).append((at, rule))
        return found

    def _whole(self, bits: int) -> Iterator[int]:
        """The rules of which all bits are there, in their order."""
        count = len(self._rules)
        left = bits & ((1 << count) - 1)
        for thing in range(1, self._things):
            if not left:
                return
            left &= bits >> (count * thing)
        while left:
            lowest = left & -left
            yield lowest.bit_length() - 1
            left ^= lowest


def _asked(ruled: Sequence[Rule]) -> tuple[dict[str, int], int, int]:
    """Which bits each word answers, which nobody asks for, and how many things are asked for at most. The bits of all
    rules' first things come first, then those of the second."""
    things = max((1 + len(rule.wants) for rule in ruled), default=0)
    answers, answered = dict[str, int](), 0
    for number, rule in enumerate(ruled):
        for thing in range(things):
            bit = 1 << (thing * len(ruled) + number)
            if thing > len(rule.wants):
                answered |= bit
                continue
            for word in (rule.needs, *rule.wants)[thing]:
                answers[word] = answers.get(word, 0) | bit
    return answers, answered, things


SHELVES: defaultdict[Speaker, Shelf] = defaultdict(Shelf)


class Rulebook:
    """All rules of one kind, as they stand in its file of `rules/`; read when first asked."""

    def __init__(self, kind: str, version: int, threshold: float = 0.5, speaker: Speaker = Speaker.CUSTOMER) -> None:
        self.kind, self.version, self.threshold, self.speaker = kind, version, threshold, speaker

    @cached_property
    def rules(self) -> list[Rule]:
        """Them all, by now on the shelf of those that are searched for together. A kind whose file is damaged gets
        there never, and the others go on."""
        found = rules(self.kind)
        SHELVES[self.speaker].add(self.kind, found)
        return found

    def candidates(self, clean: Clean) -> list[Candidate]:
        """Every rule that fires, sentence by sentence."""
        said = heard(clean)
        return _fired(said, self._tried(said))

    def _tried(self, said: Heard) -> Sequence[tuple[int, Rule]]:
        """The rules that have the words they want, each with its sentence's number."""
        return SHELVES[self.speaker].tried(said).get(self.kind, ()) if self.rules else ()

    def find(self, clean: Clean) -> Iterable[Reading]:
        """One reading for each label and sentence in which rules fired; `fired` are all the words that decided."""
        # Of eight kinds a message has the words of one or two, and says half a one.
        said = heard(clean)
        tried = self._tried(said)
        fired = _fired(said, tried) if tried else ()
        return self._found(fired) if fired else ()

    def _found(self, fired: Iterable[Candidate]) -> Iterator[Reading]:
        grouped: dict[tuple[int, str], list[Candidate]] = {}
        for each in fired:
            grouped.setdefault((each.sentence, each.rule.label), []).append(each)
        for (_, label), group in grouped.items():
            yield self._reading(label, group)

    def _reading(self, label: str, group: list[Candidate]) -> Reading:
        best = max(group, key=lambda each: each.score)
        start, end = min(each.start for each in group), max(each.end for each in group)
        words = tuple(sorted({each.words for each in group}))
        score = together(group)
        sure = score >= self.threshold
        return Reading(self.kind, label, score, start, end, self.version, sure, words, rule=best.rule.name)


def _fired(said: Heard, tried: Iterable[tuple[int, Rule]]) -> list[Candidate]:
    """Of the rules that are tried those that fire."""
    wordings = said.wordings
    return [
        Candidate(rule, at, wording.place(*words), *wording.place(*around))
        for at, rule in tried
        for wording in (wordings[at],)
        for words, around in spans(rule, wording)
    ]


def spans(rule: Rule, wording: Wording) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
    """The words by which a rule fires and the clauses around them, in code points of the rules' form."""
    first = rule.says.search(wording.text)
    # Seven of eight rules that are tried are not said.
    return () if first is None else _spans(rule, wording, first.start())


def _spans(rule: Rule, wording: Wording, start: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    if rule.never is not None and rule.never.search(wording.text):
        return
    for found in rule.says.finditer(wording.text, start):
        around = clause(wording.text, wording.clauses, found.start(1), found.end(1))
        if rule.unless is None or not rule.unless.search(wording.text, max(0, around[0] - 1), around[1] + 1):
            yield found.span(1), around


def together(group: Iterable[Candidate]) -> float:
    """The chance that a sentence in which several rules fired is rightly read: that of the best one, raised by half of
    what each of the next two promises, for they mostly look at the same words."""
    scores = sorted({each.rule.name: each.score for each in group}.values(), reverse=True)
    missed = 1 - scores[0]
    for score in scores[1:3]:
        missed *= 1 - score / 2
    return round(1 - missed, 4)
