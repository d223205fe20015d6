"""Connecting: what was tried and looked at becomes rows, and no mail leaves before a person lets it go."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.engine import sealing
from regulars.intake.connecting import rules
from regulars.intake.connecting.asked import IMAP_PORTS, SMTP_PORTS, Connection, checked
from regulars.intake.connecting.trying import numbering, try_smtp
from regulars.intake.models import Inbox, Mailbox, Stop, Submission
from regulars.intake.recording import By, record
from regulars.intake.sending import put

PLACE = ("host", "username", "folder", "uid_validity")
HEALTHY = {"fault": "", "fault_since": None, "tries": 0, "refused": False}


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder that was looked into: all up to UID `top` is history, and `history` says how much of it is taken."""

    account: Connection
    uid_validity: int
    top: int
    history: str = rules.ALL


def connect(inbox: Inbox, reading: Reading | None, sending: Connection | None, by: By, now: datetime) -> None:
    """Read and send from now on as was tried; what is None stays as it is. The accounts are `checked` ones.

    A folder that was not read before, and a first way to send, hold all outgoing mail of the inbox until a person lets
    it go. The mark stays where the same folder is connected again. Source: RFC 3501, section 2.3.1.1.
    """
    with transaction.atomic():
        before = state(inbox)
        is_new = bool(reading and keep_mailbox(inbox, reading, now))
        is_new = bool(sending and keep_submission(inbox, sending, now)) or is_new
        if is_new:
            put(inbox, Stop.NEW, now)
        record(by, "inbox.connected", inbox, before=before, after=state(inbox), now=now)


def connect_mailbox(
    inbox: Inbox, wanted: Connection, sending: Connection | None = None, history: str = rules.ALL
) -> Mailbox | Refused:
    """The whole at once, for the command line: try to log in, then connect. Changes nothing where a login fails."""
    account = checked(wanted, IMAP_PORTS)
    if isinstance(account, Refused):
        return account
    way_out = checked(sending, SMTP_PORTS) if sending else None
    if isinstance(way_out, Refused):
        return way_out
    numbers = numbering(account)
    if isinstance(numbers, Refused):
        return numbers
    if way_out and (refused := try_smtp(way_out)):
        return refused
    connect(inbox, Reading(account, *numbers, history), way_out, None, timezone.now())
    return Mailbox.objects.get(inbox=inbox)


def keep_mailbox(inbox: Inbox, reading: Reading, now: datetime) -> bool:
    """Write the row; whether it is a folder that was not read before."""
    login: dict[str, object] = kept(reading.account, IMAP_PORTS) | {"folder": reading.account.folder}
    is_known = is_same_folder(inbox, reading.account, reading.uid_validity)
    fresh: dict[str, object] = {
        "uid_validity": reading.uid_validity,
        "last_uid": reading.top if reading.history == rules.NONE else 0,
        "history_until_uid": reading.top,
        "history_since": rules.since(reading.history, now),
        "live_since": None,
    }
    values = login | HEALTHY | {"checked_at": now} | ({} if is_known else fresh)
    Mailbox.objects.update_or_create(inbox=inbox, defaults=values)
    return not is_known


def is_same_folder(inbox: Inbox, account: Connection, uid_validity: int) -> bool:
    """Whether this folder is the one that the inbox is read from already."""
    place = (account.host, account.username, account.folder, uid_validity)
    return Mailbox.objects.filter(inbox=inbox, **dict(zip(PLACE, place, strict=True))).exists()


def keep_submission(inbox: Inbox, account: Connection, now: datetime) -> bool:
    """Write the row; whether it is the inbox's first."""
    values = kept(account, SMTP_PORTS) | HEALTHY | {"checked_at": now, "resting_until": None}
    _submission, made = Submission.objects.update_or_create(inbox=inbox, defaults=values)
    return made


def kept(account: Connection, ports: Mapping[str, int]) -> dict[str, object]:
    """The columns that say how to log in."""
    return {
        "host": account.host,
        "port": account.port or ports[account.security],
        "security": account.security,
        "username": account.username,
        "secret": sealing.seal(account.secret),
        "secret_kind": account.kind,
    }


def state(inbox: Inbox) -> dict[str, str]:
    """How the inbox is read and sends, for the audit trail: no secret is in it."""
    mailbox = Mailbox.objects.filter(inbox=inbox).first()
    submission = Submission.objects.filter(inbox=inbox).first()
    reads = f"{mailbox}, {mailbox.folder}" if mailbox else ""
    return {"reads": reads, "sends": str(submission) if submission else ""}
