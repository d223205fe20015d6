"""What a list of conversations shows."""

import re
from datetime import timedelta

from django.test import Client

from regulars.book.models import Conversation
from tests.builders import NOW, conversation, customer


def page(client: Client, path: str) -> str:
    """The page at a path."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def rows(shown: str) -> list[str]:
    """The subjects of a list's rows, in order."""
    return re.findall(r'\?in=[^"]*"><bdi>([^<]*)</bdi>', shown)


def told(client: Client) -> tuple[str, str]:
    """What the next page says was done, and the path that undoes it."""
    shown = page(client, "/")
    said = re.search(r'id="told".*?<span>(.*?)</span>', shown, re.DOTALL)
    undo = re.search(r'action="(/undo/[^"]*)"', shown)
    return (said[1] if said else ""), (undo[1] if undo else "")


def matters(count: int) -> list[Conversation]:
    """Open conversations of Ana's that nobody has, the newest first."""
    ana = customer()
    return [conversation(ana, f"Matter {n}", last_at=NOW - timedelta(hours=n)) for n in range(count)]
