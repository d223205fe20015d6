"""What of deliveries is personal, and which files they refer to."""

from collections.abc import Sequence

from regulars.engine.personal import CODE, ID, shell, stays
from regulars.engine.references import REFERENCES
from regulars.intake.models import Delivery

# A name that no content has: whoever asks for the file finds it gone, as it is.
NO_FILE = "0" * 64

stays("settings of the company's own inboxes", "intake.Inbox", "intake.Mailbox", "intake.Stop", "intake.Submission")
shell(
    "intake.Delivery",
    {"sha256": NO_FILE, "envelope_sender": "", "detail": ""},
    public_id=ID,
    channel=CODE,
    road=CODE,
    state=CODE,
    cause=CODE,
    fingerprint="a digest of the whole mail; by it the same mail, fetched once more, is known and not filed again",
)


def referred(digests: Sequence[str]) -> set[str]:
    """Which of these are raw mail."""
    return set(Delivery.objects.filter(sha256__in=digests).values_list("sha256", flat=True))


REFERENCES.offer("deliveries", referred)
