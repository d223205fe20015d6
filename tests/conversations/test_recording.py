"""What leaves the desk as a whole, and what is put together, stands in the audit trail."""

import argparse

import pytest

from regulars.conversations import acts
from regulars.conversations.commands import export_conversations
from regulars.engine import audit
from regulars.engine.models import AuditEntry
from tests.builders import NOW, agent, conversation, customer

pytestmark = pytest.mark.django_db


def test_a_merge_is_an_entry() -> None:
    ana = customer()
    one, two = conversation(ana), conversation(ana, "The lid")
    assert acts.merge(two, one, agent(), NOW) is None
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject, entry.by_id) == (
        "conversation.merged",
        f"conversation:{one.public_id}",
        agent().public_id,
    )
    assert audit.content(entry)["after"] == {"from": two.public_id}


def test_an_export_is_an_entry(capsys: pytest.CaptureFixture[str]) -> None:
    conversation(customer())
    assert export_conversations(argparse.Namespace()) == 0
    assert capsys.readouterr().out.count("\n") == 1
    assert list(AuditEntry.objects.values_list("act", flat=True)) == ["conversations.exported"]
