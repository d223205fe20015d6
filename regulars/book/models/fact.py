"""What is known of a customer, and how each piece of it has fared."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models.customer import Customer
from regulars.book.models.moment import Moment


class Fact(models.Model):
    """One thing known of a customer, in one line.

    A situational one (`standing` false) holds within its `channel`, `place` and `occasion`, as far as they are said.
    `unspoken`: it guides us and is not mentioned to them. `visible`: it stands on the page that the customer can be
    shown. `allergen` is one of the fourteen that the law names, where it is one of them (regulars.book.facts.rules).
    `day` is YYYY-MM-DD or MM-DD where it is about a day. An expiry keeps its wall time and zone; `expires_at` is
    derived from them in UTC.

    A corrected one stays as history: `replaced_by` is what holds now. A forgotten one is shown nowhere from
    `forgotten_at` on, and minutes later it is gone, with its marks and its history (docs/decisions/0013). Projections
    of its marks: `sightings`, `honoured`, `contradicted`, and `used_at`, when any was last made.
    """

    KINDS = ("preference", "need", "avoidance", "date", "relation", "context")
    ORIGINS = ("said", "observed", "inferred", "imported")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="facts", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    text = models.CharField(max_length=500)
    allergen = models.CharField(max_length=20, blank=True)
    day = models.CharField(max_length=10, blank=True)
    standing = models.BooleanField(default=True)
    channel = models.CharField(max_length=16, blank=True)
    place = models.CharField(max_length=200, blank=True)
    occasion = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=8, choices=[(origin, origin) for origin in ORIGINS])
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    moment = models.ForeignKey(Moment, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    sensitive = models.BooleanField(default=False)
    unspoken = models.BooleanField(default=False)
    visible = models.BooleanField(default=False)
    expires_local = models.CharField(max_length=19, blank=True)
    expires_zone = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True)
    sightings = models.PositiveIntegerField(default=1)
    honoured = models.PositiveIntegerField(default=0)
    contradicted = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="history")
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "replaced_by"], name="facts_of_customer"),
            models.Index(fields=["used_at", "id"], condition=Q(replaced_by=None, day=""), name="facts_by_use"),
            models.Index(fields=["forgotten_at"], condition=Q(forgotten_at__isnull=False), name="facts_forgotten"),
        ]

    def __str__(self) -> str:
        return self.text


class FactMark(models.Model):
    """That a fact was seen again, honoured, contradicted, or asked about and still true, and who says so."""

    SIGHTED, HONOURED, CONTRADICTED, RENEWED = "sighted", "honoured", "contradicted", "renewed"

    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    moment = models.ForeignKey(Moment, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Relation(models.Model):
    """That `other` is somebody's assistant, spouse or employer: `kind` says what `other` is to `customer`.

    `shares` are the groups of moments (see MomentKind) and `fact`, that each sees of the other in their own book.
    """

    KINDS = (
        "spouse",
        "partner",
        "parent",
        "child",
        "sibling",
        "friend",
        "assistant",
        "principal",
        "employer",
        "employee",
    )

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="relations")
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="related")
    birth_other = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    note = models.CharField(max_length=200, blank=True)
    shares = models.JSONField(default=list)
    at = models.DateTimeField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.other_id} is {self.kind} of {self.customer_id}"
