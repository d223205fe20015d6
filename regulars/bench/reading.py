"""How well and how fast texts are read, line by line beside what is aimed at and what was measured before.

On development texts: where a set has no part of its own for that, a quarter is left out by a fixed seed. Speeds are
counted in seconds of one processor, so they hold on a busy machine as far as its caches are free.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from regulars.bench.desk import Failed
from regulars.bench.reader import in_own_process
from regulars.reading import evaluation
from regulars.reading.heads.curves import chances
from regulars.reading.heads.vocabulary import Floats
from regulars.reading.lines import MOST_AT_ONCE
from regulars.reading.loaded import encoded, felt, heads, own_inputs, vectors
from regulars.reading.tiers import read_many
from regulars.reading.training import adapting, calibration, figures, sets, shipped
from regulars.reading.values import Reading, Tier, Utterance

SEED, PARTS = 20261122, 4
# What nobody's head was taught, of each so many.
ORDINARY = {"banking77/train.jsonl": "text", "nlupp/hotels.jsonl": "text", "dstc11_natcs/data.jsonl": "utterance"}
MOST_ORDINARY = 600
LANGUAGES = ("english", "french", "german", "italian", "portuguese", "spanish", "arabic", "hindi")
Row = dict[str, Any]


def measure(data: Path) -> dict[str, Any]:
    """Each line of what is aimed at: `aim`, `before` (what was measured before) and `found`."""
    if not (data / "goemotions").is_dir():
        raise Failed(f"{data} holds no labelled texts: name their folder with --data.")
    found: dict[str, Any] = {}
    for part in (_emotions, _airline, _banking, _rules, _ordinary, _languages, _speeds):
        for name, row in part(data).items():
            found[name] = row
            print(f"{name:44} " + "  ".join(f"{key} {one}" for key, one in row.items()), flush=True)
    return found


def row(aim: object, before: object, **found: float) -> Row:
    """One line."""
    return {"aim": aim, "before": before, **{name: round(float(one), 4) for name, one in found.items()}}


def _emotions(data: Path) -> dict[str, Row]:
    dev = sets.goemotions(data, "dev")
    groups = [[dev.labels.index(label) for label in labels] for labels in sets.ekman(data).values()]
    coarse = np.stack([dev.targets[:, group].max(axis=1) for group in groups], axis=1)
    whole = sets.Labelled(dev.texts, coarse, tuple(sets.ekman(data)))
    fine: dict[str, float] = {}
    ekman: dict[str, float] = {}
    off: dict[str, float] = {}
    for tier, parts in _emotion_parts(dev.texts).items():
        measured = shipped.measure(parts, dev, exclusive=False)
        fine[tier], off[tier] = measured["macro_f1"], measured["calibration_error_worst"]
        ekman[tier] = _grouped(parts, dev, whole, groups)
    return {
        "GoEmotions, 28 labels, macro-F1": row(0.48, 0.457, **fine),
        "GoEmotions, Ekman's groups, macro-F1": row(0.64, 0.594, **ekman),
        "calibration error, worst emotion": row(0.03, "-", **off),
    }


def _emotion_parts(texts: Sequence[str]) -> dict[str, list[Floats]]:
    full = heads().logits(texts, "full", vectors(texts))["emotion"]
    english, deep = (felt(encoded(texts, deep=deep), deep=deep) for deep in (False, True))
    found = {"fast": full[:1], "full": [*full, *english.values()]}
    return found | {"deep": [*full, *deep.values()]}


def _grouped(parts: list[Floats], dev: sets.Labelled, whole: sets.Labelled, groups: list[list[int]]) -> float:
    """Macro-F1 of groups: one is there unless none of its labels is. Each half is judged by what the other gave."""
    first = np.arange(len(dev)) % 2 == 0
    said = np.zeros(whole.targets.shape, bool)
    for here in (first, ~first):
        mixed = calibration.mixed([part[here] for part in parts], dev.targets[here], exclusive=False)
        single = chances(calibration.mix(parts, *mixed), exclusive=False)
        scores = np.stack([1 - np.prod(1 - single[:, group], axis=1) for group in groups], axis=1)
        said[~here] = scores[~here] >= calibration.thresholds(scores[here], whole.targets[here])
    return float(figures.f1s(said, whole.targets).mean())


def _labelled(path: Path, label: str) -> tuple[list[str], list[str]]:
    rows = list(sets.rows(path))
    return [one["text"] for one in rows], [str(one[label]) for one in rows]


def _inputs(texts: Sequence[str]) -> Floats:
    return own_inputs(texts, vectors(texts), encoded(texts))


def _adapted(
    texts: Sequence[str], labels: Sequence[str], kind: str, few: Sequence[int] = ()
) -> dict[int, tuple[float, float, float]]:
    """Accuracy, macro-F1 and calibration error on a quarter, adapted on the rest (0) and on so few of it."""
    inputs, fold = _inputs(texts), figures.folds(len(texts), PARTS, SEED)
    rest, left = np.flatnonzero(fold != 0), np.flatnonzero(fold == 0)
    found = {}
    for count in (0, *few):
        rounds = [np.random.default_rng(SEED + number).permutation(rest)[:count] for number in range(5)]
        figured = [_judged(texts, labels, kind, inputs, some, left) for some in (rounds if count else [rest])]
        found[count] = tuple(np.mean(figured, axis=0).tolist())
    return found


def _judged(
    texts: Sequence[str], labels: Sequence[str], kind: str, inputs: Floats, some: Any, left: Any
) -> tuple[float, float, float]:
    head = adapting.adapt([texts[one] for one in some], [labels[one] for one in some], kind, inputs[some])
    scores = head.scores([texts[one] for one in left], inputs[left])
    names = [*head.labels, *sorted({labels[one] for one in left} - set(head.labels))]
    right = figures.one_hot(np.array([names.index(labels[one]) for one in left]), len(names))
    said = figures.one_hot(scores.argmax(axis=1), len(names))
    hit = (said * right).sum(axis=1)
    off = calibration.error(scores.max(axis=1), hit)
    return float(hit.mean()), float(figures.f1s(said > 0, right).mean()), off


def _airline(data: Path) -> dict[str, Row]:
    found = _adapted(*_labelled(data / "airline_tweets" / "data.jsonl", "sentiment"), "sentiment", (50, 200))
    return {
        "airline tweets, adapted, accuracy": row(0.85, 0.850, full=found[0][0]),
        "airline tweets, adapted, macro-F1": row(0.80, 0.795, full=found[0][1]),
        "airline tweets, calibration error": row(0.03, 0.041, full=found[0][2]),
        "airline tweets, 50 labels, accuracy": row(0.75, 0.736, full=found[50][0]),
        "airline tweets, 200 labels, accuracy": row(0.79, 0.770, full=found[200][0]),
    }


def _banking(data: Path) -> dict[str, Row]:
    found = _adapted(*_labelled(data / "banking77" / "train.jsonl", "intent"), "intent")
    return {"banking77, 77 intents, accuracy": row(0.94, 0.940, full=found[0][0])}


def _rules(_: Path) -> dict[str, Row]:
    given = list(evaluation.lines(sets.AUTHORED / "dev.jsonl"))
    fast, full = (_tallies(given, tier) for tier in (Tier.FAST, Tier.FULL))
    before = {"promise": 0.846, "rule": 0.68, "expectation": 0.59, "preference": 0.62}
    return {
        f"{kind}, on authored development texts": row(
            "0.95 / 0.85 / 0.95" if kind == "promise" else 0.80,
            before[kind],
            fast=fast[kind].f1,
            precision=full[kind].precision,
            recall=full[kind].recall,
            f1=full[kind].f1,
            **({"due": full[kind].due_accuracy} if kind == "promise" else {}),
        )
        for kind in before
    }


def _tallies(given: Sequence[evaluation.Line], tier: Tier) -> defaultdict[str, evaluation.Tally]:
    measured = evaluation.measured(given, lambda said: read_many([said], tier)[0].readings)
    return defaultdict(evaluation.Tally, measured)


def _ordinary(data: Path) -> dict[str, Row]:
    """Of ordinary requests none of which was learnt from, the share in which something is surely read that is hardly in
    any of them: what a desk would be told wrongly all day."""
    chance, said = np.random.default_rng(SEED), list[Utterance]()
    for path, key in ORDINARY.items():
        texts = [one[key] for one in sets.rows(data / path)]
        said += [Utterance(texts[place]) for place in chance.permutation(len(texts))[:MOST_ORDINARY].tolist()]
    tiers = {tier: [one.readings for one in read_many(said, tier)] for tier in (Tier.FAST, Tier.FULL)}
    kinds = ("rule", "expectation", "repeat", "leaving")
    return {
        f"ordinary requests with a sure {kind}, share": row(
            "-", "-", **{str(tier): _share(found, kind) for tier, found in tiers.items()}
        )
        for kind in kinds
    }


def _share(found: Sequence[Sequence[Reading]], kind: str) -> float:
    return float(np.mean([any(one.kind == kind and one.sure for one in readings) for readings in found]))


def _languages(data: Path) -> dict[str, Row]:
    """Sentiment learnt from English tweets, judged on those of eight languages; English by what was left out."""
    folder = data / "umsab_multilingual"
    texts, labels = _labelled(folder / "english.jsonl", "sentiment")
    fold = figures.folds(len(texts), PARTS, SEED)
    seen = _seen(texts)
    here, left = np.flatnonzero(fold != 0), np.flatnonzero(fold == 0)
    known = [labels[one] for one in here]
    head = adapting.adapt([texts[one] for one in here], known, "sentiment", seen[here], seen[here])
    found = {"en": _macro(head, seen[left], [labels[one] for one in left])}
    for name in LANGUAGES[1:]:
        others, theirs = _labelled(folder / f"{name}.jsonl", "sentiment")
        found[name[:2]] = _macro(head, _seen(others), theirs)
    return {"UMSAB, English-trained, macro-F1": row(0.58, 0.540, mean=float(np.mean(list(found.values()))), **found)}


def _seen(texts: Sequence[str]) -> Floats:
    """Meanings, and what heads make of them: what a desk's own head sees of a text in another language."""
    return heads().inputs(texts, "meaning", vectors(texts))


