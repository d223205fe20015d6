"""Who wrote in a conversation that was given to another person is on it from then on: their answers find it."""

from collections.abc import Sequence

from regulars.book.models import Conversation, Moment, Move, Participant

WRITER = "writer"


def settle_writers(conversations: Sequence[int]) -> None:
    """Put the writers of given ones among those who take part, and take them from those that went back."""
    moves = Move.objects.filter(belonging="conversation", row__in=conversations, undone_at=None)
    given = set(moves.values_list("row", flat=True))
    Participant.objects.filter(conversation__in=set(conversations) - given, role=WRITER).delete()
    whose = dict(Conversation.objects.filter(pk__in=given).values_list("pk", "customer_id"))
    wrote = Moment.objects.filter(conversation__in=given, author__kind="email").order_by()
    found = wrote.values_list("conversation_id", "author__value", "author__customer_id").distinct()
    Participant.objects.bulk_create(
        (
            Participant(conversation_id=of, value=address, role=WRITER)
            for of, address, customer in found
            if customer != whose[of]
        ),
        ignore_conflicts=True,
    )
