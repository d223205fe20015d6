"""How a promise stands, as the customer may see it: no names, and no words that were written among us."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.practices.promises import ledger, rules, words
from regulars.practices.promises.models import Denied, Outcome, Promise
from regulars.readings.texts import house_zone
from regulars.web.words import full, manner

# Whoever puts it off more often than this has the earlier times in their mail.
MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a receipt shows of the `promise` that stands by now: by when, how it stands, and what went before, the
    oldest first; `denied` is that they said it did not happen, empty where they did not. `zone` names the clock; empty
    where no time of day is on the page. `may` names what they can do: "let_off", "need_again", "deny"."""

    promise: Promise
    until: str
    stands: str
    before: tuple[str, ...]
    denied: str
    zone: str
    may: frozenset[str]


def sheet(first: Promise, now: datetime) -> Sheet:
    """Of the promise that a receipt was written for. In the active language."""
    zone = rules.zone_of(first.customer.time_zone, first.due_zone or house_zone())
    course = chain(first)
    last = course[-1]
    before = [
        was_said(first, zone),
        *(said_instead(old, new, zone) for old, new in pairwise(course)),
    ]
    timed = any(one.due_at and one.due_means == Promise.TIME for one in course)
    ended = ledger.last(last)
    said = denied(last, ended)
    return Sheet(
        last,
        until(last, zone),
        stands(last, ended, zone, now),
        tuple(before),
        denied_in_words(said, zone) if said else "",
        zone if timed else "",
        may(last, ended, said, now),
    )


def may(promise: Promise, ended: Outcome | None, said: Denied | None, now: datetime) -> frozenset[str]:
    """What they can do by now."""
    ways = {
        "let_off": promise.state in (Promise.OPEN, Outcome.BROKEN),
        "need_again": ended is not None and rules.is_theirs(ended.kind, ended.agent is None),
        "deny": said is None and rules.may_be_denied(promise.state, promise.sort, promise.due_at, now),
    }
    return frozenset(way for way, there in ways.items() if there)


def denied(promise: Promise, ended: Outcome | None) -> Denied | None:
    """What they said against how it stands, with the outcome that stands."""
    said = promise.denials.order_by("at", "pk").last()
    return None if said is None or (ended is not None and said.at < ended.at) else said


def denied_in_words(said: Denied, zone: str) -> str:
    """That they said so."""
    return _("You told us on %(day)s that this did not happen. One of us looks into it.") % {"day": day(said.at, zone)}


def chain(first: Promise) -> list[Promise]:
    """It, and what was put in its place, one after the other."""
    course = [first]
    while course[-1].state == Outcome.REPLACED and len(course) < MOST_STEPS:
        there = course[-1].replaced_by.filter(customer=first.customer_id, said_at__isnull=False)
        after = there.exclude(state=Outcome.MISTAKEN).select_related("customer").order_by("pk").last()
        if after is None:
            break
        course.append(after)
    return course


def newest_of(first: Promise) -> Promise:
    """What stands in its place by now, or it itself."""
    return chain(first)[-1]


def until(promise: Promise, zone: str) -> str:
    """By when, on the customer's clock; empty where nobody has said."""
    if promise.due_at is None:
        return ""
    if promise.due_means == Promise.TIME:
        return _("by %(when)s") % {"when": full(promise.due_at.astimezone(ZoneInfo(zone)), manner(get_language()))}
    return words.until(promise.due_local, promise.due_zone, promise.due_means, promise.due_at)


def day(at: datetime, zone: str) -> str:
    """On which day that was where they live."""
    return words.day(at.astimezone(ZoneInfo(zone)))


def with_time(what: str, until: str) -> str:
    """What was promised, and by when if that was said."""
    return _("%(what)s, %(until)s") % {"what": what, "until": until} if until else what


def was_said(promise: Promise, zone: str) -> str:
    """When we promised it."""
    said = {"day": day(promise.said_at or promise.at, zone), "what": with_time(promise.what, until(promise, zone))}
    return _("%(day)s: we promised you %(what)s") % said


def said_instead(old: Promise, new: Promise, zone: str) -> str:
    """What we said in its place, and whether that was before it was late."""
    due = until(new, zone)
    # What they know already need not be said again.
    what = due if due and new.what == old.what else with_time(new.what, due)
    said = {"day": day(new.said_at or new.at, zone), "what": what}
    if old.told_at is not None:
        return _("%(day)s: we told you, before it was late, that it takes longer: %(what)s") % said
    return _("%(day)s: something else took its place: %(what)s") % said


def stands(promise: Promise, ended: Outcome | None, zone: str, now: datetime) -> str:
    """How it stands now, in a sentence."""
    if promise.state == Promise.OPEN:
        return is_open(promise, now)
    when = {"day": day(ended.happened_at if ended else now, zone)}
    said = {
        Outcome.KEPT: _("Done, on %(day)s."),
        Outcome.LATE: _("Done, on %(day)s. That was late, and we are sorry."),
        Outcome.BROKEN: _("We did not keep this, and we are sorry."),
        Outcome.RELEASED: _("You told us on %(day)s that you no longer need this."),
        Outcome.REPLACED: _("Something else took its place. Write to us if you do not know what."),
        Outcome.MISTAKEN: _("This does not stand any more. If you count on it, please write to us."),
    }
    return said[promise.state] % when


def is_open(promise: Promise, now: datetime) -> str:
    """How one stands that has not ended."""
    if not rules.is_over(promise.due_at, promise.due_means, now):
        return _("It stands, and we are on it.") if rules.breaks_by_time(promise.sort, False) else _("It stands.")
    if rules.breaks_by_time(promise.sort, False):
        return _("Its time has passed, and we have not noted yet that it is done. We are sorry.")
    return _("It stood until then.")
