"""Verbs of visits. Each is one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.ids import public_id
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.acts import append_moment
from regulars.book.facts.acts import held_book
from regulars.book.identities import address
from regulars.book.models import BriefMail, Customer, Visit
from regulars.book.records import kinds  # noqa: F401 - declares visit.booked
from regulars.book.records.rows import local
from regulars.book.records.rules import LIMITS, visit
from regulars.book.shells import sealed
from regulars.book.visits.rules import AHEAD, EARLIEST, LATEST, TODAY, mail_day, mail_faults
from regulars.intake.inboxes import inbox_of
from regulars.staff import trail
from regulars.staff.models import Agent
from regulars.staff.rules import is_zone
from regulars.staff.trail import Actor

DESK = "desk"
MOST_PEOPLE = 10_000


@dataclass(frozen=True, slots=True)
class Booking:
    """A visit as somebody typed it; `day` is YYYY-MM-DD and `hour` HH:MM, where they come to."""

    day: str
    hour: str
    zone: str
    place: str = ""
    unit: str = ""
    what: str = ""
    party: str = "1"
    wishes: str = ""

    def starts(self) -> datetime | None:
        """The wall time; None where it is none, or in no year that can be meant."""
        try:
            starts = datetime.fromisoformat(f"{self.day}T{self.hour}:00")
        except ValueError:
            return None
        return starts if len(self.hour) == 5 and EARLIEST <= starts.year <= LATEST else None


def booking_faults(booking: Booking, now: datetime) -> tuple[Refused, ...]:
    """All that is wrong with it."""
    starts, zone = booking.starts(), is_zone(booking.zone)
    over = starts is not None and zone and LocalTime(starts, booking.zone).utc() < now
    people = int(booking.party) if booking.party.isdecimal() and len(booking.party) < 6 else 0
    wrong = [
        (starts is None, "day", _("Write the day and the hour, such as 24.12. as 2026-12-24 and 18:00.")),
        (over, "day", _("This time is over. Write when they are going to come.")),
        (not zone, "zone", _("Write the time zone as region and city, such as Europe/Vienna.")),
        (not 0 < people <= MOST_PEOPLE, "party", _("Write how many people come, as a number.")),
    ]
    long = [name for name in ("place", "unit", "what", "wishes") if len(getattr(booking, name)) > LIMITS[name]]
    return (
        *(Refused(reason, field) for is_wrong, field, reason in wrong if is_wrong),
        *(Refused(_("At most %(most)s letters.") % {"most": LIMITS[name]}, name) for name in long),
    )


def book(customer: Customer, booking: Booking, agent: Agent, now: datetime) -> Visit | tuple[Refused, ...]:
    """Write down that somebody is going to come, and that it was booked; or what is wrong with it. Booked twice just
    so, by a second click, it is one visit."""
    starts = booking.starts()
    if (wrong := booking_faults(booking, now)) or starts is None:
        return wrong
    with transaction.atomic():
        whose = held_book(customer)
        if erased := sealed(whose):
            return (erased,)
        says = columns(booking, starts)
        if twice := Visit.objects.filter(customer=whose, source=DESK, status=Visit.BOOKED, **says).first():
            return twice
        own = public_id()
        row = Visit(
            public_id=own, source=DESK, source_id=own, customer=whose, birth_customer=whose, updated_at=now, **says
        )
        said = {"visit": own, "source": DESK, "id": own, "first": True, **visit(vars(row), Visit.BOOKED, now)}
        row.moment = append_moment(whose, "visit.booked", now, payload=said, agent=agent, topics=["visits"])
        row.save(force_insert=True)
    return row


def columns(booking: Booking, starts: datetime) -> dict[str, Any]:
    """What the row of a booking says; `starts` is its wall time."""
    begins = LocalTime(starts, booking.zone)
    said = {name: getattr(booking, name) for name in ("place", "unit", "what", "wishes", "zone")}
    return {**said, "party": int(booking.party), "starts_local": local(begins), "starts_at": begins.utc()}


def unbook(row: Visit, agent: Agent, now: datetime) -> Refused | None:
    """Take back a booking that was written down by hand. Twice is as once."""
    if row.source != DESK:
        return Refused(_("This booking comes from another system. Cancel it there."))
    with transaction.atomic():
        if Visit.objects.filter(pk=row.pk, status=Visit.BOOKED).update(status=Visit.CANCELLED, updated_at=now):
            said = {"visit": row.public_id, "source": DESK, "id": row.source_id, "fields": ["status"]}
            told = {**said, **visit(vars(row) | {"status": Visit.CANCELLED}, Visit.CANCELLED, now)}
            append_moment(row.customer, "visit.cancelled", now, payload=told, agent=agent, topics=["visits"])
    return None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mail to the shift as somebody typed it."""

    name: str
    to: str
    at: str
    zone: str
    place: str = ""
    language: str = "en"
    day: str = TODAY

    def addresses(self) -> list[str]:
        """Each address once, in its order."""
        return list(dict.fromkeys(self.to.replace(",", " ").replace(";", " ").split()))


