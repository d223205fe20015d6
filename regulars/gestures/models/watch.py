"""What a lead looks at: remarks of the guards, and that something was looked at."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from regulars.gestures.models.gesture import Gesture


class Remark(models.Model):
    """Something about a gesture that a lead should know. `kind` is again, self or split; `told` what it was seen by."""

    gesture = models.ForeignKey(Gesture, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=8)
    told = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["gesture", "kind"], name="remarked_once")]
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="remarks_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.gesture_id}"


class Review(models.Model):
    """That somebody looked at a gesture, perhaps with what is to be learned from it. The newest that was not taken
    back counts."""

    gesture = models.ForeignKey(Gesture, on_delete=models.CASCADE, related_name="reviews")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gesture"], condition=Q(undone_at=None), name="reviewed_once"),
        ]

    def __str__(self) -> str:
        return f"of {self.gesture_id}"
