"""Whose a live stream is, and what it may tell them."""

import asyncio
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.contrib.auth import get_user
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.http import HttpRequest, parse_cookie

from regulars.book.eyes import DESK, eyes_of
from regulars.book.models import Conversation
from regulars.engine.gateway import Receive, Scope, Send
from regulars.engine.shell import StreamApp
from regulars.staff.models import Agent
from regulars.web.middleware import is_session_key

# What stands behind the colon is a conversation's public id.
OF_CONVERSATIONS = ("conversation:", "present:")


def agent_with(cookies: str) -> Agent | None:
    """The agent who is signed in with these cookies, as Django's own middlewares would find them."""
    # Django's own reader: the standard library's stops at the first cookie that it does not like, be it another desk's.
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key or not is_session_key(key):
        return None
    request: Any = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    agent = get_user(request)
    return agent if isinstance(agent, Agent) and agent.may("book.read") else None


def whose(cookies: str) -> str | None:
    """The public id of that agent."""
    agent = agent_with(cookies)
    return agent.public_id if agent else None


def may_hear(cookies: str, topics: Collection[str]) -> list[str]:
    """Those of the topics that who asks may be told of: nothing of conversations that they may not see."""
    named = {topic: topic.partition(":")[2] for topic in topics if topic.startswith(OF_CONVERSATIONS)}
    agent = agent_with(cookies) if named else None
    eyes = eyes_of(agent) if agent else DESK
    if eyes.see_all:
        return list(topics)
    kept = Conversation.objects.filter(public_id__in=named.values()).exclude(eyes.among())
    gone = set(kept.values_list("public_id", flat=True))
    return [topic for topic in topics if named.get(topic) not in gone]


class Narrowed:
    """Stands before the streams and leaves out of each request what who asks may not be told."""

    def __init__(self, streams: StreamApp) -> None:
        self.streams = streams
        self._asking = ThreadPoolExecutor(1, "streams-narrow")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = {name: ",".join(said) for name, said in parse_qs(scope["query_string"].decode("latin-1")).items()}
        topics = query.get("topics", "").split(",")
        if any(topic.startswith(OF_CONVERSATIONS) for topic in topics):
            cookies = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
            loop = asyncio.get_running_loop()
            try:
                heard = await loop.run_in_executor(self._asking, self._ask, cookies, topics)
            except DatabaseError:
                # Nothing is told while nobody can say whose it is; the page asks again.
                heard = []
            scope = {**scope, "query_string": urlencode({**query, "topics": ",".join(heard)}).encode()}
        await self.streams(scope, receive, send)

    def _ask(self, cookies: str, topics: list[str]) -> list[str]:
        close_old_connections()
        return may_hear(cookies, topics)
