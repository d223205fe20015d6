"""What the sweep found in the books: found again each time, so derived; and what people said of it, which is kept."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Customer

AGENT = settings.AUTH_USER_MODEL


class Hanging(models.Model):
    """A bad experience that nobody followed up. `key` names it for good: "moment:" or "order:" and a public id.

    `quote` are their words, "" where only the record shows it; `answered`: somebody wrote, and made nothing right.
    `gaps` is how long they have stayed away since, in their own `rhythm` (days), 0 for who came back; `yearly` what
    they spent in a year until then, in minor units of `currency`. `pressing` orders the list (see `sweep.rules`).
    `gone_at`: it is not found any more. `attended` projects the newest `Attended`.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="hanging")
    birth_customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    moment = models.CharField(max_length=12, blank=True)
    order = models.CharField(max_length=12, blank=True)
    quote = models.CharField(max_length=600, blank=True)
    answered = models.BooleanField(default=False)
    rhythm = models.FloatField(default=0.0)
    gaps = models.FloatField(default=0.0)
    yearly = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    pressing = models.FloatField(default=0.0)
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    attended = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-pressing", "-id"], condition=Q(gone_at=None, attended=False), name="left_hanging"),
        ]

    def __str__(self) -> str:
        return self.key


class Attended(models.Model):
    """Somebody took it up, or put it aside with a reason. The key, not the row, is named: rows are found again."""

    OPENED, ASIDE, BACK = "opened", "aside", "back"

    key = models.CharField(max_length=80, db_index=True)
    how = models.CharField(max_length=8)
    agent = models.ForeignKey(AGENT, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.how} {self.key}"
