"""The person, and the handles under which they are known."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id


class Customer(models.Model):
    """Someone who has a book. `greeting` is how they are addressed ("Ms Novak", "Ana"), `language` a BCP 47 tag.

    Projections: `last_at` is the time of the newest moment; `merged_into` is the other end of the live merge in which
    this one was the one to go, and leads on to the book that stays. While a merge shows another's name or the like
    here, `own` keeps what this row itself says, by field (docs/decisions/0012).
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=200, blank=True)
    greeting = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=35, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)
    own = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="merged_customers"),
        ]

    def __str__(self) -> str:
        return self.name or self.public_id


class Identity(models.Model):
    """One handle on one channel.

    `value` is the normal form that is compared (address lower-cased, phone in E.164), `shown` is as it was written.
    A claim (`verified_at` empty) never matches anyone; a verified value belongs to one customer. One that several
    people write from (`shared`: a family's, info@) never says alone who writes.
    `birth_customer` never changes; `customer` is whom it is shown with.
    """

    KINDS = ("email", "phone", "handle", "card", "external")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identities")
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    value = models.CharField(max_length=320)
    shown = models.CharField(max_length=320)
    source = models.CharField(max_length=40)
    verified_at = models.DateTimeField(null=True)
    shared = models.BooleanField(default=False)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "value"], condition=Q(verified_at__isnull=False), name="verified_for_one"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "value"], name="identity_value")]

    def __str__(self) -> str:
        return self.shown
