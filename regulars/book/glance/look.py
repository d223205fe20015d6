"""The glance: who this is, how to treat them, what matters now and what is open. The same beside every conversation."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.book.glance import facts, history, matters, read, records, rules
from regulars.book.glance.facts import Known, Scope
from regulars.book.glance.rules import Line
from regulars.book.glance.slots import of_practices
from regulars.book.models import Conversation, Customer
from regulars.web.templating import url
from regulars.web.words import hour


@dataclass(frozen=True, slots=True)
class Glance:
    """What one sees first. Texts are empty where nothing is known. `open` are matters that are not among the lines, and
    `left_out` counts what else found no room there."""

    language: str
    there: str
    history: str
    lines: tuple[Line, ...]
    unsaid: tuple[Line, ...]
    open: list[Line]
    left_out: int


def glance(customer: Customer, eyes: Eyes, now: datetime, conversation: Conversation | None = None) -> Glance:
    """That of a customer's book, or of the book beside a conversation, which is not named as open there.

    Nothing in it leads to what these `eyes` may not see.
    """
    today = timezone.localtime(now).date()
    past = read.past(customer, now)
    stays = read.stays(customer, now) if past.booked else []
    known = read.facts(customer, eyes)
    scope = scope_of(stays, now, customer, conversation, channels_of(conversation, known))
    opened = matters.lines(matters.open_of(customer, eyes, conversation), now)
    held = [*facts.lines(known, scope), *of_records(customer, past, stays, now, today)]
    owed = of_practices(customer, eyes, now)
    chosen = rules.choose([*held, *owed, *opened], facts.unsaid(known, scope))
    still_open = [line for line in chosen.others if line.sort in matters.SORTS]
    return Glance(
        language_name(customer.language),
        there(customer.time_zone, now),
        history.sentence(past, today),
        facts.worded(chosen.lines, known, scope),
        facts.worded(chosen.unsaid, known, scope),
        still_open[: matters.MOST],
        len(chosen.others) - len(still_open),
    )


def of_records(
    customer: Customer, past: history.Past, stays: Sequence[records.Stay], now: datetime, today: date
) -> list[Line]:
    """Visits, orders and rewards as lines. Of what there never was nothing is asked."""
    link = url("customer", public_id=customer.public_id)
    return [
        *records.stay_lines(stays, now, f"{link}#visits"),
        *records.order_lines(read.orders(customer, now) if past.bought else (), now, today, f"{link}#orders"),
        *records.reward_lines(read.rewards(customer, now) if past.rewarded else (), now, f"{link}#rewards"),
    ]


def channels_of(conversation: Conversation | None, known: Sequence[Known]) -> frozenset[str]:
    """How one talks there. Whether anybody called is asked only where something known holds on the telephone."""
    if conversation is None:
        return frozenset()
    calls = any(fact.channel == "phone" for fact in known) and read.has_calls(conversation)
    return frozenset({"email", "phone"} if calls else {"email"})


def scope_of(
    stays: Sequence[records.Stay],
    now: datetime,
    customer: Customer,
    conversation: Conversation | None,
    channels: frozenset[str],
) -> Scope:
    """Where one stands: in the matter of a conversation, and in the visit that is on or next. The day is theirs."""
    channels |= {"visit"} if any(records.is_on(stay, now) for stay in stays) else set()
    place = " ".join(f"{stay.place} {stay.unit} {stay.what}" for stay in stays[:1])
    matter = f"{conversation.subject if conversation else ''} {place}"
    today = now.astimezone(zone_of(customer.time_zone)).date()
    here = timezone.get_current_timezone()
    home = url("customer", public_id=customer.public_id)
    return Scope(now, today, channels, place.casefold(), matter.casefold(), here, home)


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name, or the agent's where there is none."""
    try:
        return ZoneInfo(name) if name else ZoneInfo(timezone.get_current_timezone_name())
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(timezone.get_current_timezone_name())


def there(zone: str, now: datetime) -> str:
    """Which time it is where they are, if that is known."""
    if not zone:
        return ""
    return _("%(hour)s in %(city)s") % {"hour": hour(now.astimezone(zone_of(zone))), "city": records.city(zone)}


def language_name(tag: str) -> str:
    """A language as the agent calls it; the tag itself where Django knows no name for it."""
    known = LANG_INFO.get(tag.lower()) or LANG_INFO.get(tag.lower().partition("-")[0])
    return _(known["name"]) if known and "name" in known else tag
