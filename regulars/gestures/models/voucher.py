"""Vouchers, and that one was redeemed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from regulars.base.ids import public_id
from regulars.book.models import Customer
from regulars.gestures.models.gesture import Gesture


class Voucher(models.Model):
    """Money on paper: `code` is its secret part, of which the check part is made (see vouchers/codes.py). It ends at a
    wall time in its zone. What it is still worth stands in its account."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    gesture = models.OneToOneField(Gesture, on_delete=models.PROTECT, related_name="voucher")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="vouchers", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8, unique=True)
    worth = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    expires_local = models.CharField(max_length=19)
    expires_zone = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-at", "-id"], name="vouchers_of_customer"),
            models.Index(fields=["-at", "-id"], name="vouchers_by_time"),
        ]

    def __str__(self) -> str:
        return self.public_id


class Redemption(models.Model):
    """That a voucher was taken for money, once: by whom, and for what, such as the number of an order."""

    voucher = models.OneToOneField(Voucher, on_delete=models.PROTECT, related_name="redemption")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purchase = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"of {self.voucher_id}"
