"""One row for each matter, whatever rooms it waits in."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from regulars.base.times import LocalTime
from regulars.book.models import Conversation, Task
from tests import builders
from tests.practices.promises.cast import promised
from tests.practices.recovery.recoveries import opened

pytestmark = pytest.mark.django_db


def row_of(shown: str, key: str) -> str:
    """The row in which this stands."""
    rows = [one for one in re.split(r"(?=<li [^>]*data-matter=)", shown) if f'data-line="{key}"' in one]
    assert len(rows) == 1
    return rows[0]


def test_a_reply_a_promise_and_a_recovery_of_one_conversation_are_one_row() -> None:
    ana, now = builders.customer(), timezone.now()
    on = builders.conversation(ana, last_at=now - timedelta(hours=2))
    [said] = builders.messages(on, ["Where is it?"], now - timedelta(hours=2))
    earlier = Conversation.objects.create(
        customer=ana, birth_customer=ana, subject="Before", opened_at=said.at, last_at=said.at, joined_to=on
    )
    soon = LocalTime((now + timedelta(minutes=30)).replace(tzinfo=None, microsecond=0), "UTC")
    promise = promised(ana, now, due=soon, due_means="time", conversation=earlier)
    here = opened(ana, "hand:one", now, conversation=on.pk)
    task = Task.objects.create(
        practice="x",
        key="x",
        kind="x",
        customer=ana,
        birth_customer=ana,
        conversation=earlier,
        title="x",
        created_at=now,
    )
    apart = opened(ana, "hand:two", now - timedelta(days=9))
    for path in ("/today", "/today/team"):
        shown = builders.signed_in("lead" if "team" in path else "agent").get(path).content.decode()
        row = row_of(shown, f"promise:{promise.public_id}")
        assert f'data-matter="{on.public_id}"' in row
        for key in (f"reply:{on.public_id}", f"recovery:{here.public_id}", f"task:{task.public_id}"):
            assert row_of(shown, key) == row
        for way in (
            f"/promises/{promise.public_id}",
            f"/recoveries/{here.public_id}",
            f"/conversations/{on.public_id}",
        ):
            assert f'href="{way}' in row
        assert f'data-matter="{apart.public_id}"' in row_of(shown, f"recovery:{apart.public_id}")
