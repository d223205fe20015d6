"""What staff commit us to: rules propose clauses, what stands around them takes some back, the rest get their time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache

from regulars.reading.cleaning import cleaned
from regulars.reading.commitments.around import Around
from regulars.reading.commitments.timing import Group, Hit, apart, due, in_time, times
from regulars.reading.precisions import precision
from regulars.reading.rulebook import spans
from regulars.reading.rulefile import Rule, rules
from regulars.reading.values import Clean, Due, Reading, Sentence, Speaker, Utterance
from regulars.reading.wording import Wording, heard

KIND, VERSION = "promise", 6
# Below it a reading is "not sure".
THRESHOLD = 0.75
# Where several rules fired, the strongest claim names the reading.
ORDER = ("explicit", "implied", "policy")
# Rules for words that only swear; they go with what is sworn. And those that ask for time, which is due by its end.
SWEARING = ("we_promise", "we_word", "wir_tun", "give_us_timed")


@cache
def _by_word() -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules(KIND):
        for word in rule.needs:
            found.setdefault(word, []).append(rule)
    return found


def commitments(clean: Clean) -> Iterator[Reading]:
    """Every promise of the writer's own sentences, one for each clause, in order. Pure."""
    words = _by_word().keys()
    for wording in heard(clean).wordings:
        triggers = words & wording.words
        if triggers:
            yield from _in_sentence(clean, wording, triggers)


def promises_in(text: str, at: datetime | None, zone: str) -> list[Reading]:
    """The promises in what staff are writing, also the doubtful ones (`sure` is false). `at` and `zone` as for
    `Utterance`, `at` to the minute. Quoted lines are not read; [] in a language that the rules do not know. Sentences
    that stand there since the last key are not read again."""
    minute = at.replace(second=0, microsecond=0) if at else None
    clean = cleaned(Utterance(text, Speaker.STAFF, minute, zone))
    # A few words, as they are at first, are of no certain language: read as English.
    if clean.language.code not in ("en", "de", ""):
        return []
    alone = replace(clean, said=replace(clean.said, text="", folds=None), sentences=(), own="")
    return [
        _moved(reading, sentence.start)
        for sentence in clean.sentences
        for reading in _typed(replace(sentence, start=0, end=sentence.end - sentence.start), alone)
    ]


@lru_cache(maxsize=256)
def _typed(sentence: Sentence, around: Clean) -> tuple[Reading, ...]:
    said = replace(around.said, text=sentence.text)
    return tuple(commitments(replace(around, said=said, sentences=(sentence,))))


def _moved(reading: Reading, by: int) -> Reading:
    due = reading.due and replace(reading.due, start=reading.due.start + by, end=reading.due.end + by)
    fired = tuple((start + by, end + by) for start, end in reading.fired)
    return replace(reading, start=reading.start + by, end=reading.end + by, fired=fired, due=due)


def _in_sentence(clean: Clean, wording: Wording, triggers: Iterable[str]) -> Iterator[Reading]:
    tried = {rule.name: rule for word in sorted(triggers) for rule in _by_word()[word]}
    around = Around(wording.text, clean.language.code or "en")
    fitting = [rule for rule in tried.values() if rule.fits(wording.words)]
    hits = [hit for rule in fitting for hit in _hits(rule, wording, around)]
    if not hits:
        return
    named = times(clean, wording.sentence)
    groups = _grouped([hit for hit in hits if in_time(hit, named, wording)])
    parts = list(apart(groups, named, wording))
    for part in parts:
        yield _reading(part, _told(due(part, parts, named, clean.said.text), clean))


def _hits(rule: Rule, wording: Wording, around: Around) -> Iterator[Hit]:
    for words, clause in spans(rule, wording):
        if not around.takes_back(rule, words, clause):
            yield Hit(rule, clause, *wording.place(*clause), wording.place(*words))


def _grouped(hits: Sequence[Hit]) -> list[Group]:
    """Hits of one clause together; words that only swear go with what they swear to."""
    groups: list[list[Hit]] = []
    for hit in sorted(hits, key=lambda each: (each.start, each.end)):
        if groups and (hit.start < max(each.end for each in groups[-1]) or _swears(groups[-1]) or _swears([hit])):
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return [Group(tuple(group), min(hit.start for hit in group), max(hit.end for hit in group)) for group in groups]


def _swears(hits: Sequence[Hit]) -> bool:
    return all(hit.rule.name in SWEARING for hit in hits)


def _told(found: Due | None, clean: Clean) -> Due | None:
    """Without the moment it was said, no time."""
    return found if found is None or clean.said.at else Due(found.start, found.end, None, "none")


def _reading(group: Group, when: Due | None) -> Reading:
    best = min(group.hits, key=lambda hit: ORDER.index(hit.rule.label))
    score = max(precision(KIND, hit.rule.name) for hit in group.hits)
    fired = tuple(sorted({hit.fired for hit in group.hits}))
    label, rule = best.rule.label, best.rule.name
    return Reading(KIND, label, score, group.start, group.end, VERSION, score >= THRESHOLD, fired, when, rule)
