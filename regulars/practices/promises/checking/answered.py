"""What the answer of a system of record makes of a contradiction. The record follows only where they say so."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.models import Task
from regulars.gestures.models import Sending
from regulars.gestures.webhooks.slots import ASKERS, Asker, Told
from regulars.practices.promises.checking import asking
from regulars.practices.promises.checking.acts import answer
from regulars.practices.promises.models import Answer, Contradiction
from regulars.staff.models import Agent
from regulars.web.templating import url

LABELS = {
    "reward": gettext_lazy("Extend a reward to what was promised"),
    "delivery": gettext_lazy("Have an order delivered as promised"),
    "booking": gettext_lazy("Move a booking to what was promised"),
}


def codes() -> Iterable[tuple[str, str | Lazy]]:
    """What a system of record can be asked for."""
    return [(asking.CODES[sort], label) for sort, label in LABELS.items()]


def of(sending: Sending) -> Contradiction:
    """What it is about."""
    return Contradiction.objects.select_related("customer").get(public_id=sending.about)


def done(sending: Sending, now: datetime) -> None:
    """They say that the record follows."""
    followed(of(sending), None, now, sending.webhook.name)


def refused(sending: Sending, why: str, now: datetime) -> None:
    """They say that it cannot: a colleague finds another way."""
    reason = _("It did not work by itself: %(why)s") % {"why": why} if why else _("It did not work by itself.")
    left(sending, reason, now)


def left(sending: Sending, reason: str, now: datetime) -> None:
    """A person has to see to it, unless that is settled meanwhile."""
    if wants(sending):
        asking.ask_person(of(sending), reason, now)


def wants(sending: Sending) -> bool:
    """Whether somebody still counts on it."""
    return of(sending).state in (Answer.ASKED, Answer.HONOURED)


def told(sendings: Sequence[Sending]) -> Mapping[int, Told]:
    """What they are about. One statement."""
    about = Contradiction.objects.in_bulk([one.about for one in sendings], field_name="public_id") if sendings else {}
    found = [(one.pk, about[one.about]) for one in sendings if one.about in about]
    return {pk: Told(asking.title(row), url("contradiction", public_id=row.public_id)) for pk, row in found}


def followed(row: Contradiction, agent: Agent | None, now: datetime, why: str = "") -> Answer | Refused | None:
    """The record follows: nobody has to see to it any more. What was honoured stays so, and of two who say so the
    second changes nothing."""
    with transaction.atomic():
        asking.close(row, now)
        waits = Contradiction.objects.filter(pk=row.pk, state=Answer.ASKED).exists()
        return answer(row, Answer.FOLLOWED, agent, now, reason=why) if waits else None


def task_done(key: str, now: datetime) -> None:
    """Somebody has seen to it by hand."""
    name = key.removeprefix(f"{asking.FOLLOW}:")
    for row in Contradiction.objects.select_related("customer").filter(key=name, state=Answer.ASKED):
        by = Task.objects.select_related("done_by").filter(practice=asking.PRACTICE, key=key).first()
        followed(row, by.done_by if by else None, now)


ASKERS.offer(asking.ASKER, Asker(codes, done, refused, left, wants, told))
