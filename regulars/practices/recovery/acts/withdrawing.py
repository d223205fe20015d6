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
        others = held.signs.exclude(key=key).exclude(key__startswith=f"{key}:").exists()
        add_sign(held, as_said_later(held, back, moment, matters.TAKEN_BACK), moment.agent)
        if others or standing_of(held).last is not None:
            tell(held)
        else:
            why = _("The promise that opened it was not broken after all.")
            steps.end(held, course.MISTAKEN, None, now, why=why, moment=moment.public_id)


def broken_again(key: str, moment: Moment, now: datetime) -> bool:
    """Hear that a promise was broken after all that was said not to be: what stood beside the sign does not any more,
    and a recovery that ended by it goes on. Whether that was so."""
    with transaction.atomic():
        held = opened_by(key)
        said = held.signs.filter(key__startswith=f"{key}:").order_by("-pk").first() if held else None
        if held is None or said is None or said.label != matters.TAKEN_BACK:
            return False
        if Moment.objects.filter(public_id=said.key.rpartition(":")[2], pk__gte=moment.pk).exists():
            # The same moment may be heard twice.
            return False
        add_sign(held, as_said_later(held, f"{key}:{moment.public_id}", moment, matters.AGAIN), moment.agent)
        last = held.endings.order_by("-pk").first()
        if held.ended_at and last and last.how == course.MISTAKEN and last.agent_id is None:
            steps.go_on(held, None, now)
        tell(held)
        return True


def opened_by(key: str) -> Recovery | None:
    """The recovery of a sign, held until the end of the transaction."""
    sign = Sign.objects.select_related("recovery__customer").filter(key=key).first()
    return held_recovery(sign.recovery) if sign else None


def as_said_later(held: Recovery, key: str, moment: Moment, label: str) -> Found:
    """What is kept among the signs of what was said about one later. It names no moment: the first one does."""
    return Found(key, matters.PROMISE, moment.at, held.severity, held.failure, label=label)
