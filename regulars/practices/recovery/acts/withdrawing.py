"""A promise that was not broken after all: the recovery that it opened was opened by mistake."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.book.models import Moment
from regulars.practices.recovery import course, matters
from regulars.practices.recovery.acts import steps
from regulars.practices.recovery.acts.opening import add_sign, held_recovery
from regulars.practices.recovery.acts.projecting import standing_of, tell
from regulars.practices.recovery.matters import Found
from regulars.practices.recovery.models import Recovery, Sign


def take_back(key: str, moment: Moment, now: datetime) -> None:
    """Hear that the sign of that key was none. Where nothing else shows that something went wrong, and nobody has done
    anything yet, the recovery ends as mistaken; else it goes on, and says so beside the sign."""
    with transaction.atomic():
        held = opened_by(key)
        back = f"{key}:{moment.public_id}"
        if held is None or held.ended_at is not None or Sign.objects.filter(key=back).exists():
            return
        others = held.signs.exclude(key=key).exclude(label=matters.TAKEN_BACK).exists()
        add_sign(held, as_taken_back(held, back, moment), moment.agent)
        if others or standing_of(held).last is not None:
            tell(held)
        else:
            why = _("The promise that opened it was not broken after all.")
            steps.end(held, course.MISTAKEN, None, now, why=why, moment=moment.public_id)


def broken_again(key: str, moment: Moment, now: datetime) -> bool:
    """Let a recovery that ended because its promise was not broken go on, as that was broken after all; whether so."""
    with transaction.atomic():
        held = opened_by(key)
        last = held.endings.order_by("-pk").first() if held else None
        if held is None or last is None or last.how != course.MISTAKEN or last.agent_id is not None:
            return False
        if Moment.objects.filter(public_id=last.moment, pk__gte=moment.pk).exists():
            # The same moment may be heard twice.
            return False
        return steps.go_on(held, None, now) is None


def opened_by(key: str) -> Recovery | None:
    """The recovery of a sign, held until the end of the transaction."""
    sign = Sign.objects.select_related("recovery__customer").filter(key=key).first()
    return held_recovery(sign.recovery) if sign else None


def as_taken_back(held: Recovery, key: str, moment: Moment) -> Found:
    """What is kept of it among the signs. It names no moment: nothing went wrong there."""
    return Found(
        key,
        matters.PROMISE,
        moment.at,
        held.severity,
        held.failure,
        label=matters.TAKEN_BACK,
    )
