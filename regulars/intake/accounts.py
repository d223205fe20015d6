"""A mailbox's row as an account to log in with."""

from pathlib import Path

from regulars.engine import sealing
from regulars.intake.imap import Account
from regulars.intake.models import Mailbox


class SecretGone(Exception):
    """The password or token cannot be had. The text says why, and what to do."""


def account_of(mailbox: Mailbox) -> Account:
    """How to log in to `mailbox` now; a token kept in a file is read anew each time. Raises SecretGone."""
    try:
        secret = sealing.unseal(bytes(mailbox.secret))
    except sealing.Unsealable as fault:
        raise SecretGone(str(fault)) from fault
    kind = mailbox.secret_kind
    if kind == "file":
        secret, kind = first_line(secret), "oauth"
    return Account(
        mailbox.host, mailbox.port, mailbox.security, mailbox.username, secret, kind, mailbox.folder or "INBOX"
    )


def first_line(path: str) -> str:
    """The first line of a file that holds a secret. Raises SecretGone."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise SecretGone(
            f"{path} cannot be read ({fault}). Name a text file whose first line is the secret."
        ) from fault
    if not lines or not lines[0].strip():
        raise SecretGone(f"{path} is empty. Its first line must be the secret.")
    return lines[0].strip()
