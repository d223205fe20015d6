"""Readings as rows: derived, versioned, never pointed at by the ledger."""

from typing import ClassVar

from django.db import models

from regulars.book.models import Message


class Reading(models.Model):
    """What one version of a reader thinks a stretch of a message says. `start` and `end` count code points."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="readings", db_index=False)
    reader = models.CharField(max_length=40)
    reader_version = models.PositiveIntegerField()
    label = models.CharField(max_length=60)
    score = models.FloatField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "reader", "reader_version", "label", "start", "end"], name="read_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.label}"
