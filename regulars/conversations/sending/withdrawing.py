"""Undoing a mail that began a conversation: nothing of it stays in the customer's book."""

from django.db import transaction
from django.db.models import ProtectedError

from regulars.book.models import Conversation, Customer, Identity
from regulars.conversations.models import Draft, Outgoing
from regulars.engine import outbox


def withdraw(outgoing: Outgoing, draft: Draft) -> Draft:
    """Take away the conversation that an undone mail began, and the customer with it if nobody knew them before; gives
    back the draft, which begins one again. One in which anything else has happened stays. In a transaction."""
    begun = outgoing.conversation
    if begun is None or draft.conversation_id != begun.pk or not is_empty(begun, draft):
        return draft
    customer = begun.customer
    try:
        with transaction.atomic():
            begun.outgoing.update(conversation=None)
            Draft.objects.filter(conversation=begun).update(conversation=None)
            begun.delete()
            forget(customer)
    except ProtectedError:
        # Another room holds on to it: then it is more than a slip.
        return draft
    outbox.append("work", {"topics": ["inbox"]})
    draft.conversation = outgoing.conversation = None
    return draft


def is_empty(begun: Conversation, draft: Draft) -> bool:
    """Whether nothing but this mail was ever meant for it."""
    mails = begun.outgoing.exclude(draft=draft)
    drafts = begun.drafts.exclude(pk=draft.pk)
    joined = Conversation.objects.filter(joined_to=begun)
    return not any(rows.exists() for rows in (begun.moments.all(), mails, drafts, joined))


def forget(customer: Customer) -> None:
    """Take a customer away of whom nothing is known but the address that was written to."""
    if customer.moments.exists() or customer.conversations.exists() or customer.identities.count() > 1:
        return
    Identity.objects.filter(customer=customer).delete()
    customer.delete()
