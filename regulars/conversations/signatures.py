"""How answers end: as the agent signs in this inbox, else in all, else as the inbox signs."""

from django.db import transaction

from regulars.base import fields
from regulars.base.results import Refused
from regulars.conversations.models import Signature
from regulars.engine.rows import rows
from regulars.intake.models import Inbox
from regulars.intake.settling import signature_fault
from regulars.staff.models import Agent

OWN = "select inbox_id, text from conversations_signature where agent_id = %s and (inbox_id = %s or inbox_id is null)"


def signature_for(agent: Agent | None, inbox: Inbox) -> str:
    """The text that ends an answer of `agent` from `inbox`, its fields filled; empty where nobody wrote one.

    Without an agent, in a mail that the desk wrote itself, the inbox signs.
    """
    if agent is None:
        return filled(inbox.signature, inbox.name, inbox)
    own: dict[int | None, str] = dict(rows(OWN, [agent.pk, inbox.pk]))
    text = next((own[key] for key in (inbox.pk, None) if key in own), inbox.signature)
    return filled(text, agent.name, inbox)


def filled(text: str, signer: str, inbox: Inbox) -> str:
    """A signature with its fields; every one of them is always known."""
    here = inbox.name or inbox.address
    values = {
        "agent.name": signer or here,
        "agent.first_name": fields.first_name(signer) or here,
        "inbox.name": here,
        "inbox.address": inbox.address,
    }
    return fields.fill(text, values).text


def sign(agent: Agent, inbox: Inbox | None, text: str) -> Refused | None:
    """Keep how an agent signs, in one inbox or, without one, in all. Without words the next wider one counts."""
    text = text.strip()
    if fault := signature_fault(text):
        return fault
    with transaction.atomic():
        if text:
            Signature.objects.update_or_create(agent=agent, inbox=inbox, defaults={"text": text})
        else:
            Signature.objects.filter(agent=agent, inbox=inbox).delete()
    return None
