"""What a relation is called from either end, and what it can share. Pure."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]
FACT = "fact"
SHARES: Words = {
    "talk": _("Conversations"),
    "order": _("Orders"),
    "visit": _("Visits"),
    "reward": _("Rewards"),
    FACT: _("Facts"),
}
# What the customer is to the other, where the other is this to the customer; the rest are the same from both ends.
_INVERSE = {
    "parent": "child",
    "child": "parent",
    "assistant": "principal",
    "principal": "assistant",
    "employer": "employee",
    "employee": "employer",
}
# What the other is to the customer on whose page it stands.
KINDS: Words = {
    "spouse": _("Husband or wife"),
    "partner": _("Partner"),
    "parent": _("Mother or father"),
    "child": _("Child"),
    "sibling": _("Sister or brother"),
    "friend": _("Friend"),
    "assistant": _("Assistant"),
    "principal": _("Whom they assist"),
    "employer": _("Whom they work for"),
    "employee": _("Who works for them"),
}
# Beside something that is the other's and is shown here.
WHOSE: Words = {
    "spouse": _("of their husband or wife %(name)s"),
    "partner": _("of their partner %(name)s"),
    "parent": _("of their mother or father %(name)s"),
    "child": _("of their child %(name)s"),
    "sibling": _("of their sister or brother %(name)s"),
    "friend": _("of their friend %(name)s"),
    "assistant": _("of their assistant %(name)s"),
    "principal": _("of %(name)s, whom they assist"),
    "employer": _("of %(name)s, whom they work for"),
    "employee": _("of %(name)s, who works for them"),
}


def inverse(kind: str) -> str:
    """What the one is to the other, where the other is `kind` to the one."""
    return _INVERSE.get(kind, kind)


def shares(chosen: Iterable[str]) -> list[str]:
    """Those of the choices that there are, in their order."""
    wanted = set(chosen)
    return [one for one in SHARES if one in wanted]
