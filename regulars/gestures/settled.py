"""What holds for each of the amends: its file, or what the owner settled instead."""

from collections.abc import Mapping

from regulars.gestures.contract import AMENDS, Amends, Limits, Settled
from regulars.gestures.models import AmendsSetting


def of_file(amends: Amends) -> Settled:
    """As its file says."""
    return Settled(True, amends.limits, amends.cost_percent, frozenset())


def of_row(row: AmendsSetting) -> Settled:
    """As it was settled."""
    limits = Limits(row.at_least, row.at_most, row.per_customer, row.days)
    return Settled(row.on, limits, row.cost_percent, frozenset(row.roles))


def settled() -> Mapping[str, Settled]:
    """All of them, by code."""
    rows = {row.code: of_row(row) for row in AmendsSetting.objects.all()}
    return {code: rows.get(code) or of_file(one) for code, one in AMENDS}


def settled_for(code: str) -> tuple[Amends, Settled] | None:
    """One of them; None for one that is not here (any more)."""
    amends = AMENDS.get(code)
    if amends is None:
        return None
    row = AmendsSetting.objects.filter(code=code).first()
    return amends, of_row(row) if row else of_file(amends)
