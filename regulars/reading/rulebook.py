"""Rules where words decide: what one is, and how the rules of one kind are tried on a text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from regulars.reading.clauses import clause
from regulars.reading.precisions import precision
from regulars.reading.rulefile import Rule, rules
from regulars.reading.values import Clean, Reading
from regulars.reading.wording import Wording, heard


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


class Rulebook:
    """All rules of one kind, as they stand in its file of `rules/`; read when first asked."""

    def __init__(self, kind: str, version: int, threshold: float = 0.5) -> None:
        self.kind, self.version, self.threshold = kind, version, threshold

    @cached_property
    def by_word(self) -> dict[str, list[Rule]]:
        """The rules that are tried where a word stands."""
        found: dict[str, list[Rule]] = {}
        for rule in rules(self.kind):
            for word in rule.needs:
                found.setdefault(word, []).append(rule)
        return found

    @cached_property
    def triggers(self) -> frozenset[str]:
        """All words that any rule needs."""
        return frozenset(self.by_word)

    def candidates(self, clean: Clean) -> Iterator[Candidate]:
        """Every rule that fires, sentence by sentence."""
        said = heard(clean)
        if self.triggers.isdisjoint(said.words):
            return
        for at, wording in enumerate(said.wordings):
            for rule in self._tried(wording):
                for words, around in spans(rule, wording):
                    yield Candidate(rule, at, wording.place(*words), *wording.place(*around))

    def _tried(self, wording: Wording) -> Iterable[Rule]:
        tried: dict[str, Rule] = {}
        for word in self.triggers & wording.words:
            tried.update((rule.name, rule) for rule in self.by_word[word])
        return tried.values()

    def find(self, clean: Clean) -> Iterator[Reading]:
        """One reading for each label and sentence in which rules fired; `fired` are all the words that decided."""
        grouped: dict[tuple[int, str], list[Candidate]] = {}
        for each in self.candidates(clean):
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


def spans(rule: Rule, wording: Wording) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The words by which a rule fires and the clauses around them, in code points of the rules' form."""
    for want in rule.wants:
        if want.isdisjoint(wording.words):
            return
    if rule.never is not None and rule.never.search(wording.text):
        return
    for found in rule.says.finditer(wording.text):
        around = clause(wording.text, wording.clauses, found.start(), found.end())
        if rule.unless is None or not rule.unless.search(wording.text, max(0, around[0] - 1), around[1] + 1):
            yield found.span(), around


def together(group: Iterable[Candidate]) -> float:
    """The chance that a sentence in which several rules fired is rightly read: that of the best one, raised by half of
    what each of the next two promises, for they mostly look at the same words."""
    scores = sorted({each.rule.name: each.score for each in group}.values(), reverse=True)
    missed = 1 - scores[0]
    for score in scores[1:3]:
        missed *= 1 - score / 2
    return round(1 - missed, 4)
