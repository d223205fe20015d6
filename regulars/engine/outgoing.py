"""Outgoing HTTP: one request to an address that an owner named, with an answer of a size and in a time that are ours.

Nothing within our own network is asked unless that is allowed: whoever can name an address could else read through us
what only this machine reaches. The name is looked up once, and what was found is what is connected to, so that a name
which points elsewhere a moment later leads nowhere. Redirections are answers, and not followed.
Source: OWASP Server-Side Request Forgery Prevention Cheat Sheet.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

from regulars.base.frozen import dataclass

SECONDS = 15.0
# Servers that send a byte now and then would never run into the time above, which is that of one of them.
SECONDS_IN_ALL = 30.0
LONGEST_ANSWER = 65_536
PORTS = {"https": 443, "http": 80}
# An IPv4 address behind a translator: the last four bytes are the ones that count. Source: RFC 6052, RFC 4291.
WITHIN = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"), ipaddress.ip_network("::/96"))
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the beginning of the body as text."""

    status: int
    body: str
    retry_after: str = ""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Why there is no answer, in the system's words. `forbidden`: we did not even ask."""

    why: str
    forbidden: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart."""

    secure: bool
    host: str
    port: int
    path: str


def target(address: str) -> Target | None:
    """Where an address leads; None for one that is none of http or https, or holds a name and password."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None or not port:
        return None
    if any(letter.isspace() or not letter.isprintable() for letter in address.strip()):
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", parts.hostname, port, path)


def is_outside(address: str) -> bool:
    """Whether an IP address is one of the public net."""
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_outside(str(found.ipv4_mapped))
        if any(found in net for net in WITHIN):
            return False
    return found.is_global and not found.is_multicast


def looked_up(to: Target, inside: bool) -> str | Unreached:
    """The IP address to connect to: the first that the name has, where all of them may be asked."""
    try:
        found = socket.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        return Unreached(f"{to.host} is not known: {fault}")
    addresses = [str(one[4][0]) for one in found]
    if not inside and not all(is_outside(one) for one in addresses):
        return Unreached(f"{to.host} leads into our own network, and that is not allowed.", forbidden=True)
    return addresses[0] if addresses else Unreached(f"{to.host} has no address.")


def post(address: str, body: bytes, headers: Mapping[str, str], *, inside: bool = False) -> Answer | Unreached:
    """Send `body`, and give back what is answered; it takes 30 seconds at most. With `inside` the address may lie in a
    private network. Raises nothing for what the other side does."""
    to = target(address)
    if to is None:
        return Unreached("This is no address of a web server.", forbidden=True)
    found = looked_up(to, inside)
    if isinstance(found, Unreached):
        return found
    try:
        with contextlib.closing(connected(to, found)) as line:
            return asked(line, to, body, headers)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        return Unreached(f"{type(fault).__name__}: {fault}"[:500])


def connected(to: Target, address: str) -> http.client.HTTPConnection:
    """A line to just this IP address, with the certificate that the name asks for."""
    plain = socket.create_connection((address, to.port), SECONDS)
    try:
        line = http.client.HTTPConnection(to.host, to.port, timeout=SECONDS)
        line.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=to.host) if to.secure else plain
    except BaseException:
        plain.close()
        raise
    return line


def asked(line: http.client.HTTPConnection, to: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    """The answer on an open line, which is shut when its time is over."""
    held = line.sock

    def shut() -> None:
        with contextlib.suppress(OSError):
            held.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(SECONDS_IN_ALL, shut)
    watch.daemon = True
    watch.start()
    try:
        line.request("POST", to.path, body, {"User-Agent": "Regulars", **headers, "Connection": "close"})
        answer = line.getresponse()
        text = answer.read(LONGEST_ANSWER).decode("utf-8", "replace").replace("\0", "")
        return Answer(answer.status, text, answer.headers.get("Retry-After", ""))
    finally:
        watch.cancel()
