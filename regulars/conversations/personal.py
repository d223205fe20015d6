"""What of threads and the work on them is personal, and which files they refer to."""

from collections.abc import Sequence

from regulars.conversations import leaving
from regulars.conversations.models import Enclosure, Outgoing
from regulars.engine.personal import CODE, ID, goes, shell, stays
from regulars.engine.references import REFERENCES

shell(
    "conversations.Outgoing",
    {
        "message_id": "",
        "to": [],
        "cc": [],
        "bcc": [],
        "subject": "",
        "text": "",
        "enclosures": [],
        "sha256": "",
        "answer": "",
        "by_recipient": {},
    },
    public_id=ID,
    automatic=CODE,
    state=CODE,
    held_for=CODE,
)
shell("conversations.Attempt", {"answer": ""}, outcome=CODE)
shell(
    "conversations.Event",
    {},
    kind=CODE,
    batch=ID,
    payload="what stood before and after, in the desk's words; what people typed, and addresses, are taken out",
)
goes(
    "conversations.Draft",
    "conversations.Enclosure",
    "conversations.Link",
    "conversations.MailId",
    "conversations.Notice",
    "conversations.Presence",
    "conversations.Undeliverable",
)
stays("of the company's own order: words, lists and texts for all", "conversations.Macro", "conversations.Tag")
stays("which word stands on which conversation", "conversations.Tagging")
stays("of staff: how they sign and work, and what they look for", "conversations.Signature", "conversations.View")
stays("of staff", "conversations.Workload")
stays("ids", "conversations.Move")


def enclosed(digests: Sequence[str]) -> set[str]:
    """Which of these go with a draft."""
    return set(Enclosure.objects.filter(sha256__in=digests).values_list("sha256", flat=True))


def sent(digests: Sequence[str]) -> set[str]:
    """Which of these are a mail of ours, or go with one that is still on its way."""
    mails = set(Outgoing.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    # What was sent has its files in the book by then, and what was undone has them at its draft again.
    settled = (Outgoing.SENT, Outgoing.BOUNCED, Outgoing.UNDONE)
    under_way = Outgoing.objects.exclude(enclosures=[]).exclude(state__in=settled)
    within = {str(file["sha256"]) for files in under_way.values_list("enclosures", flat=True) for file in files}
    return mails | (within & set(digests))


REFERENCES.offer("enclosures", enclosed)
REFERENCES.offer("mails sent", sent)
leaving.offer()
