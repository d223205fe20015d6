"""What was told to a customer, who holds it, and what was said before it was late."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Customer, Moment
from regulars.conversations.models import Draft


class Promise(models.Model):
    """One thing that we told a customer we would do, or that would be so.

    `quote` are the words, from `start` to `end` (code points) of the text of `moment` or `draft`, as `reader` in
    `reader_version` found them, or as a person did where `reader` is empty. `agent` said so, perhaps `on_behalf_of`
    somebody else. `concerns` names a record, such as "reward:4f…" with its public id.

    A due time keeps its wall time and zone; `due_means` says what was meant by it: "time" that minute, "day" all of
    that day, "closing" until we close; `due_at` is derived in UTC. Without one, nobody has said yet until when.

    While it stands in a draft that nobody has sent, `said_at` is empty and it counts for nothing. Projections: `state`
    of the outcomes that stand, `holder` of the last holding, `told_at` of what was told before it was late.
    """

    SORTS = ("callback", "delivery", "reply", "money", "reward", "visit", "price", "other")
    STRENGTHS = EXPLICIT, IMPLIED, POLICY = "explicit", "implied", "policy"
    MEANS = TIME, DAY, CLOSING = "time", "day", "closing"
    OPEN = "open"

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="promises", db_index=False)
    birth_customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, related_name="promises", db_index=False
    )
    moment = models.ForeignKey(Moment, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    sort = models.CharField(max_length=8, choices=[(sort, sort) for sort in SORTS])
    what = models.CharField(max_length=300)
    quote = models.TextField(blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    reader = models.CharField(max_length=40, blank=True)
    reader_version = models.PositiveIntegerField(default=0)
    strength = models.CharField(max_length=8, choices=[(strength, strength) for strength in STRENGTHS])
    concerns = models.CharField(max_length=40, blank=True)
    due_local = models.CharField(max_length=19, blank=True)
    due_zone = models.CharField(max_length=64, blank=True)
    due_means = models.CharField(max_length=8, default=TIME)
    due_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="replaced_by")
    state = models.CharField(max_length=8, default=OPEN)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "state", "due_at"], name="promises_of_customer"),
            models.Index(
                fields=["conversation", "state"], condition=Q(conversation__isnull=False), name="promises_of_talk"
            ),
            models.Index(fields=["state", "due_at", "id"], condition=Q(said_at__isnull=False), name="promises_by_due"),
            models.Index(
                fields=["holder", "state", "due_at"], condition=Q(said_at__isnull=False), name="promises_of_holder"
            ),
            # Most were written down by hand: an index of all would be one of nothing, and not be taken.
            models.Index(fields=["moment"], condition=Q(moment__isnull=False), name="promises_of_moment"),
            models.Index(fields=["draft"], condition=Q(draft__isnull=False), name="promises_of_draft"),
            models.Index(fields=["concerns"], condition=~Q(concerns=""), name="promises_of_record"),
        ]

    def __str__(self) -> str:
        return self.what


class Holding(models.Model):
    """That a promise went into somebody's hands: `agent` has to keep it from `at` on, nobody where it is empty. `by` is
    empty where the desk handed it over from who is not there."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="holdings")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.promise_id} with {self.agent_id}"


class Told(models.Model):
    """That they were told of a new time: in a `draft` until it is sent, then with its `moment`; by voice without
    either. What was told at `said_at` before the promise was late is counted apart from late ones. `due_local` is
    empty where the mail that went out named no time, or several."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="told")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, related_name="+")
    moment = models.ForeignKey(Moment, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    due_local = models.CharField(max_length=19)
    due_zone = models.CharField(max_length=64)
    due_means = models.CharField(max_length=8, default=Promise.TIME)

    def __str__(self) -> str:
        return f"{self.promise_id} until {self.due_local}"


class Sign(models.Model):
    """Something that happened and seems to keep a promise; a person says whether it does."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="signs")
    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["promise", "moment"], name="one_sign_a_moment")]

    def __str__(self) -> str:
        return f"{self.moment_id} for {self.promise_id}"


class PassedOver(models.Model):
    """That words which were read as a promise are none to be kept in the ledger, says somebody."""

    moment = models.ForeignKey(Moment, on_delete=models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["moment", "start", "end"], name="passed_over_once"),
        ]

    def __str__(self) -> str:
        return f"{self.moment_id} {self.start}-{self.end}"
