"""Verbs of people's words on readings. Each is a row of the ledger: taken back, it stays and says when and by whom.

The last word of a person on the same reading counts; saying the same again changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation, Message
from regulars.engine import outbox
from regulars.reading.slots import present
from regulars.readings import acts
from regulars.readings.layers import INSTEAD, MISSING, VERDICTS
from regulars.readings.models import Correction, Reading, Understanding
from regulars.staff.models import Agent

MAY = "reading.correct"
LONGEST_QUOTE = 4000


@dataclass(frozen=True, slots=True)
class Ref:
    """A reading as a page names it. It holds while the text is read again, when rows and their ids change."""

    message: int
    reader: str
    label: str
    start: int
    end: int

    def __str__(self) -> str:
        return ":".join(map(str, (self.message, self.reader, self.label, self.start, self.end)))


def ref(text: str) -> Ref | None:
    """The reference that a form sent; None where it is none."""
    parts = text.split(":")
    numbers = [parts[place] for place in (0, -2, -1)] if len(parts) == 5 else []
    if not numbers or not all(one.isascii() and one.isdigit() and len(one) < 18 for one in numbers):
        return None
    return Ref(int(parts[0]), parts[1], parts[2], int(parts[3]), int(parts[4]))


def correct(on: Ref, verdict: str, agent: Agent, now: datetime, instead: str = "") -> Correction | Refused:
    """Say that a reading is right, wrong, or another label `instead`."""
    if verdict not in VERDICTS or verdict == MISSING:
        return Refused(_("Say whether it is right or wrong."), "verdict")
    if verdict == INSTEAD and not is_label(on.reader, instead):
        return Refused(_("Choose what it is instead."), "instead")
    return say(on, verdict, agent, now, instead if verdict == INSTEAD else "")


def add_missing(on: Ref, agent: Agent, now: datetime) -> Correction | Refused:
    """Say what nobody read there: the reference names the label, and where its words stand."""
    if not is_label(on.reader, on.label):
        return Refused(_("Choose what it says."), "label")
    return say(on, MISSING, agent, now, "")


def withdraw(correction: Correction, agent: Agent, now: datetime) -> Refused | None:
    """Take a word back, one's own or a colleague's. Doing it twice changes nothing."""
    with transaction.atomic():
        row = (
            Correction.objects.select_for_update(of=("self",))
            .select_related("moment__conversation")
            .get(pk=correction.pk)
        )
        if refused := kept_from(agent, row.moment.conversation):
            return refused
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_by = now, agent
            row.save(update_fields=["withdrawn_at", "withdrawn_by"])
            tell(newest_of(row.moment_id))
    return None


def say(on: Ref, verdict: str, agent: Agent, now: datetime, instead: str) -> Correction | Refused:
    """Write the row; of two clicks at once the second finds the first's."""
    message = Message.objects.filter(pk=on.message).select_related("moment__conversation").first()
    if message is None or not 0 <= on.start < on.end <= len(message.text):
        return Refused(_("The message reads differently by now. Look at it again."))
    if refused := kept_from(agent, message.moment.conversation):
        return refused
    try:
        with transaction.atomic():
            return written(message, on, verdict, agent, now, instead)
    except IntegrityError:
        return Correction.objects.get(**same(message, on, agent))


def written(message: Message, on: Ref, verdict: str, agent: Agent, now: datetime, instead: str) -> Correction:
    """The row of this word, in a transaction; an earlier one on the same is taken back by it."""
    before = Correction.objects.select_for_update().filter(**same(message, on, agent)).first()
    if before is not None:
        if (before.verdict, before.instead) == (verdict, instead):
            return before
        before.withdrawn_at, before.withdrawn_by = now, agent
        before.save(update_fields=["withdrawn_at", "withdrawn_by"])
    made = Correction.objects.create(
        **same(message, on, agent),
        text_version=message.version,
        reader_version=version_of(on),
        language=language_of(message.pk),
        quote=message.text[on.start : on.end][:LONGEST_QUOTE],
        verdict=verdict,
        instead=instead,
        at=now,
    )
    tell([message])
    return made


def same(message: Message, on: Ref, agent: Agent) -> dict[str, object]:
    """The columns by which a person's word is one."""
    place = {"reader": on.reader, "label": on.label, "start": on.start, "end": on.end}
    return {**place, "moment_id": message.moment_id, "agent": agent, "withdrawn_at": None}


def is_label(reader: str, label: str) -> bool:
    """Whether that reader can say so."""
    known = present().get(reader)
    return known is not None and label in known.labels


def version_of(on: Ref) -> int:
    """The version of the reader that said it, or that reads now."""
    rows = Reading.objects.filter(message=on.message, reader=on.reader, label=on.label)
    said = rows.values_list("reader_version", flat=True).first()
    known = present().get(on.reader)
    return said or (known.version if known else 0)


def language_of(message: int) -> str:
    """The language in which the text was read; empty where it was not."""
    return Understanding.objects.filter(message=message).values_list("language", flat=True).first() or ""


def kept_from(agent: Agent, conversation: Conversation | None) -> Refused | None:
    """Why this agent cannot say anything about a message of that conversation."""
    if not agent.may(MAY):
        return Refused(_("Your role does not put right what was read. An owner can change that."))
    if not eyes_of(agent).may_see(conversation):
        return Refused(_("This conversation is kept for others."))
    return None


def newest_of(moment: int) -> list[Message]:
    """The text of a moment as it reads now."""
    found = Message.objects.filter(moment=moment).select_related("moment__conversation").order_by("-version")
    return list(found[:1])


def tell(about: Sequence[Message]) -> None:
    """Let open pages know, and those who act on readings: what a person says is as good as new."""
    for one in about:
        where = one.moment.conversation
        topics = [f"conversation:{where.public_id}"] if where else []
        outbox.append(acts.READ_KIND, {"messages": [one.pk], "again": False, "topics": topics})
