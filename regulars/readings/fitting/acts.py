"""Verbs of fitting: try one, keep it where it won, take one back."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.models import Message
from regulars.reading.values import Utterance
from regulars.readings import texts
from regulars.readings.apart import wire
from regulars.readings.apart.tending import without_secrets
from regulars.readings.fitting import rules
from regulars.readings.models import Correction, Fit
from regulars.staff.models import Agent

log = logging.getLogger(__name__)

CHILD = ("-m", "regulars.readings.apart.learning")
SECONDS = 1800
MAY = "desk.settle"


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what a person said that it is."""

    said: Utterance
    label: str


def refit(kind: str, language: str, now: datetime, child: Sequence[str] = CHILD) -> Fit | None:
    """Fit a head to all but the latest corrections, and keep it where it wins on those. None where there is too little
    to learn from, or nothing new since the last time."""
    found = examples(kind, language)
    labels = [one.label for one in found]
    if not rules.is_enough(labels) or not is_news(kind, language):
        return None
    begin = rules.split(len(found))
    answer = learned(kind, found[:begin], found[begin:], standing(kind, language), child)
    if "refused" in answer:
        log.info("No head was fitted for %s in %s: %s", kind, language, answer["refused"])
        return None
    outcome = rules.verdict(labels[begin:], answer["own"], answer["standing"])
    card = {**answer["card"], "later": asdict(outcome)}
    made = Fit(reader=kind, language=language, at=now, labels=len(found), card=card, kept=outcome.wins)
    made.weights = wire.unpacked(answer["packed"]) if outcome.wins else b""
    return keep(made, now)


def keep(made: Fit, now: datetime) -> Fit:
    """Write it down; one that won takes the place of the one before."""
    with transaction.atomic():
        if made.kept:
            in_use(made.reader, made.language).update(retired_at=now)
        made.save()
    return made


def retire(fit: Fit, agent: Agent, now: datetime) -> Refused | None:
    """Read as shipped again. Doing it twice changes nothing."""
    if not agent.may(MAY):
        return Refused(_("Your role does not settle what all share. An owner can change that."))
    with transaction.atomic():
        Fit.objects.filter(pk=fit.pk, kept=True, retired_at=None).update(retired_at=now, retired_by=agent)
    return None


def examples(kind: str, language: str) -> list[Example]:
    """What people said of texts, the oldest first; of several words on one text, the last."""
    said = Correction.objects.filter(reader=kind, language=language, withdrawn_at=None).order_by("-at", "-pk")
    labels: dict[tuple[int, int], str] = {}
    for moment, version, label, verdict, instead in said.values_list(
        "moment", "text_version", "label", "verdict", "instead"
    )[: rules.MOST]:
        meant = rules.label(kind, label, verdict, instead)
        if meant is not None:
            labels.setdefault((moment, version), meant)
    house = texts.house_zone()
    written = Message.objects.filter(moment__among=[moment for moment, _ in labels])
    ids = {(moment, version): pk for pk, moment, version in written.values_list("pk", "moment", "version")}
    there = {one.message: one for one in texts.of_messages([ids[key] for key in labels if key in ids])}
    found = [(there.get(ids.get(key, 0)), label) for key, label in reversed(labels.items())]
    return [Example(text.said(house), label) for text, label in found if text is not None and text.text.strip()]


def is_news(kind: str, language: str) -> bool:
    """Whether anybody said anything since the last try."""
    last = Fit.objects.filter(reader=kind, language=language).aggregate(at=Max("at"))["at"]
    said = Correction.objects.filter(reader=kind, language=language)
    return last is None or said.filter(at__gt=last).exists()


def in_use(kind: str, language: str) -> Any:
    """The fit that reads now, if there is one."""
    return Fit.objects.filter(reader=kind, language=language, kept=True, retired_at=None)


def standing(kind: str, language: str) -> wire.Frame | None:
    """The same for another process."""
    found = in_use(kind, language).order_by("-pk").first()
    return frame(found) if found else None


def frames(public_ids: Sequence[str]) -> list[wire.Frame]:
    """Fits for the reading process, by id."""
    return [frame(one) for one in Fit.objects.filter(public_id__in=list(public_ids))]


def frame(fit: Fit) -> wire.Frame:
    """One of them."""
    return {"id": fit.public_id, "kind": fit.reader, "card": fit.card, "packed": wire.packed(bytes(fit.weights))}


def learned(
    kind: str, train: Sequence[Example], test: Sequence[Example], held: wire.Frame | None, child: Sequence[str]
) -> wire.Frame:
    """What a process of its own makes of these: it takes memory for a while, and gives all of it back."""
    asked = {"kind": kind, "train": told(train), "test": told(test), "standing": held}
    done = subprocess.run(
        [sys.executable, *child],
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        env=without_secrets(os.environ),
        timeout=SECONDS,
        check=True,
    )
    answer: wire.Frame = json.loads(done.stdout)
    return answer


def told(found: Sequence[Example]) -> list[list[Any]]:
    """Examples as JSON."""
    return [[wire.from_utterance(one.said), one.label] for one in found]
