"""Inboxes and the balance on the command line."""

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from django.utils import timezone

from regulars.base.commands import command
from regulars.base.results import Refused
from regulars.intake import inboxes, sending
from regulars.intake.accounts import SecretGone, first_line
from regulars.intake.alarms import alarms
from regulars.intake.balance import InboxBalance, balance
from regulars.intake.connecting import rules
from regulars.intake.connecting.acts import connect_mailbox
from regulars.intake.connecting.asked import Connection
from regulars.intake.models import Inbox, Mailbox, Stop

WELL, FAILED, WRONG_USE = 0, 1, 2
LONGEST_WHY = 300
HELD = {
    Stop.NEW: "it is newly connected",
    Stop.PERSON: "a person stopped it",
    Stop.CEILING: "it sent as much in an hour as it may",
}
COLUMNS = ("address", "fetched", "filed", "quarantined", "duplicates", "waiting")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `inbox add` takes."""
    parser.add_argument("address", metavar="ADDRESS", help="such as help@example.com")
    parser.add_argument("--name", default="", help="what customers see beside the address")


@command("inbox add", "Open an inbox at an address", add_arguments)
def add(arguments: argparse.Namespace) -> int:
    """Exit code 2 where the address or name is wrong."""
    made = inboxes.add_inbox(arguments.address, arguments.name)
    if isinstance(made, Refused):
        return complain(made.reason, WRONG_USE)
    print(f"Added {made.address}. Connect its mailbox with: ./do regulars inbox connect {made.address} --help")
    return WELL


def connect_arguments(parser: argparse.ArgumentParser) -> None:
    """What `inbox connect` takes."""
    parser.add_argument("address", metavar="ADDRESS", help="an inbox that was added before")
    parser.add_argument(
        "--imap", metavar="HOST[:PORT]", required=True, help="the mail server, such as imap.example.com"
    )
    parser.add_argument("--user", required=True, help="who logs in: most often the whole address")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--password-file", metavar="FILE", help="a file whose first line is the password (else asked)")
    secret.add_argument("--oauth-token-file", metavar="FILE", help="a file that always holds a valid OAuth token")
    parser.add_argument("--security", choices=("tls", "starttls", "none"), default="tls")
    parser.add_argument("--folder", default="INBOX")
    parser.add_argument(
        "--history", choices=rules.CHOICES, default=rules.ALL, help="how much of what lies there already is taken"
    )
    parser.add_argument("--smtp", metavar="HOST[:PORT]", help="the server for sending; the login is the same")
    parser.add_argument("--smtp-security", choices=("tls", "starttls", "none"), default="tls")


@command("inbox connect", "Read an inbox from a mailbox on an IMAP server, and send through SMTP", connect_arguments)
def connect(arguments: argparse.Namespace) -> int:
    """Exit code 2 for what was written wrong, 1 where a server does not let us in."""
    inbox = inboxes.inbox_of(arguments.address)
    if inbox is None:
        hint = f"Add it first: ./do regulars inbox add {arguments.address}"
        return complain(f"There is no inbox {arguments.address}. {hint}", WRONG_USE)
    host, port = place_of(arguments.imap)
    smtp_host, smtp_port = place_of(arguments.smtp or "")
    for option, place in (("--imap", port), ("--smtp", smtp_port)):
        if place is None:
            return complain(f"{option}: the port is no number. Write it like imap.example.com:993.", WRONG_USE)
    try:
        kind, secret = secret_of(arguments)
    except SecretGone as fault:
        return complain(str(fault), WRONG_USE)
    wanted = Connection(host, arguments.user, secret, kind, arguments.security, port or None, arguments.folder)
    way_out = None
    if arguments.smtp:
        way_out = replace(wanted, host=smtp_host, security=arguments.smtp_security, port=smtp_port or None)
    made = connect_mailbox(inbox, wanted, way_out, arguments.history)
    if isinstance(made, Refused):
        return complain(made.reason, FAILED)
    print(f"Connected {inbox.address} to {made}. The worker reads it: what lies there is history, what comes is live.")
    print("If it was not connected before, no mail leaves it until somebody lets it go on its page under Inboxes.")
    return WELL


def place_of(text: str) -> tuple[str, int | None]:
    """Host and port from `HOST[:PORT]`; port 0 where none is given, None where it is no number."""
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        return text.strip("[]"), 0
    return host.strip("[]"), int(port) if port.isascii() and port.isdigit() and int(port) > 0 else None


def secret_of(arguments: argparse.Namespace) -> tuple[str, str]:
    """Kind and secret. A token's file is kept by its path, and read at each login. Raises SecretGone."""
    if arguments.oauth_token_file:
        path = str(Path(arguments.oauth_token_file).resolve())
        first_line(path)
        return "file", path
    if arguments.password_file:
        return "password", first_line(arguments.password_file)
    return "password", password_of(arguments.user)


