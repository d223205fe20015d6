"""Pages of lists for programs: in the order in which rows were made, which never changes."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from regulars.api import rules
from regulars.api.faults import WRONG, Fault

Row = TypeVar("Row", bound=Model)


def listed(
    rows: "QuerySet[Row]", cursor: str, limit: int, show: Callable[[Sequence[Row]], list[dict[str, Any]]]
) -> dict[str, Any]:
    """A page: `items` after the cursor, and `next`, which is None at the end. `limit` is capped, not refused.

    Raises Fault for a cursor that is none of ours.
    """
    after = rules.after(cursor)
    if after is None:
        raise Fault(WRONG, "invalid", "This is no cursor of this list. Ask without one for its first page.", "cursor")
    size = max(1, min(limit, rules.MOST))
    found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
    shown = found[:size]
    return {"items": show(shown), "next": rules.cursor(shown[-1].pk) if len(found) > size else None}
