"""Money in double entry: accounts, entries, and postings that sum to zero in each entry and currency."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.book.models import Customer
from regulars.gestures.models.gesture import Gesture


class Account(models.Model):
    """Where money stands, in minor units of one currency. `kind` says how far down it may go (see money/rules.py);
    `key` which one of its kind it is. An allowance's is of one person and period, a credit's of one customer,
    what was paid of one order.

    `balance` is the sum of its postings, kept by the statement that posts.
    """

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    balance = models.BigIntegerField(default=0)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key", "currency"], name="account_once"),
            models.CheckConstraint(
                condition=Q(balance__gte=0) | ~Q(kind__in=("voucher", "credit", "paid")), name="never_below_zero"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-ends_at", "agent"], condition=Q(kind="allowance"), name="allowances_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.currency}"


class Entry(models.Model):
    """One booking. `key` names for good what it books, so that booking it again changes nothing."""

    key = models.CharField(max_length=80, unique=True)
    what = models.CharField(max_length=20)
    gesture = models.ForeignKey(Gesture, on_delete=models.PROTECT, null=True, related_name="entries")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """One side of an entry."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.amount} on {self.account_id}"
