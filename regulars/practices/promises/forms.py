"""Promises between forms and values."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from regulars.base import money
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.models import Conversation
from regulars.intake.hours import hours
from regulars.practices.promises import rules, words
from regulars.practices.promises.models import Promise
from regulars.practices.promises.rules import Said
from regulars.staff.hours.rules import Hours, spans_of
from regulars.web.forms import Form

DUE = ("day", "at", "due_means")
FIELDS = ("what", "sort", "strength", "on_behalf_of", "concerns", "quote", *DUE)
HONOUR = ("words", "cost", "currency")
# The last minute of a day: what is promised for Monday can be kept on Monday.
END_OF_DAY = time(23, 59)
# Until the company says when it closes.
CLOSES = time(18)


def blank(quote: str = "", sort: str = "", due: LocalTime | None = None, **more: str) -> Form:
    """A form to begin with."""
    return Form(
        {
            "what": quote[: rules.LONGEST_WHAT],
            "sort": sort or rules.sort_of(quote),
            "strength": Promise.EXPLICIT,
            "on_behalf_of": "",
            "concerns": "",
            "quote": quote,
            **due_typed(due, Promise.DAY),
            **more,
        }
    )


def due_typed(due: LocalTime | None, means: str) -> dict[str, str]:
    """A due time as fields."""
    if due is None:
        return {"day": "", "at": "", "due_means": means}
    is_day = means != Promise.TIME
    return {"day": due.wall.date().isoformat(), "at": "" if is_day else f"{due.wall:%H:%M}", "due_means": means}


def due_in(form: Form, zone: str, on: Conversation | None) -> tuple[LocalTime | None, str] | Refused:
    """The due time that a form says, in `zone`, and what is meant by it; None where none was said."""
    return wanted_due(form, zone, on) if form.value("day") or form.value("at") else (None, Promise.TIME)


def wanted_due(form: Form, zone: str, on: Conversation | None) -> tuple[LocalTime, str] | Refused:
    """The same, where there has to be one. Until we close is until they close who have the inbox of `on`."""
    day, at = form.value("day"), form.value("at")
    if not day and not at:
        return Refused(_("Until when? They will want to know."), "day")
    if not day:
        return Refused(_("On which day?"), "day")
    try:
        the_day = date.fromisoformat(day)
    except ValueError:
        return Refused(_("“%(day)s” is no day. Write it like 2026-11-30.") % {"day": day[:20]}, "day")
    if at:
        try:
            return LocalTime(datetime.combine(the_day, time.fromisoformat(at).replace(tzinfo=None)), zone), Promise.TIME
        except ValueError:
            return Refused(_("“%(at)s” is no time of day. Write it like 17:00.") % {"at": at[:20]}, "at")
    if form.value("due_means") == Promise.CLOSING:
        closes = closing_on(hours(on.inbox_id if on else None), the_day, zone)
        return closes if isinstance(closes, Refused) else (closes, Promise.CLOSING)
    return LocalTime(datetime.combine(the_day, END_OF_DAY), zone), Promise.DAY


def closing_on(hours: Hours, day: date, zone: str) -> LocalTime | Refused:
    """When we close on a day, on our own clock; where nobody has said when we are open, at CLOSES in `zone`."""
    if not hours:
        return LocalTime(datetime.combine(day, CLOSES), zone)
    spans = spans_of(hours, day)
    if not spans:
        return Refused(_("We are closed on that day. Choose another, or an hour."), "day")
    return LocalTime(spans[-1][1].astimezone(ZoneInfo(hours.zone)).replace(tzinfo=None), hours.zone)


def said_in(form: Form, zone: str, conversation: Conversation | None, **where: Any) -> Said | Refused:
    """What a form says; where it was said is added by its page."""
    due = due_in(form, zone, conversation)
    if isinstance(due, Refused):
        return due
    when, means = due
    return Said(
        form.value("what"),
        form.value("sort"),
        when,
        form.value("strength") or Promise.EXPLICIT,
        form.value("quote"),
        on_behalf_of=form.value("on_behalf_of"),
        concerns=form.value("concerns"),
        due_means=means,
        conversation=conversation,
        **where,
    )


def placed(fault: Refused) -> Refused:
    """A fault of the due time stands at the day, where it was typed."""
    return Refused(fault.reason, "day") if fault.field == "due" else fault


def cost_in(form: Form) -> tuple[int, str] | Refused:
    """What honouring cost, and in which currency; nothing typed is nothing."""
    written, currency = form.value("cost"), form.value("currency").upper()[:3] or "EUR"
    if not written:
        return 0, ""
    if currency not in money.CODES:
        return Refused(_("“%(code)s” is no currency. Write a code like EUR.") % {"code": currency}, "currency")
    try:
        amount = money.parse(written, currency)
    except money.NotMoney:
        return Refused(_("“%(cost)s” is no amount. Write it like 1234.50.") % {"cost": written[:60]}, "cost")
    return (amount, currency) if amount >= 0 else Refused(_("What it cost us is an amount, or nothing."), "cost")


def offered() -> dict[str, Any]:
    """What the lists of a form offer."""
    return {
        "sorts": list(words.SORTS.items()),
        "strengths": list(words.STRENGTHS.items()),
        "means": [(code, words.MEANS[code]) for code in (Promise.DAY, Promise.CLOSING)],
    }
