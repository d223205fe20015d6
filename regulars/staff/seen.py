"""When agents were last seen, without a write in any page.

Pages note it in memory, and a thread beside them writes it down every minute, in one short transaction for everybody.
Who was noted in the last minutes before a crash is a little behind; presence counts in quarters of an hour.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from regulars.staff.models import Agent, Session

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=4)
PAUSE = 60.0


class Notes:
    """Who was seen, and in which sessions, since it was last written down. One per process; any thread may note."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._written: dict[tuple[int, str], datetime] = {}
        self._waiting: dict[tuple[int, str], datetime] = {}

    def note(self, agent: int, session: str, now: datetime) -> None:
        """Somebody asks for something now. Of one session it is kept at most every four minutes."""
        last = self._written.get((agent, session))
        if last is None or now - last >= EVERY:
            with self._guard:
                self._written[agent, session] = self._waiting[agent, session] = now

    def take(self, now: datetime) -> dict[tuple[int, str], datetime]:
        """What is to be written down; it is taken out. What was written long ago is forgotten."""
        with self._guard:
            waiting, self._waiting = self._waiting, {}
            self._written = {key: at for key, at in self._written.items() if now - at < EVERY}
        return waiting


NOTES = Notes()


def noted(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Note who asked, where the page has found out by itself who it was."""

    def noting(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        user = getattr(request, "_cached_user", None)
        if isinstance(user, Agent):
            NOTES.note(user.pk, request.session.session_key or "", timezone.now())
        return response

    return noting


def write_down(notes: Notes, now: datetime) -> int:
    """Write down who was seen since the last time; how many sessions."""
    waiting = notes.take(now)
    if not waiting:
        return 0
    latest: dict[int, datetime] = {}
    with transaction.atomic():
        for (agent, session), at in waiting.items():
            Session.objects.filter(session_key=session, agent=agent).update(seen_at=at)
            latest[agent] = max(at, latest.get(agent, at))
        for agent, at in latest.items():
            Agent.objects.filter(pk=agent).update(seen_at=at)
    return len(waiting)


class Writing:
    """The thread beside the pages that writes it down; `start` and `stop` are hooks of the shell."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    async def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._write, name="seen", daemon=True).start()

    async def stop(self) -> None:
        """End. What was noted in the last minute is let go."""
        self._stop.set()

    def _write(self) -> None:
        while not self._stop.wait(PAUSE):
            try:
                write_down(NOTES, timezone.now())
            except DatabaseError as fault:
                log.info("Who was seen is not written down this minute: %s", fault)
            # It would lie there unused for a minute, with its cache.
            connection.close()
