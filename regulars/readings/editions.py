"""Which versions read now, and under which names texts stand that others have read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from regulars.reading.slots import present
from regulars.reading.values import Tier
from regulars.readings import rules
from regulars.readings.asking import usual_tier
from regulars.readings.models import Edition, Fit
from regulars.readings.rules import Known

Fits = Mapping[str, Sequence[str]]


@cache
def versions() -> dict[str, int]:
    """Each reader that is present, with its version."""
    return {kind: reader.version for kind, reader in sorted(present().items())}


def base() -> str:
    """The name of those."""
    return rules.base_of(versions())


def fits() -> dict[str, list[str]]:
    """By language, the ids of what was fitted on this desk and is in use."""
    found: dict[str, list[str]] = {}
    kept = Fit.objects.filter(kept=True, retired_at=None).order_by("pk")
    for language, public_id in kept.values_list("language", "public_id"):
        found.setdefault(language, []).append(public_id)
    return found


def known() -> list[Known]:
    """All editions by which texts were read."""
    return [
        Known(name, language, Tier(said["tier"]), said["base"], tuple(said["fits"]))
        for name, language, said in Edition.objects.values_list("name", "language", "versions")
    ]


def stale() -> list[str]:
    """The names under which texts stand that are to be read."""
    return rules.stale(known(), usual_tier(), base(), fits())


def named(tier: Tier, language: str, now: datetime, in_use: Fits) -> str:
    """The name of what reads this language now, written down. Call it in a transaction."""
    ids = list(in_use.get(language, ()))
    name = rules.name_of(tier, base(), language, ids)
    said = {"tier": tier, "base": base(), "fits": ids, "readers": versions()}
    Edition.objects.bulk_create(
        [Edition(name=name, language=language, versions=said, made_at=now)], ignore_conflicts=True
    )
    return name
