"""What a customer has in hand or asked for: links to pages of their own, being erased; and who is told of visits."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models.customer import Customer
from regulars.book.models.moment import Moment


class PersonalLink(models.Model):
    """A link that opens a page for one customer, without sign-in, until it expires: their book's page, or a form.

    `form` names the form; `asked` is what it asks and was filled in with when it was made. It opens only while
    `customer` is the book that it was made for: after a merge somebody else's pages would open with it.
    """

    PAGE, FORM = "page", "form"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=8)
    form = models.CharField(max_length=20, blank=True)
    asked = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    moment = models.ForeignKey(Moment, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.purpose} {self.public_id}"


class Erasure(models.Model):
    """That a customer is to be erased: after thirty days in which it can be taken back. `certificate` says afterwards
    what was erased, by counts, and holds nothing of theirs."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    certificate = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(cancelled_at=None, done_at=None), name="erased_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class BriefMail(models.Model):
    """Who gets the briefs of a day's visits by mail, in which `language`, and at which hour where they are: of the same
    day, or of the one that is `ahead` by so many. `last_for` is the last day (YYYY-MM-DD, there) on which they went
    out, and `held_back` says why that did not leave; it is empty where it did."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=100)
    to = models.JSONField(default=list)
    place = models.CharField(max_length=120, blank=True)
    at = models.CharField(max_length=5)
    zone = models.CharField(max_length=64)
    language = models.CharField(max_length=10, default="en")
    ahead = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    last_for = models.CharField(max_length=10, blank=True)
    held_back = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name
