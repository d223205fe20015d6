"""The ledger's nouns."""

from regulars.book.models.conversation import Conversation, Participant
from regulars.book.models.customer import Customer, Identity
from regulars.book.models.fact import Fact, FactMark, Relation
from regulars.book.models.merge import Merge, Move, Suggestion, Trace
from regulars.book.models.moment import Arrival, Attachment, FileText, Message, Moment
from regulars.book.models.person import BriefMail, Erasure, PersonalLink
from regulars.book.models.record import Batch, Order, OrderLine, RecordChange, Reward, Visit
from regulars.book.models.task import Review, Task

__all__ = [
    "Arrival",
    "Attachment",
    "Batch",
    "BriefMail",
    "Conversation",
    "Customer",
    "Erasure",
    "Fact",
    "FactMark",
    "FileText",
    "Identity",
    "Merge",
    "Message",
    "Moment",
    "Move",
    "Order",
    "OrderLine",
    "Participant",
    "PersonalLink",
    "RecordChange",
    "Relation",
    "Review",
    "Reward",
    "Suggestion",
    "Task",
    "Trace",
    "Visit",
]
