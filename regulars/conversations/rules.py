"""Which conversation a message belongs to: pure decisions on evidence, in order, each checked against the sender."""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from regulars.base.frozen import dataclass
from regulars.base.ids import looks_public
from regulars.channels.beginnings import preview as preview  # noqa: PLC0414 - filing and sending find it here
from regulars.channels.contract import Inbound

MAC_LENGTH = 16
# A message to more people than this is a circular: its recipients are not on one conversation with each other.
CIRCULAR = 20
NAMED_IDS = 40
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
OPEN_HISTORY = timedelta(days=14)
# Servers try for four to five days before they give up. Source: RFC 5321, section 4.5.4.1.
LONGEST_WAY = timedelta(days=7)
MOST_TAGS = 5

TAG = re.compile(r"\[#([0-9a-z]{12})\]")
OWN_ID = re.compile(r"^regulars\.([0-9a-z]{12}-[0-9a-f]{16})\.[0-9a-z]{1,64}@", re.ASCII)
PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|vs|antw|odp|rif|res|fw|fwd|wg|tr|rv|vb|i)\s*(?:\[\d+\])?\s*[:\uff1a]|\[[^\]]{1,40}\])\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to think that a message belongs to `conversation` (row id). `kind` is shown and stored."""

    kind: str
    conversation: int


@dataclass(frozen=True, slots=True)
class Thread:
    """What the sender check has to know of a conversation. `split_from`: a stranger's answer on that one began it."""

    conversation: int
    people: frozenset[str]
    split_from: int | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a message goes: into `joins`, or a conversation of its own, linked to `stranger_on` if that is set."""

    joins: int | None
    evidence: str = ""
    stranger_on: int | None = None


def sign(key: str, conversation: str) -> str:
    """The token of a conversation's public id: the id and 64 bits of HMAC-SHA256 under `key`, to be put into
    reply addresses, message ids and markers. Source: RFC 2104; 64 bits, since a guess costs the guesser a mail."""
    mac = hmac.new(key.encode(), b"conversation:" + conversation.encode(), hashlib.sha256).hexdigest()
    return f"{conversation}-{mac[:MAC_LENGTH]}"


def read_token(key: str, token: str) -> str | None:
    """The conversation's public id, if we signed the token; else None, and the mail is not the worse for it."""
    conversation, _, _ = token.lower().partition("-")
    good = looks_public(conversation) and hmac.compare_digest(sign(key, conversation).encode(), token.lower().encode())
    return conversation if good else None


def digest(message_id: str) -> str:
    """The form in which a Message-ID is stored and compared. Ids are compared as written. Source: RFC 5322, 3.6.4."""
    return hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def subject_stem(subject: str) -> str:
    """A subject without reply prefixes, list tags, letter case and doubled spaces."""
    stem = subject
    while (shorter := PREFIX.sub("", stem, count=1)) != stem:
        stem = shorter
    return " ".join(stem.casefold().split())


def subject_key(subject: str) -> str:
    """A digest of the stem; empty where nothing is left to compare."""
    stem = subject_stem(subject)
    return hashlib.sha256(stem.encode("utf-8", "surrogatepass")).hexdigest()[:16] if stem else ""


def named_ids(mail: Inbound) -> tuple[str, ...]:
    """Message-IDs that a mail names, best evidence first: In-Reply-To, then References from last to first."""
    return tuple(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))[:NAMED_IDS]


def reply_tokens(mail: Inbound, is_ours: Callable[[str], bool]) -> Iterator[str]:
    """Tokens in reply addresses of ours (`local+token@domain`) among all recipients."""
    for address in (*mail.delivered_to, *(one.email for one in (*mail.to, *mail.cc))):
        local, _, domain = address.rpartition("@")
        name, plus, token = local.partition("+")
        if plus and is_ours(f"{name}@{domain}"):
            yield token


def signed_hints(mail: Inbound, key: str, is_ours: Callable[[str], bool]) -> list[tuple[str, str]]:
    """(kind, public id) for what only we can have written, strongest first; forged ones are nothing."""
    claims = [("reply address", token) for token in islice(reply_tokens(mail, is_ours), NAMED_IDS)]
    own = (OWN_ID.match(named) for named in named_ids(mail))
    claims += [("our message id", match.group(1)) for match in own if match]
    claims += [("marker in the text", token) for token in mail.body_markers[:NAMED_IDS]]
    return [(kind, found) for kind, token in claims if (found := read_token(key, token))]


def subject_tags(subject: str) -> list[str]:
    """Public ids in tags such as `[#a7f3qk2m9xyz]`. Weak: anybody can write one."""
    return [tag for tag in TAG.findall(subject.lower()) if looks_public(tag)][:MOST_TAGS]


def expand(evidence: Iterable[Evidence], threads: Mapping[int, Thread]) -> Iterator[Evidence]:
    """Each piece of evidence, and behind it the conversation that a stranger's answer was split off from: a customer
    who answers the stranger's mail means the conversation that both were talking about."""
    for piece in evidence:
        thread = threads.get(piece.conversation)
        if thread is None:
            continue
        yield piece
        if thread.split_from is not None and thread.split_from in threads:
            yield Evidence(piece.kind, thread.split_from)


def place(evidence: Sequence[Evidence], threads: Mapping[int, Thread], people: Iterable[str]) -> Placement:
    """The first piece of evidence that also passes the sender check wins.

    `people` are the addresses that may carry the message in: its sender, or for a message of ours its recipients.
    Evidence that nobody may use makes a conversation of its own, linked to the oldest one meant.
    Source: docs/decisions/0006-threading.md.
    """
    carriers = frozenset(people)
    hits = list(expand(evidence, threads))
    for hit in hits:
        if threads[hit.conversation].people & carriers:
            return Placement(joins=hit.conversation, evidence=hit.kind)
    if not hits:
        return Placement(joins=None)
    first = threads[hits[0].conversation]
    origin = first.split_from if first.split_from in threads else None
    return Placement(joins=None, evidence=hits[0].kind, stranger_on=origin or first.conversation)


def through_our_list(mail: Inbound, ours: Iterable[str]) -> bool:
    """Whether it only counts as a machine's since one of our own addresses is a list, a group that passes on to us what
    customers write to it. Source: RFC 2919, section 2, and Google Groups, whose List-Id is the group's address."""
    through = mail.automatic.through if mail.automatic else ""
    return bool(through) and any(address.replace("@", ".") == through for address in ours)


def moment_time(said_at: datetime | None, received_at: datetime, *, history: bool) -> datetime:
    """When it happened: the sender's word, as far as it is possible.

    It cannot lie after the arrival, nor before there was mail to speak of, nor, for live mail, longer ago than a mail
    can be under way: the sender's clock stands still, and the mail would come in at the bottom of the inbox.
    """
    earliest = EARLIEST if history else max(EARLIEST, received_at - LONGEST_WAY)
    if said_at is None or said_at < earliest:
        return received_at
    return min(said_at, received_at)


def received(arrived: datetime | None, mail: Inbound, recorded_at: datetime, *, history: bool) -> datetime:
    """When it reached us: the server's word; for history the last trace header's or the sender's; else when we stored
    it, and never after that."""
    best = arrived or ((mail.passed_at or mail.said_at) if history else None) or recorded_at
    return min(best, recorded_at) if best >= EARLIEST else recorded_at


def stays_open(newest: datetime, now: datetime, *, history: bool, answered: bool) -> bool:
    """Whether a conversation is work. History is, where the customer had the last word within the last two weeks."""
    return not answered and (not history or now - newest < OPEN_HISTORY)
