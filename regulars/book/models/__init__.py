"""The ledger's nouns."""

from regulars.book.models.conversation import Conversation, Participant
from regulars.book.models.customer import Customer, Identity
from regulars.book.models.moment import Arrival, Attachment, Message, Moment
from regulars.book.models.task import Review, Task

__all__ = [
    "Arrival",
    "Attachment",
    "Conversation",
    "Customer",
    "Identity",
    "Message",
    "Moment",
    "Participant",
    "Review",
    "Task",
]
