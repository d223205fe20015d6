"""Inboxes: opening one, finding whose an address is, connecting the mailbox behind it."""

import ssl
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.engine import sealing
from regulars.intake import rules
from regulars.intake.accounts import SecretGone, first_line
from regulars.intake.imap import FAULTS, Account, FolderRefused, LoginRefused, NoEncryption, open_folder
from regulars.intake.models import Inbox, Mailbox

PORTS = {"tls": 993, "starttls": 143, "none": 143}
# A person waits for the answer.
PATIENCE = 15.0
KINDS = ("password", "oauth", "file")


@dataclass(frozen=True, slots=True)
class Connection:
    """What a person says about a mailbox. `secret` is a password, an OAuth token, or, for `file`, the token's path."""

    host: str
    username: str
    secret: str
    kind: str = "password"
    security: str = "tls"
    port: int | None = None
    folder: str = "INBOX"


def add_inbox(address: str, name: str = "") -> Inbox | Refused:
    """A new inbox at `address`, lower-cased; `name` is what customers see beside it."""
    normal = rules.normal_address(address)
    if not address.strip():
        return Refused(_("Write the address that customers write to, such as help@example.com."), "address")
    try:
        validate_email(normal)
    except ValidationError:
        return Refused(_("“%s” is no mail address. Write it like help@example.com.") % address.strip(), "address")
    if normal != rules.without_token(normal):
        plain = rules.without_token(normal)
        return Refused(_("What follows a + is for replies. Add the inbox as %s.") % plain, "address")
    if len(name.strip()) > 120:
        return Refused(_("The name is too long. Keep it under 120 characters."), "name")
    try:
        with transaction.atomic():
            return Inbox.objects.create(address=normal, name=name.strip())
    except IntegrityError:
        return Refused(_("There is an inbox %s already.") % normal, "address")


def inbox_of(address: str) -> Inbox | None:
    """The inbox that mail to `address` belongs to; `local+token@domain` belongs to `local@domain`."""
    normal = rules.normal_address(address)
    known = {inbox.address: inbox for inbox in Inbox.objects.filter(address__in=[normal, rules.without_token(normal)])}
    return known.get(normal) or known.get(rules.without_token(normal))


def connect_mailbox(inbox: Inbox, wanted: Connection) -> Mailbox | Refused:
    """Read `inbox` from an IMAP folder from now on. Logs in first and changes nothing if that fails.

    What lies in the folder now is history. Connecting again changes how to log in; where it leads to another folder
    or server, that one is read from its start.
    """
    account = account_wanted(wanted)
    if isinstance(account, Refused):
        return account
    try:
        with open_folder(account, PATIENCE) as folder:
            uid_validity, top = folder.uid_validity, folder.top()
    except (LoginRefused, FolderRefused, *FAULTS) as fault:
        return refusal(account, fault)
    login = {
        "host": account.host,
        "port": account.port,
        "security": account.security,
        "username": account.username,
        "secret": sealing.seal(wanted.secret),
        "secret_kind": wanted.kind,
        "folder": account.folder,
    }
    with transaction.atomic():
        return keep_mailbox(inbox, login, uid_validity, top)


def keep_mailbox(inbox: Inbox, login: dict[str, object], uid_validity: int, top: int) -> Mailbox:
    """Write the row. The mark stays where the same folder is connected again."""
    place = ("host", "username", "folder", "uid_validity")
    before = Mailbox.objects.filter(inbox=inbox).values(*place).first()
    fresh = {"uid_validity": uid_validity, "last_uid": 0, "history_until_uid": top, "live_since": None}
    same = before == {name: (login | fresh)[name] for name in place}
    healthy = {"fault": "", "fault_since": None, "tries": 0, "refused": False, "checked_at": timezone.now()}
    mailbox, _made = Mailbox.objects.update_or_create(inbox=inbox, defaults=login | healthy | ({} if same else fresh))
    return mailbox


def account_wanted(wanted: Connection) -> Account | Refused:
    """The account to try, or what is wrong with what was said."""
    host = wanted.host.strip()
    if not host or any(sign in host for sign in " /@"):
        return Refused(_("Write the mail server's name alone, such as imap.example.com."), "host")
    if wanted.security not in PORTS:
        return Refused(_("“%s” is not known. Say tls, starttls or none.") % wanted.security, "security")
    port = PORTS[wanted.security] if wanted.port is None else wanted.port
    if not 0 < port < 65536:
        return Refused(_("%s is no port. Give a number from 1 to 65535, such as 993.") % port, "port")
    if wanted.security == "starttls" and port == PORTS["tls"]:
        return Refused(_("On port 993 servers encrypt from the start. Choose tls, or another port."), "port")
    if not wanted.username.strip():
        return Refused(_("Say who logs in: most often the whole address."), "username")
    if not (wanted.username + wanted.folder).isprintable():
        return Refused(_("There is a line break in the name or the folder. Leave it out."), "username")
    if wanted.kind not in KINDS or not wanted.secret.isprintable() or not wanted.secret:
        return Refused(_("A password or an OAuth token is needed to log in."), "secret")
    account = Account(host, port, wanted.security, wanted.username.strip(), wanted.secret, wanted.kind)
    account = replace(account, folder=wanted.folder.strip() or "INBOX")
    if wanted.kind != "file":
        return account
    try:
        return replace(account, secret=first_line(wanted.secret), kind="oauth")
    except SecretGone as fault:
        return Refused(str(fault), "secret")


def refusal(account: Account, fault: Exception) -> Refused:
    """Why it did not work, in the server's own words, and what to look at."""
    if isinstance(fault, LoginRefused):
        return Refused(
            _("%(host)s refuses the login: “%(words)s”. Check the name and the password.")
            % {"host": account.host, "words": fault},
            "secret",
        )
    if isinstance(fault, FolderRefused):
        return Refused(
            _("%(host)s does not open the folder %(folder)s: “%(words)s”.")
            % {"host": account.host, "folder": account.folder, "words": fault},
            "folder",
        )
    if isinstance(fault, ssl.SSLError | NoEncryption):
        return Refused(
            _("No encrypted connection to %(host)s on port %(port)s: %(words)s. Check name, port and security.")
            % {"host": account.host, "port": account.port, "words": fault},
            "security",
        )
    return Refused(
        _("%(host)s does not answer on port %(port)s: %(words)s. Check name, port and security.")
        % {"host": account.host, "port": account.port, "words": in_words(fault)},
        "host",
    )


def in_words(fault: Exception) -> str:
    """What the system says of a connection that failed, without its number."""
    return (fault.strerror if isinstance(fault, OSError) else "") or str(fault) or type(fault).__name__
