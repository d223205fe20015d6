"""What the sweep says: on screen of a matter, and as the first line to a customer."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.book.models import Customer
from regulars.practices.recovery.letters import greeting
from regulars.practices.recovery.models import Hanging

MONTH = 30.4


def ago(at: datetime, now: datetime) -> str:
    """How long ago, in the largest unit of which there are two."""
    days = max(0, (now - at) // timedelta(days=1))
    if days >= 2 * MONTH:
        months = int(days // MONTH)
        return ngettext("%(n)s month ago", "%(n)s months ago", months) % {"n": months}
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


def what(row: Hanging) -> str:
    """What became of it, in a sentence."""
    if row.order:
        return _("It came late, damaged or not at all, and nobody said a word.")
    if row.answered:
        return _("We wrote, and made nothing right.")
    return _("Nobody answered.")


def since(row: Hanging, now: datetime) -> str:
    """How they have behaved since."""
    if row.gaps == 0:
        return _("They came back since.")
    away = {"n": max(0, (now - row.at) // timedelta(days=1))}
    if not row.rhythm:
        said = ngettext("They have stayed away for %(n)s day.", "They have stayed away for %(n)s days.", away["n"])
        return said % away
    days = round(row.rhythm)
    usual = ngettext("They used to come every day", "They used to come every %(n)s days", days) % {"n": days}
    said = ngettext(
        "%(usual)s, and have stayed away for %(n)s.", "%(usual)s, and have stayed away for %(n)s.", away["n"]
    )
    return said % {"usual": usual, **away}


def first_line(customer: Customer, row: Hanging, now: datetime) -> str:
    """How a letter begins that comes so late."""
    if row.order:
        said = _(
            "your order did not reach you as it should have, and we never said a word about it. That was wrong of us."
        )
    elif row.answered:
        said = _("you told us some time ago that something had gone wrong. We answered, and did not make it right.")
    else:
        said = _("you wrote to us some time ago that something had gone wrong, and nobody answered. I am sorry.")
    asks = _("I would like to hear from you how it was, and make it good. May I call you, or would you rather write?")
    return "\n\n".join((greeting(customer), said, asks))
