"""How good readers were when they were made: figures of the heads from their cards, of rules from their own texts.

Only the cards are opened here; the weights beside them are for the reading process.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from regulars import reading
from regulars.base.frozen import dataclass
from regulars.reading.precisions import MEASURED
from regulars.reading.slots import Reader
from regulars.reading.staff_precisions import MEASURED as STAFF

CARDS = Path(reading.__file__).parent / "heads" / "weights"


@dataclass(frozen=True, slots=True)
class Published:
    """Figures from 0 to 1, None where none was measured: `f1` is the mean over all labels of the harmonic mean of
    precision and recall; `precision` the share of a rule's findings that are right. `texts` it was measured on."""

    f1: float | None = None
    precision: float | None = None
    texts: int = 0
    data: tuple[str, ...] = ()


def of(reader: Reader) -> Published | None:
    """The figures of one reader, in the tier that is in use here; None where nothing was written down."""
    if reader.head:
        card = cards(CARDS).get(reader.head)
        return of_card(card, "fast" if settings.REGULARS_READING == "fast" else "full") if card else None
    share = STAFF.get(reader.kind, MEASURED.get(reader.kind))
    return Published(precision=share) if share is not None else None


def of_card(card: Mapping[str, Any], tier: str) -> Published | None:
    """What a card says of one tier."""
    told = card.get("development", {}).get(tier)
    if not told or "macro_f1" not in told:
        return None
    names = tuple(str(one["name"]) for one in card.get("data", ()))
    return Published(f1=float(told["macro_f1"]), texts=int(card.get("texts", 0)), data=names)


@cache
def cards(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Every head's card, by its kind. They change with a release only."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return {str(card["kind"]): card for card in found}
