"""An inbox that can send, as far as pages ask."""

from regulars.book.models import Conversation
from regulars.intake.models import Inbox, Submission
from tests import builders


def connect(inbox: Inbox | None) -> None:
    """Give an inbox an account to send through. Nobody listens there."""
    account = {"host": "127.0.0.1", "port": 25, "security": "none", "secret": b"", "secret_kind": "password"}
    Submission.objects.create(inbox=inbox, **account)


def answerable() -> Conversation:
    """Ana's kettle, in an inbox that can send."""
    made = builders.conversation(builders.customer())
    builders.messages(made, ["It does not boil."])
    connect(made.inbox)
    return made
