"""What every channel gives the house: one parsed, unfiled message from outside.

A channel is a pure function from the raw bytes of one delivery to an `Inbound`
or, where nothing can be made of the bytes, an `Unreadable`. It never raises.
"""

from collections.abc import Callable
from datetime import datetime

from regulars.base.folds.fold import Fold
from regulars.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """One mail address as written: display name (may be empty) and the lower-cased address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class File:
    """One attachment: also inline pictures, calendar parts, nested messages and what winmail.dat held."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Automatic:
    """A machine sent it.

    `kind`: loop (our own), bounce, auto_reply, out_of_office, bulk. `reason`: the header that says so. `through`: where
    that only says that a list passed it on, the list's id, which is its address with a dot for the @.
    """

    kind: str
    reason: str
    through: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery-status part says of one outgoing message.

    `hard`: trying again is of no use. `delayed`: it has not failed, the server is still trying.
    """

    recipient: str
    status: str
    diagnostic: str
    hard: bool
    message_id: str = ""
    delayed: bool = False


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message, decoded and told apart, before anybody decided whose it is.

    Message ids are without angle brackets. `said_at` is the sender's word and may be absurd; `passed_at` is the
    newest trace header's. Both are aware, in UTC. `fingerprint` is the sha256 (hex) of the content without trace
    headers, line ends and trailing blank lines, so the same mail over two roads has the same one.
    """

    message_id: str
    id_was_missing: bool
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    subject: str
    said_at: datetime | None
    passed_at: datetime | None
    text: str
    folds: tuple[Fold, ...]
    has_html: bool
    files: tuple[File, ...]
    automatic: Automatic | None
    bounce: Bounce | None
    body_markers: tuple[str, ...]
    fingerprint: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Nothing could be made of it. `cause` is a short code, `detail` a sentence for a person."""

    cause: str
    detail: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A kind of door. `code` stands in rows and URLs, `label` on screen; `parse` is pure and never raises."""

    code: str
    label: str
    parse: Callable[[bytes], Inbound | Unreadable]