def password_of(user: str) -> str:
    """What is typed, or the first line of what is piped in. Raises SecretGone."""
    try:
        given = getpass.getpass(f"Password of {user}: ") if sys.stdin.isatty() else sys.stdin.readline()
    except EOFError:
        given = ""
    if not given.strip("\r\n"):
        raise SecretGone(
            "No password was given. Type it when asked, or name a file that holds it: --password-file FILE"
        )
    return given.strip("\r\n")


@command("inbox list", "Show all inboxes and how their mailboxes do")
def show(arguments: argparse.Namespace) -> int:
    """A line for each inbox, and one for each alarm."""
    now = timezone.now()
    mailboxes = {mailbox.inbox_id: mailbox for mailbox in Mailbox.objects.all()}
    rows = [("address", "name", "mailbox", "looked at")]
    for inbox in Inbox.objects.order_by("address"):
        mailbox = mailboxes.get(inbox.pk)
        looked = mailbox.checked_at if mailbox else None
        rows.append((inbox.address, inbox.name, str(mailbox or "-"), f"{looked:%Y-%m-%d %H:%M} UTC" if looked else "-"))
    print_table(rows)
    for alarm in alarms(now):
        print(f"\n{alarm.address}, since {alarm.since:%Y-%m-%d %H:%M} UTC: {alarm.what}")
    return WELL


def balance_arguments(parser: argparse.ArgumentParser) -> None:
    """What `balance` takes."""
    parser.add_argument("--json", action="store_true", help="for programs")


@command("balance", "Show for each inbox what was fetched and what became of it", balance_arguments)
def show_balance(arguments: argparse.Namespace) -> int:
    """As JSON, or as a table that also says how many wait to be filed."""
    counted = balance()
    if arguments.json:
        print(json.dumps({"inboxes": [for_programs(one) for one in counted]}, ensure_ascii=False))
        return WELL
    print_table([COLUMNS, *(tuple(str(getattr(one, column)) for column in COLUMNS) for one in counted)])
    return WELL


def for_programs(one: InboxBalance) -> dict[str, object]:
    """An entry without what still waits: for programs the three parts are the whole once all is filed."""
    return {name: value for name, value in asdict(one).items() if name != "waiting"}


def stop_arguments(parser: argparse.ArgumentParser) -> None:
    """What `sending stop` and `sending release` take."""
    parser.add_argument("--inbox", metavar="ADDRESS", help="one inbox; without it, all outgoing mail of the desk")
    parser.add_argument("--why", required=True, help="a few words for the audit trail")


@command("sending stop", "Hold all outgoing mail, of one inbox or of the whole desk", stop_arguments)
def stop(arguments: argparse.Namespace) -> int:
    """Exit code 2 for what was written wrong. Twice is as once."""
    wanted = whose(arguments)
    if isinstance(wanted, str):
        return complain(wanted, WRONG_USE)
    is_new = sending.stop(wanted[0], None, timezone.now(), arguments.why.strip())
    print(f"{called(wanted[0])} is {'held from now on' if is_new else 'held already, since somebody stopped it'}.")
    return WELL


@command("sending release", "Let held outgoing mail go, of one inbox or of the whole desk", stop_arguments)
def release(arguments: argparse.Namespace) -> int:
    """The same. Says what still holds mail: an inbox and the desk are let go each by itself."""
    wanted = whose(arguments)
    if isinstance(wanted, str):
        return complain(wanted, WRONG_USE)
    (inbox,) = wanted
    was_held = sending.release(inbox, None, timezone.now(), why=arguments.why.strip())
    print(f"{called(inbox)} {'goes on' if was_held else 'was not held'}.")
    for one in sending.stopped(inbox) if inbox else Stop.objects.exclude(inbox=None).select_related("inbox"):
        print(f"{called(one.inbox)} is still held: {HELD[one.kind]}.")
    return WELL


def whose(arguments: argparse.Namespace) -> tuple[Inbox | None] | str:
    """The inbox that is named, none for the whole desk; or what is wrong with what was written."""
    if not arguments.why.strip() or len(arguments.why) > LONGEST_WHY:
        return f'--why: write why, in at most {LONGEST_WHY} letters, such as --why "the template was wrong".'
    if arguments.inbox is None:
        return (None,)
    inbox = inboxes.inbox_of(arguments.inbox)
    known = ", ".join(Inbox.objects.order_by("address").values_list("address", flat=True)[:20]) or "none yet"
    return (inbox,) if inbox else f"--inbox: there is no inbox {arguments.inbox}. There are: {known}."


def called(inbox: Inbox | None) -> str:
    """What is spoken of."""
    return f"Mail out of {inbox.address}" if inbox else "All outgoing mail of the desk"


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Columns under each other, the first row as their heads."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def complain(reason: str, code: int) -> int:
    """Say what is wrong; gives back the exit code."""
    print(reason, file=sys.stderr)
    return code
