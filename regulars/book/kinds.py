"""Kinds of moment: what each is called, under which filter of a book it is found, and what it says there."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot

log = logging.getLogger(__name__)

Says = Callable[[Mapping[str, Any]], str]
GROUPS = ("talk", "call", "note", "order", "visit", "reward", "other")


@dataclass(frozen=True, slots=True)
class MomentKind:
    """A kind of moment, such as `order.placed`, and how it is called on screen; `label` may be lazy.

    `group` is under which of the filters of a book it is found. `says` makes the sentence that stands in the book, of
    the payload alone; without it the label stands there. `sought`: search finds it by the words of its payload, too.
    """

    code: str
    label: str | Promise
    group: str = "other"
    says: Says | None = None
    sought: bool = False


MOMENT_KINDS: Slot[MomentKind] = Slot("moment kinds")
for kind in (
    MomentKind("message", _("Message"), "talk"),
    MomentKind("bounce", _("Could not be delivered"), "talk"),
):
    MOMENT_KINDS.offer(kind.code, kind)


def sentence(code: str, payload: Mapping[str, Any]) -> str:
    """What stands in the book for a moment without a text. The payload may have been written by another version; of one
    that an erasure emptied only what it was is told."""
    known = MOMENT_KINDS.get(code)
    if known is None:
        return gettext("Something that nothing here knows how to tell (%(kind)s)") % {"kind": code}
    if known.says is not None and payload:
        try:
            return str(known.says(payload))
        except Exception:  # one moment that cannot be told must not take the book away
            log.exception("The moment %s could not be told", code)
    return str(known.label)


def group_of(code: str) -> str:
    """One of GROUPS; "other" for what nothing here knows."""
    known = MOMENT_KINDS.get(code)
    return known.group if known else "other"


def kinds_of(group: str) -> list[str]:
    """The codes of a group, in the order in which they were declared."""
    return [code for code, kind in MOMENT_KINDS if kind.group == group]