def _macro(head: adapting.Adapted, seen: Floats, labels: Sequence[str]) -> float:
    scores = head.abroad(seen)
    if scores is None:
        raise Failed("A head that was adapted with meanings says nothing of other languages.")
    said = figures.one_hot(scores.argmax(axis=1), len(head.labels)) > 0
    right = figures.one_hot(np.array([head.labels.index(label) for label in labels]), len(head.labels))
    return float(figures.f1s(said, right).mean())


def _speeds(data: Path) -> dict[str, Row]:
    texts, _ = _labelled(data / "airline_tweets" / "data.jsonl", "sentiment")
    said = [Utterance(text) for text in texts[:3000]]
    found = {
        "fast, heads alone, per CPU second": row(
            "-", 36_000, found=_speed(lambda some: heads().scores(some, "fast"), texts)
        ),
        "fast, all of it, per CPU second": row(
            30_000, "-", found=_speed(lambda some: read_many(some, Tier.FAST), said)
        ),
        "full, all of it, per CPU second": row(1000, 440, found=_speed(lambda some: read_many(some, Tier.FULL), said)),
        "deep, all of it, per CPU second": row(
            "-", 240, found=_speed(lambda some: read_many(some, Tier.DEEP), said[:1000])
        ),
    }
    return found | {"reading process, MB and s": row("350 MB, 2 s", "-", **in_own_process(texts[:500]))}


def _speed(read: Callable[[Any], object], given: Sequence[Any]) -> float:
    """How many a second of one processor, as many at once as `read` is given, after some that do not count."""
    read(given[:500])
    began = time.process_time()
    for at in range(500, len(given), MOST_AT_ONCE):
        read(given[at : at + MOST_AT_ONCE])
    return (len(given) - 500) / (time.process_time() - began)
