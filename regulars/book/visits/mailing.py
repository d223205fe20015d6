"""Briefs by mail to the shift: at an hour of theirs, once a day, without what is kept apart."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.registry import Slot
from regulars.base.results import Refused
from regulars.book.eyes import Eyes
from regulars.book.facts.words import MASKED
from regulars.book.glance.rules import Line
from regulars.book.models import BriefMail
from regulars.book.visits import reading
from regulars.book.visits.reading import Coming
from regulars.book.visits.rules import mail_day, visits_of
from regulars.engine.rows import rows
from regulars.web.words import hour

# Who can send mail for the desk: gets the address, a subject and a text; gives back why it does not leave, if so.
SENDERS: Slot[Callable[[str, str, str], Refused | None]] = Slot("how briefs are mailed")
# A mail is read by whoever reads that mailbox: nothing of an inbox that is kept for some.
KEPT = "select distinct inbox_id from intake_inbox_teams order by inbox_id"


def send_due(now: datetime) -> int:
    """Send what is due; how many mails to the shift that were, by their settings."""
    return sum(send(row.pk, now) for row in BriefMail.objects.filter(active=True).order_by("id"))


def send(mail: int, now: datetime) -> bool:
    """Send one, if it is due. That it was sent and what is to leave become durable together, so it goes out once."""
    with transaction.atomic():
        row = BriefMail.objects.select_for_update().get(pk=mail)
        day = mail_day(row.at, row.zone, row.last_for, now) if row.active else ""
        if not day:
            return False
        eyes = Eyes(inboxes=tuple(inbox for (inbox,) in rows(KEPT, [])))
        # The shift reads it where it works and as it speaks, not as the server does.
        with timezone.override(ZoneInfo(row.zone)), translation.override(row.language):
            of = visits_of(day, row.ahead)
            found = reading.of_day(of, row.place, eyes, now)
            subject, text = subject_of(row, of, found.coming), text_of(found.coming, more=found.more)
            sent = [send_one(to, subject, text) for to in row.to for _name, send_one in SENDERS if found.coming]
        why = " ".join(dict.fromkeys(one.reason for one in sent if one is not None))
        # Where nobody comes nothing was tried, and what held the last one back may still.
        told = {"held_back": why[:300]} if sent else {}
        BriefMail.objects.filter(pk=row.pk).update(last_for=day, **told)
    return None in sent


def subject_of(row: BriefMail, day: str, coming: list[Coming]) -> str:
    """What the mail is called. The day is in it, so that no two are taken for one."""
    said = ngettext("%(name)s, %(day)s: %(n)s visit", "%(name)s, %(day)s: %(n)s visits", len(coming))
    return said % {"name": row.name, "day": day, "n": len(coming)}


def text_of(coming: list[Coming], *, more: bool) -> str:
    """The briefs in plain text, and that there are `more` than stand in it."""
    told = [paragraph(one) for one in coming]
    if more:
        told.append(_("These are the first %(most)s. The others stand under Visits on the desk.") % {"most": len(told)})
    return "\n\n".join(told) + "\n"


def paragraph(one: Coming) -> str:
    """One visit: when, who, where, and the lines. Of what is kept apart it says only that there is more."""
    people = ngettext("%(n)s person", "%(n)s people", one.party) % {"n": one.party}
    name = one.name or _("Somebody without a name")
    head = " · ".join(part for part in (hour(one.starts), name, people, one.unit, one.what, one.place) if part)
    lines = [head]
    if one.customer.greeting:
        lines.append(_("Say “%(greeting)s”") % {"greeting": one.customer.greeting})
    lines += [_("Do not mention: %(text)s") % {"text": line.text} for line in one.brief.unsaid if not is_apart(line)]
    lines += [
        f"- {line.text}" + (f" ({line.why})" if line.why else "") for line in one.brief.lines if not is_apart(line)
    ]
    if any(map(is_apart, (*one.brief.lines, *one.brief.unsaid))):
        lines.append(_("There is more that does not go into a mail: look at Visits on the desk."))
    return "\n".join(lines)


def is_apart(line: Line) -> bool:
    """Whether a line only says that something is kept apart."""
    return line.text in {str(said) for said in MASKED.values()}
