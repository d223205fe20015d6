"""Inboxes: opening one, and finding whose an address is."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.intake import rules
from regulars.intake.models import Inbox
from regulars.intake.recording import By, record


def add_inbox(address: str, name: str = "", by: By = None, now: datetime | None = None) -> Inbox | Refused:
    """A new inbox at `address`, lower-cased; `name` is what customers see beside it."""
    normal = rules.normal_address(address)
    if not address.strip():
        return Refused(_("Write the address that customers write to, such as help@example.com."), "address")
    try:
        validate_email(normal)
    except ValidationError:
        return Refused(_("“%s” is no mail address. Write it like help@example.com.") % address.strip(), "address")
    if normal != rules.without_token(normal):
        plain = rules.without_token(normal)
        return Refused(_("What follows a + is for replies. Add the inbox as %s.") % plain, "address")
    if len(name.strip()) > 120:
        return Refused(_("The name is too long. Keep it under 120 characters."), "name")
    try:
        with transaction.atomic():
            made = Inbox.objects.create(address=normal, name=name.strip())
            record(by, "inbox.added", made, after={"address": normal, "name": made.name}, now=now or timezone.now())
            return made
    except IntegrityError:
        return Refused(_("There is an inbox %s already.") % normal, "address")


def inbox_of(address: str) -> Inbox | None:
    """The inbox that mail to `address` belongs to; `local+token@domain` belongs to `local@domain`."""
    normal = rules.normal_address(address)
    known = {inbox.address: inbox for inbox in Inbox.objects.filter(address__in=[normal, rules.without_token(normal)])}
    return known.get(normal) or known.get(rules.without_token(normal))


def ours_among(addresses: Collection[str]) -> frozenset[str]:
    """Those of these addresses that belong to an inbox; asks nothing where there are none."""
    plain = {one: rules.without_token(one) for one in addresses}
    if not plain:
        return frozenset()
    wanted = {*plain, *plain.values()}
    known = set(Inbox.objects.filter(address__in=wanted).values_list("address", flat=True))
    return frozenset(one for one, without in plain.items() if one in known or without in known)