def wanted_faults(wanted: Wanted) -> tuple[Refused, ...]:
    """All that is wrong with it."""
    to = wanted.addresses()
    bad = [one for one in to if isinstance(address(one), Refused)]
    spoken = [code for code, _name in settings.LANGUAGES]
    unknown = () if wanted.language in spoken else (Refused(_("Choose a language."), "language"),)
    no_day = () if wanted.day in AHEAD else (Refused(_("Choose a day."), "day"),)
    own = tuple(Refused(own_inbox(one), "to") for one in to if one not in bad and inbox_of(one))
    return (*mail_faults(wanted.name, to, bad, wanted.at, wanted.zone), *own, *unknown, *no_day)


def own_inbox(address: str) -> str:
    """Why briefs cannot go there."""
    said = _("%(address)s is an inbox of the desk, which sends itself nothing. Write an address that the shift reads.")
    return said % {"address": address}


def keep_mail(row: BriefMail, wanted: Wanted, who: Actor, now: datetime) -> tuple[Refused, ...]:
    """Make or change a mail to the shift, or say what is wrong. Today's is not sent where its hour is over."""
    if wrong := wanted_faults(wanted):
        return wrong
    before = told_of(row) if row.pk else None
    row.name, row.at, row.zone, row.place = wanted.name, wanted.at, wanted.zone, wanted.place[:120]
    row.to, row.active, row.language, row.ahead = wanted.addresses(), True, wanted.language, AHEAD[wanted.day]
    row.last_for, row.held_back = sent_for(wanted, now), ""
    with transaction.atomic():
        row.save()
        trail.record(who, "brief.kept", f"brief:{row.public_id}", before=before, after=told_of(row), now=now)
    return ()


def record(who: Actor, act: str, row: BriefMail, now: datetime) -> None:
    """Write it into the trail."""
    trail.record(who, act, f"brief:{row.public_id}", after=told_of(row), now=now)


def told_of(row: BriefMail) -> dict[str, Any]:
    """A mail to the shift as the trail has it."""
    return {
        "name": row.name,
        "to": list(row.to),
        "at": row.at,
        "zone": row.zone,
        "place": row.place,
        "language": row.language,
        "ahead": row.ahead,
    }


def switch(row: BriefMail, who: Actor, now: datetime, *, on: bool) -> None:
    """Let a mail go out from now on, or no more. Twice is as once."""
    with transaction.atomic():
        last = sent_for(Wanted(row.name, "", row.at, row.zone), now) if on else row.last_for
        if BriefMail.objects.filter(pk=row.pk).exclude(active=on).update(active=on, last_for=last):
            record(who, "brief.on" if on else "brief.off", row, now)


def sent_for(wanted: Wanted, now: datetime) -> str:
    """The last day that needs no mail any more: today there, where the hour is over."""
    return mail_day(wanted.at, wanted.zone, "", now)


def known_mails() -> Sequence[BriefMail]:
    """All that there are, by name."""
    return list(BriefMail.objects.order_by("name", "id"))
