"""Roles as the owner has settled them."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models

from regulars.staff import rules


class Role(models.Model):
    """A named set of permissions. The built-in ones have a row only once the owner has changed them.

    `needs_second`: who has this role signs in with a second factor.
    """

    name = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=60)
    permissions = models.JSONField(default=list)
    needs_second = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.label


def granted(name: str) -> frozenset[str]:
    """What the role of that name may do, read from its row."""
    return holds(name, Role.objects.filter(name=name).values_list("permissions", flat=True).first())


def holds(name: str, settled: Iterable[str] | None) -> frozenset[str]:
    """What the role of that name may do; `settled` is what its row says, None where it has none.

    All for the owner, nothing for a name that nobody knows.
    """
    if name == rules.OWNER:
        return rules.ALL
    return rules.known(settled) if settled is not None else rules.ROLES.get(name, frozenset())
