"""Addresses at which mail of ours did not arrive, for good."""

from collections.abc import Sequence

from regulars.engine.rows import marks, parsed, rows

MOST = 50
# Within the streams of those customers alone; what came from the address since then says that it is well again.
BOUNCES = """
select i.value, m.payload, m.at,
       (select max(l.at) from book_moment l where l.customer_id = i.customer_id and l.author_id = i.id)
from book_identity i join book_moment m on m.customer_id = i.customer_id and m.kind = 'bounce'
where i.kind = 'email' and i.value in ({ids}) order by m.at desc limit %s
"""


def bounced(addresses: Sequence[str]) -> list[str]:
    """Those of these addresses that were refused for good, and from which nothing has come since."""
    if not addresses:
        return []
    found = rows(BOUNCES.format(ids=marks(addresses)), [*addresses, MOST])
    return sorted({value for value, payload, at, wrote in found if is_for_good(value, parsed(payload), at, wrote)})


def is_for_good(value: str, payload: dict[str, object], at: object, wrote: object) -> bool:
    """Whether a bounce is of that address, hard, and the last that was heard of it."""
    recipient = str(payload.get("recipient", "")).lower()
    return bool(payload.get("hard")) and recipient == value and (wrote is None or str(wrote) <= str(at))
