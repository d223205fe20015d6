"""Mirrors of what other systems hold: orders, bookings and visits, rewards.

Each is known by its system and the id there. They change, and each change appends a moment. Amounts are in minor
units of their currency. No constraint watches over their `moment`: without an index for it, each moment that undoing an
import takes away would be looked for in all records.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models.customer import Customer
from regulars.book.models.moment import Moment


class Batch(models.Model):
    """One import of records, or what a program wrote through the API in one request; it can be undone as a whole.

    WAITING: the file is here, and a person is to say how its columns are meant. BROKEN: it broke off; what was brought
    until then stands, and bringing the file again goes on. UNDOING goes on until it is UNDONE.

    `mapping` says which column became which field; `counts` how many rows had which fate.
    """

    WAITING, RUNNING, DONE, BROKEN = "waiting", "running", "done", "broken"
    UNDOING, UNDONE = "undoing", "undone"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    noun = models.CharField(max_length=8)
    source = models.CharField(max_length=40)
    name = models.CharField(max_length=255, blank=True)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=RUNNING)
    at = models.DateTimeField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.noun} {self.public_id}"


class Order(models.Model):
    """Something bought. `promised_*` is when it was to be there, as was promised; `ship_to` and `bill_to` hold name,
    street, postcode, city and country (two letters). `moment` is the one that tells of
    it in the book. Damaged: what came, or was on its way, is broken."""

    PLACED, PAID, SENT, DELIVERED, DAMAGED = "placed", "paid", "sent", "delivered", "damaged"
    CANCELLED, RETURNED = "cancelled", "returned"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=120)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, default=PLACED)
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField()
    ordered_at = models.DateTimeField()
    promised_local = models.CharField(max_length=19, blank=True)
    promised_zone = models.CharField(max_length=64, blank=True)
    promised_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    ship_to = models.JSONField(default=dict)
    bill_to = models.JSONField(default=dict)
    moment = models.ForeignKey(
        Moment, models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "source_id"], name="order_once")]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-ordered_at", "-id"], name="orders_of_customer"),
            models.Index(fields=["number"], condition=~Q(number=""), name="orders_by_number"),
            # Looked at each hour: which should be there by now, and by how much orders come late here.
            models.Index(fields=["promised_at", "id"], condition=Q(delivered_at=None), name="orders_to_come"),
            models.Index(
                fields=["-delivered_at", "promised_at"],
                condition=Q(delivered_at__isnull=False, promised_at__isnull=False),
                name="orders_that_came",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.source_id


class OrderLine(models.Model):
    """One article of an order; `price` is that of one piece."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    sku = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    price = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name


class Visit(models.Model):
    """A booking, and the visit that comes of it: a stay, a table, an appointment. `unit` is the room or table. Both
    ends keep their wall time and zone; the times in UTC are derived."""

    BOOKED, CAME, MISSED, CANCELLED = "booked", "came", "missed", "cancelled"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=120)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="visits", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=10, default=BOOKED)
    place = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=80, blank=True)
    what = models.CharField(max_length=300, blank=True)
    party = models.PositiveIntegerField(default=1)
    wishes = models.CharField(max_length=1000, blank=True)
    zone = models.CharField(max_length=64)
    starts_local = models.CharField(max_length=19)
    starts_at = models.DateTimeField()
    ends_local = models.CharField(max_length=19, blank=True)
    ends_at = models.DateTimeField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    total = models.BigIntegerField(default=0)
    moment = models.ForeignKey(
        Moment, models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "source_id"], name="visit_once")]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-starts_at", "-id"], name="visits_of_customer"),
            models.Index(fields=["starts_at"], name="visits_by_day"),
        ]

    def __str__(self) -> str:
        return self.number or self.source_id


class Reward(models.Model):
    """What a customer holds with a loyalty programme: a balance in its unit (points, nights) or in minor units of a
    currency. It ends at a wall time in the programme's own zone; without one it does not end."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=120)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="rewards")
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20)
    currency = models.CharField(max_length=3, blank=True)
    balance = models.BigIntegerField()
    expires_local = models.CharField(max_length=19, blank=True)
    expires_zone = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True)
    moment = models.ForeignKey(
        Moment, models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "source_id"], name="reward_once")]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="rewards_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.balance} {self.unit}"


class RecordChange(models.Model):
    """What a record said before a batch changed it, so that the batch can be undone. A record that the batch brought
    names the batch itself.

    The noun "made" is no record: `before` then lists what a part of the batch made: `records` ([id, its moments...]),
    `customers` and `identities`."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="changes")
    noun = models.CharField(max_length=8)
    record = models.BigIntegerField()
    before = models.JSONField()
    moment = models.ForeignKey(
        Moment, models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["noun", "record", "id"], name="changes_of_record")]

    def __str__(self) -> str:
        return f"{self.noun} {self.record}"
