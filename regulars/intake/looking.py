"""Looking for one mail of ours in a mailbox: among what was sent, and among what came in.

Source: RFC 6154 for the folder of sent mail, RFC 3501 section 6.4.4 for the search.
"""

import imaplib

from imap_tools import BaseMailBox

from regulars.intake.accounts import account_of
from regulars.intake.imap import Account, connect, log_in
from regulars.intake.models import Inbox, Mailbox

PATIENCE = 15.0
SENT = "\\sent"


def holds(inbox: Inbox, message_id: str) -> bool:
    """Whether the mailbox of `inbox` holds a mail with this id. False where there is no mailbox, which says nothing.

    Raises one of `imap.FAULTS`, LoginRefused or SecretGone where it cannot be looked at.
    """
    mailbox = Mailbox.objects.filter(inbox=inbox).first()
    return mailbox is not None and found_in(account_of(mailbox), message_id)


def found_in(account: Account, message_id: str) -> bool:
    """The same, of an account. Folders are opened read-only, so no flag changes."""
    box = connect(account, PATIENCE)
    try:
        log_in(box, account)
        return any(is_in(box, name, message_id) for name in folders(box, account))
    finally:
        box.client.shutdown()


def folders(box: BaseMailBox, account: Account) -> list[str]:
    """Where to look: in what the server says is the folder of sent mail, then in the one that is read."""
    listed = box.folder.list()
    sent = [one.name for one in listed if SENT in (flag.lower() for flag in one.flags)]
    # Before RFC 6154, only the name told.
    by_name = [one.name for one in listed if one.name.rpartition(one.delim or "/")[2].lower() in ("sent", "sent items")]
    return list(dict.fromkeys([*sent, *([] if sent else by_name), account.folder]))


def is_in(box: BaseMailBox, folder: str, message_id: str) -> bool:
    """Whether a folder holds it."""
    box.folder.set(folder, readonly=True)
    quoted = '"<{}>"'.format(message_id.replace("\\", "\\\\").replace('"', '\\"'))
    status, answer = box.client.uid("SEARCH", "HEADER", "Message-ID", quoted)
    if status != "OK":
        raise imaplib.IMAP4.error(str(answer))
    return any(part and part.split() for part in answer)
