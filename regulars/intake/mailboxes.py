"""Attending to mailboxes: a thread for each, for as long as its row stands."""

import logging
import secrets
import threading
from dataclasses import dataclass, field

from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from regulars.intake import marks, rules
from regulars.intake.accounts import SecretGone, account_of
from regulars.intake.imap import FAULTS, Folder, FolderRefused, LoginRefused, open_folder
from regulars.intake.models import Mailbox
from regulars.intake.reader import Reader

log = logging.getLogger(__name__)

LOOK_AT_ROWS = 2.0
# A connection that says nothing for longer may be cut off by a router on the way; RFC 2177 asks for under 29 minutes.
IDLE_SECONDS = 540.0
POLL_SECONDS = 60.0
LAST_WORDS = 5.0
CONNECTION = ("host", "port", "security", "username", "secret", "secret_kind", "folder")
REFUSALS = (LoginRefused, FolderRefused, SecretGone)


@dataclass(slots=True)
class Attended:
    """A mailbox that a thread attends to, and the settings with which it was started."""

    settings: tuple[object, ...]
    thread: threading.Thread
    stop: threading.Event = field(default_factory=threading.Event)


def attend_all(stop: threading.Event) -> None:
    """Keep one thread at work for every mailbox; start it anew when its settings change. Returns soon after `stop`."""
    at_work: dict[int, Attended] = {}
    try:
        while not stop.is_set():
            rows = {row[0]: tuple(map(comparable, row[1:])) for row in Mailbox.objects.values_list("pk", *CONNECTION)}
            for pk in [pk for pk, one in at_work.items() if rows.get(pk) != one.settings or not one.thread.is_alive()]:
                at_work.pop(pk).stop.set()
            for pk in rows.keys() - at_work.keys():
                at_work[pk] = started(pk, rows[pk])
            stop.wait(LOOK_AT_ROWS)
    finally:
        for one in at_work.values():
            one.stop.set()
        for one in at_work.values():
            one.thread.join(LAST_WORDS)


def comparable(value: object) -> object:
    """PostgreSQL gives bytes as a view, which equals no other view of the same bytes once its row is gone."""
    return bytes(value) if isinstance(value, memoryview) else value


def started(pk: int, settings: tuple[object, ...]) -> Attended:
    """A thread at work on one mailbox. A daemon: a server that hangs must not keep the worker from ending."""
    stop = threading.Event()
    thread = threading.Thread(target=attend, args=(pk, stop), name=f"mailbox-{pk}", daemon=True)
    thread.start()
    return Attended(settings, thread, stop)


def attend(mailbox_id: int, stop: threading.Event) -> None:
    """Read one mailbox until `stop`, with pauses that grow while it fails. Ends when the row is gone."""
    reader = Reader(mailbox_id)
    tries = 0
    while not stop.is_set():
        try:
            tries = attempt(reader, stop, tries)
        except Mailbox.DoesNotExist:
            break
        except DatabaseError as fault:
            tries += 1
            log.warning("The database does not take mail of mailbox %s: %s", mailbox_id, fault)
            stop.wait(rules.pause(tries, chance(), refused=False))
        finally:
            connection.close()


def attempt(reader: Reader, stop: threading.Event, tries: int) -> int:
    """Open the folder and stay with it until something breaks; gives back how many tries failed in a row by now.

    Raises DatabaseError and Mailbox.DoesNotExist.
    """
    since = timezone.now()
    try:
        with open_folder(account_of(Mailbox.objects.get(pk=reader.mailbox_id))) as folder:
            stay(reader, folder, stop)
            return 0
    except marks.Moved as moved:
        log.info("%s", moved)
        fault, refused = str(moved), False
    except REFUSALS as refusal:
        fault, refused = str(refusal), True
    except FAULTS as broken:
        fault, refused = f"{broken}" or type(broken).__name__, False
    except DatabaseError:
        raise
    except Exception as unexpected:
        # A server may answer what nobody foresaw; mail must go on when it answers well again, and a person must know.
        log.exception("Mailbox %s", reader.mailbox_id)
        fault, refused = f"{type(unexpected).__name__}: {unexpected}", False
    went_well = Mailbox.objects.filter(pk=reader.mailbox_id, checked_at__gte=since).exists()
    tries = 1 if went_well else tries + 1
    note_fault(reader.mailbox_id, fault, refused=refused)
    stop.wait(rules.pause(tries, chance(), refused=refused))
    return tries


def stay(reader: Reader, folder: Folder, stop: threading.Event) -> None:
    """Read what is new, wait for more, and so on until `stop`."""
    reader.begin(folder)
    while not stop.is_set():
        count = reader.read_new(folder)
        note_success(reader.mailbox_id)
        if count:
            log.info("Mailbox %s: %s new", reader.mailbox_id, count)
        folder.wait(IDLE_SECONDS if folder.can_idle else POLL_SECONDS, stop)


def note_success(mailbox_id: int) -> None:
    """A read went well: whatever was wrong is over."""
    with transaction.atomic():
        Mailbox.objects.filter(pk=mailbox_id).update(
            checked_at=timezone.now(), fault="", fault_since=None, tries=0, refused=False
        )


def note_fault(mailbox_id: int, fault: str, *, refused: bool) -> None:
    """A read failed; since when it has been failing stays as it was."""
    with transaction.atomic():
        Mailbox.objects.filter(pk=mailbox_id).update(
            fault=fault[:2000].replace("\x00", ""),
            fault_since=Coalesce("fault_since", Value(timezone.now())),
            tries=F("tries") + 1,
            refused=refused,
        )


def chance() -> float:
    """A number in [0, 1), so that mailboxes on one server do not come back to it at the same moment."""
    return secrets.randbelow(1000) / 1000
