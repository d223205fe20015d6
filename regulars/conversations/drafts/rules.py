"""Pure decisions on drafts: which save counts, what stops a reply, and what a writer is asked before it goes."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from regulars.base import fields
from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.channels.contract import Address
from regulars.conversations.calls.rules import Call
from regulars.web.words import number

TAKEN, KNOWN, ELSEWHERE = "taken", "known", "elsewhere"
# What can be said at once. More is kept as it was typed, and refused: what is cut unseen would leave without its end.
LONGEST_TEXT = 200_000
LONGEST_SUBJECT = 998
# What mail servers let pass, once the files are written in base64. Source: the limits of the large providers, 25 MB.
MOST_BYTES = 25_000_000
KEPT_DISCARDED = timedelta(days=1)
# "See the picture attached", in the languages that the desk speaks: stems, since the rest of the word varies.
FILED = r"attach(?:ed|ment|ing)\b|enclosed\b|im anhang\b|anbei\b|angehängt|beigefügt"
SPEAKS_OF_FILES = re.compile(rf"\b(?:{FILED})", re.IGNORECASE)
DOUBTS = WITHOUT_FILE, WITHOUT_SUBJECT, BOUNCED, UNFILLED = "file", "subject", "bounced", "unfilled"


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in an editor."""

    text: str = ""
    subject: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    call: Call = Call()

    @property
    def everybody(self) -> tuple[Address, ...]:
        """All who would get it, each once."""
        return tuple({one.email: one for one in (*self.to, *self.cc, *self.bcc) if one.email}.values())


@dataclass(frozen=True, slots=True)
class Save:
    """A version of a draft: what was written, on which `version` it rests, and the `turn` of the page `tab`."""

    written: Written
    version: int = 0
    tab: str = ""
    turn: int = 0


def outcome(kept: Save, sent: Save) -> str:
    """What becomes of a save: TAKEN, KNOWN (there is nothing to do), or ELSEWHERE: another page has saved since.

    One page's saves follow its own count, whatever answers were lost on the way: a late one changes nothing. Two pages
    go by the version that each began with, and neither is written over the other.
    """
    if kept.tab and kept.tab == sent.tab:
        return TAKEN if sent.turn > kept.turn else KNOWN
    if kept.version == sent.version:
        return TAKEN
    return KNOWN if kept.written == sent.written else ELSEWHERE


@dataclass(frozen=True, slots=True)
class Passed:
    """How far a writer has read: the row ids of the newest moment and of the newest mail on its way out."""

    moment: int = 0
    outgoing: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """A moment of the conversation. `outgoing` is the mail that it was while it was on its way, if it was one."""

    id: int
    by: int | None = None
    automatic: bool = False
    history: bool = False
    outgoing: int = 0


@dataclass(frozen=True, slots=True)
class Leaving:
    """A mail on its way out, by whom."""

    id: int
    by: int | None = None


def unseen(moments: Iterable[Arrived], leaving: Iterable[Leaving], passed: Passed, agent: int) -> bool:
    """Whether something stops a reply: a moment or a mail of others that its writer has not had on screen.

    What machines sent, what was imported, and the writer's own do not count; nor does a mail that they saw on its way
    and that has become a moment meanwhile.
    """
    return any(is_news(one, passed, agent) for one in moments) or any(
        one.id > passed.outgoing and one.by != agent for one in leaving
    )


def is_news(moment: Arrived, passed: Passed, agent: int) -> bool:
    """Whether the writer should read this moment before they go on."""
    if moment.id <= passed.moment or moment.by == agent or moment.automatic or moment.history:
        return False
    return not 0 < moment.outgoing <= passed.outgoing


def speaks_of_files(text: str) -> bool:
    """Whether the writer says that something is attached."""
    return SPEAKS_OF_FILES.search(text) is not None


def too_long(text: str) -> Refused | None:
    """Why it does not fit into one message."""
    if len(text) <= LONGEST_TEXT:
        return None
    said = _(
        "This has %(count)s characters, and one message holds %(most)s. Send the rest in a second one, or as a file."
    )
    return Refused(said % {"count": number(len(text)), "most": number(LONGEST_TEXT)}, "text")


def doubts(written: Written, files: int, bounced: Sequence[str], *, begins: bool) -> list[str]:
    """What a writer is asked about before it goes: WITHOUT_FILE, WITHOUT_SUBJECT (only where it begins a
    conversation), BOUNCED, UNFILLED (a field of a macro stands in it as it was written)."""
    return [
        kind
        for kind, asks in (
            (BOUNCED, bool(bounced)),
            (WITHOUT_FILE, not files and speaks_of_files(written.text)),
            (UNFILLED, any("." in name for name in fields.named(written.text))),
            (WITHOUT_SUBJECT, begins and not written.subject.strip()),
        )
        if asks
    ]
