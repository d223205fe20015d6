"""A form between two pages: sealed, in the page itself, so that nothing is stored before a person says so.

What was typed comes back with the form, the secrets in it only as letters that nobody but this desk can open, and only
for the agent and the inbox that they were typed for, within the hour.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from regulars.engine import sealing
from regulars.intake.models import Inbox
from regulars.staff.models import Agent

LIVES = timedelta(hours=1)
LONGEST = 20_000


def sealed(content: Mapping[str, Any], inbox: Inbox, agent: Agent, now: datetime) -> str:
    """`content` (as JSON can hold it) for a hidden field of a form."""
    whole = {"inbox": inbox.public_id, "agent": agent.public_id, "at": now.timestamp(), "content": dict(content)}
    return urlsafe_b64encode(sealing.seal(json.dumps(whole))).decode("ascii")


def opened(text: str, inbox: Inbox, agent: Agent, now: datetime) -> dict[str, Any]:
    """What was sealed; empty where it is not ours, somebody else's, another inbox's or too old."""
    if not text or len(text) > LONGEST:
        return {}
    try:
        whole: dict[str, Any] = json.loads(sealing.unseal(urlsafe_b64decode(text)))
        age = now - datetime.fromtimestamp(whole["at"], UTC)
        ours = whole["inbox"] == inbox.public_id and whole["agent"] == agent.public_id
        content: dict[str, Any] = whole["content"]
    except (ValueError, KeyError, TypeError, sealing.Unsealable):
        return {}
    return content if ours and timedelta(0) <= age < LIVES else {}
