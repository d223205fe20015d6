"""Mail for tests, from the usual cast."""

from collections.abc import Iterable
from datetime import UTC, datetime

from regulars.conversations.filing.acts import file_deliveries
from regulars.conversations.filing.sheet import Counts
from regulars.intake.acts import Raw, keep, record
from regulars.intake.models import Inbox

DESK = "help@desk.example"
SHOP = "shop@desk.example"
ANA = "Ana Novak <ana@nordbake.example>"
BORIS = "Boris Okafor <boris@veloworks.example>"
CHLOE = "Chloe Dubois <chloe@samphire.example>"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def mail(
    sender: str = ANA,
    subject: str = "The blue kettle",
    text: str = "It does not boil.",
    *,
    to: str = DESK,
    message_id: str = "one@nordbake.example",
    date: str = "Fri, 20 Nov 2026 10:00:00 +0000",
    headers: Iterable[tuple[str, str]] = (),
) -> bytes:
    """A plain mail as bytes. Ids are written without angle brackets; `headers` come on top."""
    lines = [
        ("From", sender),
        ("To", to),
        ("Subject", subject),
        ("Message-ID", f"<{message_id}>"),
        ("Date", date),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        *headers,
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in lines if value)
    return (head + "\r\n" + text + "\r\n").encode()


def reply(parent: str, sender: str = ANA, **more: object) -> bytes:
    """An answer to the message with the id `parent`."""
    headers = [("In-Reply-To", f"<{parent}>"), ("References", f"<{parent}>")]
    return mail(sender, headers=headers, **{"subject": "Re: The blue kettle", **more})


def inbox(address: str = DESK) -> Inbox:
    """An inbox, made once."""
    return Inbox.objects.get_or_create(address=address)[0]


def take_in(*raws: bytes, to: str = DESK, now: datetime = NOW, history: bool = False) -> Counts:
    """Store and file raw mails, as a batch."""
    box = inbox(to)
    kept = keep([Raw(box.pk, raw) for raw in raws])
    return file_deliveries(record(kept, "import", now, history=history, later=False), now)
