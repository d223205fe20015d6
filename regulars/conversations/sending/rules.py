"""What is decided while a mail is on its way, without I/O: when it is due, what holds it, when a try is the last."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

UNDO = timedelta(seconds=10)
# What is held longer was meant for later, and is held back when the customer writes first.
LATER = timedelta(minutes=1)
FURTHEST = timedelta(days=366)
HOUR = timedelta(hours=1)
LONGEST_TRYING = timedelta(days=2)
FEWEST_TRIES = 5
WAITS = (60.0, 300.0, 900.0, 1800.0, 3600.0, 7200.0)
LONGEST_WAIT = timedelta(hours=3)
RESTS = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
REFUSED_REST = 900.0
MOST_REFERENCES = 20

NEWS, CEILING = "news", "ceiling"
EVERYTHING, LET_GO, NOTHING = "everything", "let go", "nothing"
# The strongest first: what a person said, then what nobody has let go yet, then the ceiling.
STOPS = ("person", "new", "ceiling")
REPLY = re.compile(r"^\s*(?:(?:re|aw|sv|vs|antw|odp|rif|res)\s*(?:\[\d+\])?\s*[:\uff1a]\s*)+", re.IGNORECASE)


def due_at(send_at: datetime | None, now: datetime) -> datetime:
    """When a mail may leave: not before it could have been undone."""
    return max(send_at, now + UNDO) if send_at else now + UNDO


def meant_for_later(created_at: datetime, send_at: datetime) -> bool:
    """Whether somebody chose a time, other than "now"."""
    return send_at - created_at > LATER


def held_for(stops: Collection[str], *, let_go: bool, lately: int, ceiling: int) -> str:
    """Why a mail that is due must wait, or "". What a person let go leaves, unless a person stopped everything."""
    against = [kind for kind in STOPS if kind in stops]
    if let_go:
        return "person" if "person" in against else ""
    if against:
        return against[0]
    return CEILING if lately >= ceiling else ""


def leaving(stops: Collection[str]) -> str:
    """What leaves the queue of an inbox under its stops: the same as `held_for` lets into it."""
    if held_for(stops, let_go=True, lately=0, ceiling=1):
        return NOTHING
    return LET_GO if stops else EVERYTHING


def wait(tries: int, chance: float) -> timedelta:
    """Until the next try after `tries` failed ones: from a minute up to two hours; `chance` in [0, 1) spreads it."""
    seconds = WAITS[min(max(tries, 1), len(WAITS)) - 1]
    return timedelta(seconds=seconds * (0.75 + chance / 2))


def rest(tries: int, chance: float, *, refused: bool) -> timedelta:
    """How long a server is left alone that could not be reached `tries` times in a row, or does not let us in."""
    seconds = REFUSED_REST if refused else RESTS[min(max(tries, 1), len(RESTS)) - 1]
    return timedelta(seconds=seconds * (0.75 + chance / 2))


def gives_up(tries: int, since: datetime, now: datetime) -> bool:
    """Whether it has been tried for long enough. Not after a few tries: the clock may have been put forward.

    Source: RFC 5321, section 4.5.4.1, asks for four to five days of servers; a person should hear of it sooner.
    """
    return tries >= FEWEST_TRIES and now - since > LONGEST_TRYING


def reply_subject(subject: str) -> str:
    """The subject of an answer: one `Re:`, whatever stood there, in whatever language."""
    rest_of_it = REPLY.sub("", subject).strip()
    return f"Re: {rest_of_it}" if rest_of_it else "Re:"


def trimmed(ids: Sequence[str], most: int = MOST_REFERENCES) -> tuple[str, ...]:
    """A chain of references short enough: the first stays, and the last ones; what is left out is in the middle.

    Source: RFC 5322 section 3.6.4 for the chain; RFC 5537 section 3.4.4 for where it may be cut.
    """
    chain = tuple(dict.fromkeys(reversed(ids)))[::-1]
    return chain if len(chain) <= most else (chain[0], *chain[-(most - 1) :])


def reply_address(inbox: str, token: str) -> str:
    """`local+token@domain`, or "" where that would be longer than a local part may be. Source: RFC 5321, 4.5.3.1.1."""
    local, _, domain = inbox.rpartition("@")
    made = f"{local}+{token}"
    return f"{made}@{domain}" if len(made) <= 64 else ""
