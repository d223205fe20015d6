"""Roles as the owner has settled them."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from regulars.base.frozen import dataclass
from regulars.staff import rules


class Role(models.Model):
    """A named set of permissions. The built-in ones have a row only once the owner has changed them.

    `needs_second`: who has this role signs in with a second factor. `reach` says of whose conversations they see any,
    one of `rules.REACHES`; `contacts`, whether they see mail addresses and telephone numbers of customers.
    """

    name = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=60)
    permissions = models.JSONField(default=list)
    needs_second = models.BooleanField(default=False)
    reach = models.CharField(max_length=8, default=rules.EVERYBODYS)
    contacts = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Settled:
    """What a role comes to: its permissions, of whose conversations it sees any, and whether it sees contacts."""

    permissions: frozenset[str]
    reach: str = rules.EVERYBODYS
    contacts: bool = True

    def goes_beyond(self, other: "Settled") -> bool:
        """Whether it may do or see something that the other may not."""
        return (
            bool(self.permissions - other.permissions)
            or rules.is_wider(self.reach, other.reach)
            or (self.contacts and not other.contacts)
        )


COLUMNS = ("permissions", "reach", "contacts")


def settled(name: str) -> Settled:
    """What the role of that name may do, read from its row."""
    return holds(name, Role.objects.filter(name=name).values_list(*COLUMNS).first())


def holds(name: str, row: tuple[Iterable[str], str, bool] | None) -> Settled:
    """What the role of that name may do; `row` are the COLUMNS of its row, None where it has none.

    All for the owner, nothing for a name that nobody knows. What a newer release called otherwise is the narrowest.
    """
    if name == rules.OWNER:
        return Settled(rules.ALL)
    if row is None:
        return Settled(rules.ROLES.get(name, frozenset()))
    permissions, reach, contacts = row
    may = rules.known(permissions) - (frozenset() if contacts else rules.NEEDS_CONTACTS)
    return Settled(may, reach if reach in rules.REACHES else rules.OWN, bool(contacts))
