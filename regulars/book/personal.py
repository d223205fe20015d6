"""What of the ledger is personal and what becomes of it when a customer is erased; which files it refers to."""

from collections.abc import Sequence

from regulars.book.models import Attachment
from regulars.engine.personal import CODE, ID, TIME, goes, shell, stays
from regulars.engine.references import REFERENCES

FOREIGN_ID = (
    "the id in the other system: by it the same record, sent once more, is known and not brought in again; one that "
    "holds a name or a handle becomes a digest, by which it is known as well"
)
NUMBER = "accounts are kept by it, as the law asks; one that holds a name or a handle becomes a digest"

shell("book.Customer", {"name": "", "greeting": "", "language": "", "time_zone": "", "own": {}}, public_id=ID)
shell("book.Conversation", {"subject": "", "subject_key": "", "preview": ""}, public_id=ID, status=CODE)
shell(
    "book.Moment",
    {"payload": {}},
    public_id=ID,
    kind=CODE,
    channel=CODE,
    direction=CODE,
    audience=CODE,
    automatic=CODE,
)
shell(
    "book.Message",
    {
        "message_id": "",
        "sender_name": "",
        "sender_email": "",
        "to": [],
        "cc": [],
        "reply_to": [],
        "subject": "",
        "text": "",
        "folds": [],
        "marks": [],
    },
)
shell(
    "book.Order",
    {"ship_to": {}, "bill_to": {}},
    public_id=ID,
    source=CODE,
    source_id=FOREIGN_ID,
    number=NUMBER,
    status=CODE,
    currency=CODE,
    promised_local=TIME,
    promised_zone=TIME,
)
shell("book.OrderLine", {"name": ""}, sku="the company's own number of an article")
shell(
    "book.Visit",
    {"what": "", "wishes": ""},
    public_id=ID,
    source=CODE,
    source_id=FOREIGN_ID,
    number=NUMBER,
    status=CODE,
    place="a place of the company's own",
    unit="a room or table of the company's own",
    zone=TIME,
    starts_local=TIME,
    ends_local=TIME,
    currency=CODE,
)
shell(
    "book.Reward",
    {},
    public_id=ID,
    source=CODE,
    source_id=FOREIGN_ID,
    programme="the company's own programme",
    unit=CODE,
    currency=CODE,
    expires_local=TIME,
    expires_zone=TIME,
)
goes(
    "book.Identity",
    "book.Participant",
    "book.Attachment",
    "book.FileText",
    "book.Fact",
    "book.FactMark",
    "book.Relation",
    "book.Trace",
    "book.Suggestion",
    "book.PersonalLink",
    "book.RecordChange",
    "book.Task",
)
stays("ids, and names of columns", "book.Arrival", "book.Merge", "book.Move", "book.Review")
stays("of an import as a whole: its file's name, its columns, counts", "book.Batch")
stays("counts, times and digests", "book.Erasure")
stays("whom of the staff briefs go to", "book.BriefMail")


def referred(digests: Sequence[str]) -> set[str]:
    """Which of these came with a message."""
    return set(Attachment.objects.filter(sha256__in=digests).values_list("sha256", flat=True))


REFERENCES.offer("attachments", referred)
