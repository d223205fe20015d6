"""What people say of promises that were read puts the reading right, so that the desk reads better the next time."""

from datetime import datetime

from django.db.models import QuerySet

from regulars.base.results import Refused
from regulars.book.models import Moment
from regulars.practices.promises.models import Promise
from regulars.reading.commitments import KIND
from regulars.readings import correcting
from regulars.readings.correcting import Ref
from regulars.readings.layers import WRONG
from regulars.readings.models import Correction
from regulars.staff.models import Agent


def is_none(moment: Moment, start: int, end: int, label: str, agent: Agent, now: datetime) -> None:
    """Say that the words in this place are no promise. Of one whose role does not put readings right, nothing is kept:
    that the words are not offered any more is another matter."""
    for message in correcting.newest_of(moment.pk):
        made = correcting.correct(Ref(message.pk, KIND, label, start, end), WRONG, agent, now)
        if isinstance(made, Refused):
            return


def was_misread(promise: Promise, agent: Agent, now: datetime) -> None:
    """Say so of a promise that was found by reading; of one that a person wrote down, nothing was read."""
    if promise.reader == KIND and promise.moment is not None:
        is_none(promise.moment, promise.start, promise.end, promise.strength, agent, now)


def after_all(promise: Promise, agent: Agent, now: datetime) -> None:
    """It is one after all: who said otherwise is taken at their word no more."""
    for word in said_of(promise):
        correcting.withdraw(word, agent, now)


def said_of(promise: Promise) -> QuerySet[Correction]:
    """Who says that the words of a promise are none."""
    here = {"moment": promise.moment_id, "reader": KIND, "start__lt": promise.end, "end__gt": promise.start}
    return Correction.objects.filter(**here, verdict=WRONG, withdrawn_at=None)
