"""Trying to log in for a person who waits: what went wrong in the server's own words, and what to do."""

import re
import ssl
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.intake import submission
from regulars.intake.connecting.asked import IMAP_PORTS, SMTP_PORTS, Connection, checked, secret_now
from regulars.intake.connecting.preview import Preview, look
from regulars.intake.imap import FAULTS, Account, Folder, FolderRefused, LoginRefused, NoEncryption, open_folder
from regulars.intake.submission import NOT_LET_IN, UNENCRYPTED, Line

PATIENCE = 15.0
# A code in front, where in a program's text it happened, how long the server took; smtplib's mark of no number at all.
NOISE = re.compile(r"^(?:\[[A-Z0-9_: ]+\]|-1) | \(_ssl\.c:\d+\)| \([0-9.]+ \+ [0-9.+ ]+ secs\)")
BYTES = re.compile(r"""\bb(['"])(.*?)\1""")
Seen = TypeVar("Seen")


def try_imap(wanted: Connection, now: datetime) -> Preview | Refused:
    """Log in and look into the folder, without leaving a trace in it."""
    return inside(wanted, lambda folder: look(folder, now))


def numbering(wanted: Connection) -> tuple[int, int] | Refused:
    """Log in and ask for no more than UIDVALIDITY and the highest UID."""
    return inside(wanted, lambda folder: (folder.uid_validity, folder.top()))


def inside(wanted: Connection, look: Callable[[Folder], Seen]) -> Seen | Refused:
    """What `look` sees in the open folder, or why it cannot be opened."""
    account = imap_account(wanted)
    if isinstance(account, Refused):
        return account
    try:
        with open_folder(account, PATIENCE) as folder:
            return look(folder)
    except (LoginRefused, FolderRefused, *FAULTS) as fault:
        return refusal(account, fault)


def imap_account(wanted: Connection) -> Account | Refused:
    """The account to try, or what is wrong with what was typed."""
    tidy = checked(wanted, IMAP_PORTS)
    if isinstance(tidy, Refused):
        return tidy
    secret = secret_now(tidy)
    if isinstance(secret, Refused):
        return secret
    port = tidy.port or IMAP_PORTS[tidy.security]
    return Account(tidy.host, port, tidy.security, tidy.username, *secret, folder=tidy.folder)


def try_smtp(wanted: Connection) -> Refused | None:
    """Log in to where mail would be sent, and send nothing."""
    tidy = checked(wanted, SMTP_PORTS)
    if isinstance(tidy, Refused):
        return tidy
    secret = secret_now(tidy)
    if isinstance(secret, Refused):
        return secret
    port = tidy.port or SMTP_PORTS[tidy.security]
    line = submission.log_in(submission.Account(tidy.host, port, tidy.security, tidy.username, *secret), PATIENCE)
    if isinstance(line, Line):
        line.close()
        return None
    said = {NOT_LET_IN: login_refused, UNENCRYPTED: not_encrypted}.get(line.kind, no_answer)
    return said(tidy.host, port, line.words)


def refusal(account: Account, fault: Exception) -> Refused:
    """Why it did not work, in the server's own words, and what to look at."""
    if isinstance(fault, LoginRefused):
        return login_refused(account.host, account.port, str(fault))
    if isinstance(fault, FolderRefused):
        return Refused(
            _("%(host)s does not open the folder %(folder)s: “%(words)s”.")
            % {"host": account.host, "folder": account.folder, "words": plain(str(fault))},
            "folder",
        )
    if isinstance(fault, ssl.SSLError | NoEncryption):
        return not_encrypted(account.host, account.port, str(fault))
    return no_answer(account.host, account.port, in_words(fault))


def login_refused(host: str, port: int, words: str) -> Refused:
    """The server knows nobody of that name and password."""
    said = _("%(host)s refuses the login: “%(words)s”. Check the name and the password.")
    return Refused(said % {"host": host, "words": plain(words)}, "secret")


def not_encrypted(host: str, port: int, words: str) -> Refused:
    """There is a server, and no encryption with it."""
    said = _("No encrypted connection to %(host)s on port %(port)s: %(words)s. Check name, port and security.")
    return Refused(said % {"host": host, "port": port, "words": plain(words)}, "security")


def no_answer(host: str, port: int, words: str) -> Refused:
    """There is nobody, or nobody who speaks the protocol."""
    said = _("%(host)s does not answer on port %(port)s: %(words)s. Check name, port and security.")
    return Refused(said % {"host": host, "port": port, "words": plain(words)}, "host")


def plain(words: str) -> str:
    """What a server or the system said, without what only programs read."""
    return BYTES.sub(r"“\2”", NOISE.sub("", words.strip())).rstrip(". ")


def in_words(fault: Exception) -> str:
    """What the system says of a connection that failed, without its number."""
    return (fault.strerror if isinstance(fault, OSError) else "") or str(fault) or type(fault).__name__
