"""What was fitted to this desk's corrections, as its page tells it, and taking a fit in again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.readings.fitting.acts import MAY, in_use
from regulars.readings.models import Fit
from regulars.staff.models import Agent

MOST = 20
TOLD = ("public_id", "reader", "language", "at", "labels", "kept", "retired_at", "retired_by__name", "card")


@dataclass(frozen=True, slots=True)
class Fitted:
    """One try: from how many words it learned; on how many later texts it was tried (`texts`), how often it was right
    there (`own`), and how often what it had to beat was (`standing`). `retired_by` is empty where a newer one took its
    place."""

    public_id: str
    reader: str
    language: str
    at: datetime
    labels: int
    kept: bool
    retired_at: datetime | None
    retired_by: str
    texts: int
    own: int
    standing: int

    @property
    def reads(self) -> bool:
        """Whether it is in use."""
        return self.kept and self.retired_at is None


def newest() -> list[Fitted]:
    """The last tries, the newest first."""
    return [fitted(*row) for row in Fit.objects.order_by("-at", "-pk").values_list(*TOLD)[:MOST]]


def fitted(public_id: str, reader: str, language: str, at: datetime, labels: int, *more: Any) -> Fitted:
    """A row as a value."""
    kept, retired_at, retired_by, card = more
    later = card.get("later", {})
    counts = (int(later.get(name, 0)) for name in ("texts", "own", "standing"))
    return Fitted(public_id, reader, language, at, labels, kept, retired_at, retired_by or "", *counts)


def restore(fit: Fit, agent: Agent) -> Refused | None:
    """Let a fit read again that somebody took out. Doing it twice changes nothing."""
    if not agent.may(MAY):
        return Refused(_("Your role does not settle what all share. An owner can change that."))
    with transaction.atomic():
        if in_use(fit.reader, fit.language).exclude(pk=fit.pk).exists():
            return Refused(_("A newer one reads now. Take that one out first."))
        Fit.objects.filter(pk=fit.pk, kept=True).update(retired_at=None, retired_by=None)
    return None
