"""The kinds of moment that customers make with their links, and how these are put into words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.book.kinds import MOMENT_KINDS, MomentKind
from regulars.book.theirs.forms import ADDRESS, BOOKING, MORE, NOTED, TITLES

ANSWERED, ASKED, PRACTICE = "form.answered", "wish.asked", "theirs"
FACT = "fact"
LABELS: Mapping[str, str | Promise] = {
    **{field.name: field.label for field in (*ADDRESS, *BOOKING, MORE)},
    FACT: NOTED,
    "greeting": gettext_lazy("Form of address"),
}


def answered(payload: Mapping[str, Any]) -> str:
    """What they confirmed, or what they changed."""
    title = str(TITLES.get(payload["form"], "")) or _("Their page")
    changed = payload["changes"]
    if not changed:
        return _("They confirmed: %(title)s") % {"title": title}
    said = "; ".join(f"{LABELS.get(name, name)}: {shown(before)} → {shown(after)}" for name, before, after in changed)
    return _("They answered: %(title)s. %(changes)s") % {"title": title, "changes": said}


def shown(value: str | None) -> str:
    """What stood in a field; None where that is kept apart."""
    return _("(sensitive)") if value is None else value or "–"


def asked(payload: Mapping[str, Any]) -> str:
    """What they ask for."""
    if payload["wish"] == "export":
        return _("They ask for everything that we keep about them")
    return _("They ask to be erased")


MOMENT_KINDS.offer(ANSWERED, MomentKind(ANSWERED, gettext_lazy("Form answered"), "other", answered))
MOMENT_KINDS.offer(ASKED, MomentKind(ASKED, gettext_lazy("Wish for their data"), "other", asked))
