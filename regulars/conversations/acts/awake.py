"""What may not sleep, since somebody else's work would sleep with it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from regulars.base.results import Refused
from regulars.book.panels import Missing, tried
from regulars.conversations.acts.change import roots_of
from regulars.conversations.slots import WAITING
from regulars.staff.models import Agent


def kept_awake(asked: Sequence[int], until: datetime | None, agent: Agent) -> dict[int, Refused]:
    """Of these conversations (row ids) those that an agent may not let sleep until then, and why. A practice that fails
    keeps none awake; the log has it."""
    roots, found = roots_of(asked), dict[int, Refused]()
    if not roots:
        return found
    for name, ask in WAITING:
        said = tried(f"waiting work of {name}", partial(ask, sorted(set(roots.values())), until, agent), rests=False)
        found |= {} if isinstance(said, Missing) else said
    return {pk: found[root] for pk, root in roots.items() if root in found}
