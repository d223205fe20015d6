"""Taking mail from a mail server over LMTP or SMTP: a 250 is said when bytes and rows are on disk, and not before."""

import asyncio
import ipaddress
import logging
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone

from regulars.engine.blobs import BlobStoreFull
from regulars.intake.acts import Raw
from regulars.intake.doors import Letter, LmtpDoor, SmtpDoor
from regulars.intake.inboxes import inbox_of
from regulars.intake.taking import Taking

log = logging.getLogger(__name__)

Place = tuple[str, int]

MOST_CONNECTIONS = 500
MOST_RECIPIENTS = 100
STORED = "250 2.0.0 Stored"
NO_ROOM = "452 4.3.1 No room to store the message now. Please come again later."
NOT_NOW = "451 4.3.0 The message cannot be stored now. Please come again later."


class PlaceTaken(Exception):
    """Nobody can listen there. The text says where, why, and what to look at."""


class Receiving:
    """What stands behind the doors: who is admitted, and the wait until a mail is stored."""

    def __init__(self) -> None:
        self.taking = Taking()
        self._lookups = ThreadPoolExecutor(1, "lookups")
        self._connections = 0

    def end(self) -> None:
        """Store what waits, and give the threads and their connections to the database back."""
        self.taking.end()
        self._lookups.submit(hang_up).result()
        self._lookups.shutdown()

    def come(self) -> bool:
        """A connection opens. False where there are too many."""
        self._connections += 1
        return self._connections <= MOST_CONNECTIONS

    def leave(self) -> None:
        """A connection ends."""
        self._connections -= 1

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self, door: Any, session: Any, letter: Letter, address: str, options: Sequence[str]
    ) -> str:
        """Whether mail for `address` is ours."""
        if len(letter.inboxes) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients. Send the rest in another message."
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._lookups, inbox_id, address)
        except DatabaseError as fault:
            log.warning("Recipients cannot be looked up: %s", fault)
            return NOT_NOW
        if found is None:
            return "550 5.1.1 There is no such inbox here"
        letter.rcpt_tos.append(address)
        letter.inboxes.append(found)
        return "250 2.1.5 OK"

    async def handle_exception(self, fault: Exception) -> str:
        """What is said when something unforeseen went wrong: come again. aiosmtpd would refuse for good."""
        log.error("A connection ran into an error", exc_info=fault)
        return NOT_NOW

    async def take(self, letter: Letter, content: bytes, road: str) -> str:
        """Store a mail, once for each inbox, all or none."""
        now, sender = timezone.now(), printable(letter.mail_from or "")
        raws = [Raw(inbox, content, now, sender) for inbox in dict.fromkeys(letter.inboxes)]
        stored = asyncio.wrap_future(self.taking.offer(raws, road))
        # Unlike awaiting it, this leaves it alone when the connection breaks, so that the mail is stored nevertheless.
        await asyncio.wait([stored])
        return answer_to(stored.exception())


def answer_to(fault: BaseException | None) -> str:
    """What the sender hears: stored, or to come again, since our troubles are not the sender's."""
    if fault is None:
        return STORED
    return NO_ROOM if isinstance(fault, BlobStoreFull) else NOT_NOW


def hang_up() -> None:
    """Close the calling thread's connection to the database."""
    connection.close()


def inbox_id(address: str) -> int | None:
    """The id of the inbox that `address` belongs to."""
    close_old_connections()
    inbox = inbox_of(address)
    return inbox.pk if inbox else None


def printable(address: str) -> str:
    """An address from the wire as text that a database takes: bytes that are no UTF-8, and NULs, are replaced."""
    return address.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\x00", "\ufffd")


def listen(
    lmtp: Place | None,
    smtp: Place | None,
    stop: threading.Event,
    ready: Callable[[dict[str, int]], None] = lambda ports: None,
) -> None:
    """Take mail at the given places until `stop`. `ready` hears the port of each road. Raises PlaceTaken."""
    asyncio.run(serve({LmtpDoor: lmtp, SmtpDoor: smtp}, stop, ready))


async def serve(
    places: dict[type[SmtpDoor], Place | None], stop: threading.Event, ready: Callable[[dict[str, int]], None]
) -> None:
    """The same, on a loop."""
    receiving, loop, ports = Receiving(), asyncio.get_running_loop(), {}
    receiving.taking.start()
    servers = []
    try:
        for door, place in places.items():
            if place is not None:
                warn_if_open(door.road, place[0])
                made = await opened(loop, partial(door, receiving, socket.gethostname(), loop), door.road, place)
                servers.append(made)
                ports[door.road] = made.sockets[0].getsockname()[1]
        log.info("Mail is taken in by %s", ", ".join(f"{road} on port {port}" for road, port in ports.items()))
        ready(ports)
        await loop.run_in_executor(None, stop.wait)
    finally:
        for server in servers:
            server.close()
        await loop.run_in_executor(None, receiving.end)


async def opened(
    loop: asyncio.AbstractEventLoop, door: Callable[[], asyncio.BaseProtocol], road: str, place: Place
) -> asyncio.Server:
    """A server at `place`. Raises PlaceTaken."""
    try:
        return await loop.create_server(door, *place)
    except OSError as fault:
        # asyncio puts the address before what the system says.
        why = (fault.strerror or str(fault)).rpartition(": ")[2]
        raise PlaceTaken(
            f"REGULARS_{road.upper()}={place[0]}:{place[1]}: no mail is taken there ({why}). Name another place, "
            "or stop what listens there."
        ) from fault


def warn_if_open(road: str, host: str) -> None:
    """Say so where others than this machine can bring mail: nobody checks them here."""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        log.warning("%s listens on %s: let only your mail server reach it, since it trusts whoever does", road, host)
