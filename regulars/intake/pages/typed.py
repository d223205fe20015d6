"""The form that connects a mailbox, and what was meant by it."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.engine import sealing
from regulars.intake.connecting import providers
from regulars.intake.connecting.asked import IMAP_PORTS, SMTP_PORTS, Connection, checked
from regulars.intake.models import Inbox, Mailbox, Submission
from regulars.web.forms import Form

LOGIN = ("host", "username", "kind", "security", "port")
SENDS = "smtp_"
FIELDS = ("reads", "sends", "same", "folder", *LOGIN, *(SENDS + name for name in LOGIN))
SECRETS = ("secret", "smtp_secret")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be connected: how mail is read, how it is sent. None stays as it is."""

    reading: Connection | None
    sending: Connection | None


def known(inbox: Inbox, at: str = "") -> Form:
    """The form as it starts: what is so now, or the most usual way, at the provider `at` if one was named."""
    usual = providers.guess(inbox.address, at)
    mailbox = None if at else Mailbox.objects.filter(inbox=inbox).first()
    submission = None if at else Submission.objects.filter(inbox=inbox).first()
    login = {"username": inbox.address, "kind": usual.kind, "port": ""}
    typed = {"reads": "yes", "sends": "yes", "same": "yes", "folder": "INBOX"}
    typed |= login | {"host": usual.imap, "security": "tls"}
    typed |= prefixed(login | {"host": usual.smtp, "security": usual.smtp_security})
    if mailbox:
        typed |= row(mailbox) | {"folder": mailbox.folder}
    if submission:
        typed |= prefixed(row(submission))
        same = bool(mailbox) and secret_of(mailbox) == secret_of(submission)
        typed |= {"same": "yes" if same else "", "reads": "yes" if mailbox else ""}
    return Form(typed)


def row(account: Mailbox | Submission) -> dict[str, str]:
    """The fields of an account that is connected."""
    return {name: str(getattr(account, name)) for name in ("host", "username", "security", "port")} | {
        "kind": account.secret_kind
    }


def prefixed(fields: Mapping[str, str]) -> dict[str, str]:
    """The same for sending."""
    return {SENDS + name: value for name, value in fields.items()}


def secret_of(account: Mailbox | Submission | None) -> tuple[str, str]:
    """Who logs in and with what; nothing where it cannot be unsealed."""
    try:
        return (account.username, sealing.unseal(bytes(account.secret))) if account else ("", "")
    except sealing.Unsealable:
        return ("", "")


def asked(form: Form, secrets: Mapping[str, str], inbox: Inbox) -> Asked | tuple[Refused, ...]:
    """What the form asks for, or what is wrong with it before any server is asked."""
    reads, sends = bool(form.value("reads")), bool(form.value("sends"))
    if not reads and not sends:
        return (Refused(_("Choose reading, sending or both."), "reads"),)
    mailbox = Mailbox.objects.filter(inbox=inbox).first()
    submission = Submission.objects.filter(inbox=inbox).first()
    reading = read_through(form, secrets["secret"], mailbox) if reads else None
    login = reading if isinstance(reading, Connection) and form.value("same") else None
    sending = sent_through(form, secrets["smtp_secret"], submission, login) if sends else None
    if login and sends and not secrets["secret"] and not goes_there_already(form, submission):
        return (
            Refused(_("Give the password once more: it would go to a server that it was not given for."), "secret"),
        )
    if isinstance(reading, Refused) or isinstance(sending, Refused):
        # With one login for both, what is wrong with it is said once.
        mine = [one for one in (reading, sending) if isinstance(one, Refused)]
        return tuple(mine[:1] if form.value("same") and reads else mine)
    return Asked(reading, sending)


def goes_there_already(form: Form, now: Submission | None) -> bool:
    """Whether mail is sent through that server already, so that a password that is kept may go there."""
    if now is None:
        return False
    typed = [form.value(SENDS + name) for name in ("host", "security", "port")]
    return typed == [now.host, now.security, typed[2] and str(now.port)]


def read_through(form: Form, secret: str, now: Mailbox | None) -> Connection | Refused:
    """The IMAP account as it was typed."""
    account = connection(form, "", secret, now)
    if isinstance(account, Refused):
        return account
    return checked(replace(account, folder=form.value("folder")), IMAP_PORTS)


def sent_through(form: Form, secret: str, now: Submission | None, login: Connection | None) -> Connection | Refused:
    """The SMTP account as it was typed; `login` is the mailbox's, where it is the same."""
    account = connection(form, SENDS, secret, None if login else now)
    if isinstance(account, Connection) and login:
        account = replace(account, username=login.username, secret=login.secret, kind=login.kind)
    tidy = checked(account, SMTP_PORTS) if isinstance(account, Connection) else account
    return replace(tidy, field=SENDS + tidy.field) if isinstance(tidy, Refused) else tidy


def connection(form: Form, prefix: str, secret: str, now: Mailbox | Submission | None) -> Connection | Refused:
    """One account as it was typed. An empty password means the one that is kept, for the same server and name only.

    A path to a token file is only taken from the command line; one that was taken there stays.
    """
    value = {name: form.value(prefix + name) for name in LOGIN}
    port = value["port"]
    if port and not (port.isascii() and port.isdigit() and len(port) <= 5):
        return Refused(_("That is no port. Give a number from 1 to 65535, or nothing for the usual one."), "port")
    if not secret and now and row(now) == value | {"port": port or str(now.port)}:
        secret = secret_of(now)[1]
    elif value["kind"] not in ("password", "oauth"):
        return Refused(_("Choose a password or an OAuth token."), "kind")
    host, username, kind, security, _port = value.values()
    return Connection(host, username, secret, kind, security, int(port) if port else None)
