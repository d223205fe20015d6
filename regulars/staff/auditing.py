"""Reading the audit trail: by who, act, subject and time, as pages and as an export."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.engine import audit
from regulars.engine.models import AuditEntry
from regulars.staff import trail
from regulars.staff.changes import Names, changes
from regulars.staff.trail import Actor

BATCH = 500
COLUMNS = ("number", "at", "act", "subject", "by", "by_id", "address", "before", "after", "digest")
FORMULA = ("=", "+", "-", "@", "\t", "\r")

# What an act is called on the page. Each room offers words for its own; one without is shown by its name.
ACTS: Slot[str | Promise] = Slot("words for acts in the audit trail")
for act, words in {
    "agent.joined": _("took a seat"),
    "agent.role": _("gave another role"),
    "agent.teams": _("changed teams of"),
    "agent.off": _("switched off"),
    "agent.on": _("switched on again"),
    "agent.way_in": _("made a way back in for"),
    "agent.tied": _("tied their company account"),
    "agent.password": _("changed the password"),
    "audit.emptied": _("erased words from the trail"),
    "audit.exported": _("exported the trail"),
    "home.adopted": _("gave the database another home"),
    "invitation.made": _("invited"),
    "invitation.withdrawn": _("withdrew an invitation"),
    "role.made": _("made a role"),
    "role.changed": _("changed a role"),
    "role.removed": _("removed a role"),
    "second.app": _("tied an app as second factor"),
    "second.passkey": _("added a passkey"),
    "second.codes": _("made new recovery codes"),
    "second.removed": _("took a second factor away"),
    "second.reset": _("took all second factors away"),
    "team.made": _("made a team"),
    "team.changed": _("changed a team"),
    "team.removed": _("removed a team"),
}.items():
    ACTS.offer(act, words)


MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries. What is empty does not matter; `act` may be the beginning of one ("role."), and all of the `words`
    stand somewhere in an entry, whole or as a part."""

    by: str = ""
    act: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry as a page shows it; `changes` are names with what was and what is. Erased ones have no words."""

    number: int
    at: datetime
    act: str | Promise
    subject: str
    by: str
    by_id: str
    address: str
    changes: list[tuple[str, str, str]]
    erased: bool


def found(wanted: Wanted, before: int = 0) -> QuerySet[AuditEntry]:
    """The entries that are wanted, the newest first, from the one before number `before` on."""
    asked = Q()
    for name, value in {
        "by_id": wanted.by,
        "act__startswith" if wanted.act.endswith(".") else "act": wanted.act,
        "subject": wanted.subject,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
        "number__lt": before,
    }.items():
        if value:
            asked &= Q(**{name: value})
    for word in wanted.words.split()[:MOST_WORDS]:
        # A payload is JSON in ASCII: what lies beyond it stands there as it is escaped.
        written = json.dumps(word)[1:-1]
        asked &= Q(payload__icontains=written) | Q(subject__icontains=word) | Q(act__icontains=word)
    return AuditEntry.objects.filter(asked).order_by("-number")


def shown(entry: AuditEntry, names: Names) -> Shown:
    """The entry in words."""
    content = audit.content(entry)
    return Shown(
        number=entry.number,
        at=entry.at,
        act=ACTS.get(entry.act) or entry.act,
        subject=entry.subject,
        by=content.get("by", ""),
        by_id=entry.by_id,
        address=content.get("address", ""),
        changes=changes(entry.act, content.get("before") or {}, content.get("after") or {}, names),
        erased=not entry.payload,
    )


def worded(value: object) -> str:
    """A value of an entry as text."""
    if isinstance(value, list):
        return ", ".join(map(worded, value))
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """Each entry as a line of JSON, as it was written, with its digest: the newest first."""
    for entry in entries.iterator(BATCH):
        yield json.dumps(row_of(entry)) + "\n"


def table(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """The same as CSV with a head. Source: RFC 4180."""
    yield _row(COLUMNS)
    for entry in entries.iterator(BATCH):
        row = row_of(entry)
        yield _row([safe(worded(row[name]) if row[name] else "") for name in COLUMNS])


def row_of(entry: AuditEntry) -> dict[str, Any]:
    """An entry as it is exported."""
    content = audit.content(entry)
    own = {name: getattr(entry, name) for name in ("number", "act", "subject", "by_id", "digest")}
    said = {name: content.get(name) for name in ("by", "address", "before", "after")}
    return {**own, "at": entry.at.isoformat().replace("+00:00", "Z"), **said}


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula. Source: OWASP, "CSV Injection"."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def note_export(who: Actor, kind: str, wanted: Wanted, now: datetime) -> None:
    """Write down that the trail leaves the desk, and which part of it."""
    told = {"by": wanted.by, "act": wanted.act, "subject": wanted.subject, "words": wanted.words, "format": kind}
    times = {name: at.isoformat() for name, at in (("since", wanted.since), ("until", wanted.until)) if at}
    with transaction.atomic():
        trail.record(who, "audit.exported", "audit", after={**told, **times}, now=now)


def _row(cells: Any) -> str:
    text = StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
