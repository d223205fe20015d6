"""What a conversation's page shows: its own moments in full, and the person's other matters as lines between them."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from itertools import groupby

from regulars.base.frozen import dataclass
from regulars.base.ids import looks_public
from regulars.book import stream
from regulars.book.eyes import DESK, Eyes
from regulars.book.models import Conversation
from regulars.book.moments import Seen, newest
from regulars.engine.rows import marks, rows
from regulars.web.paging import Place

OTHERS = 60
OPEN = "select c.id from book_conversation c where c.id in ({ids}) and {seen}"
JOINED = "select id from book_conversation where joined_to_id = %s order by id"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of moments: `lines` are there where it is this conversation's; else it is one line for `count` moments.

    What belongs to no conversation, such as an order, tells itself: `events`.
    """

    subject: str
    public_id: str
    status: str
    begun: datetime
    count: int
    lines: tuple[stream.Line, ...] = ()
    hidden: bool = False
    events: tuple[stream.Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """A page of the stream, oldest first. `older` is the cursor of the page above; `more` that others were left out.

    `latest` is the row id of the conversation's newest moment here, where a reader begins.
    """

    pieces: list[Piece]
    older: str
    more: bool
    latest: int | None


def members(conversation: Conversation) -> list[int]:
    """Row ids of the conversation and all that was joined to it."""
    return [conversation.pk, *(row[0] for row in rows(JOINED, [conversation.pk]))]


def visible(ids: Sequence[int], eyes: Eyes) -> list[int]:
    """Those of the conversations (row ids) that these eyes may see. Mostly it asks for nothing."""
    if eyes.see_all or len(ids) < 2:
        return list(ids)
    found = {row[0] for row in rows(OPEN.format(ids=marks(ids), seen=eyes.sees()), [*ids])}
    return [pk for pk in ids if pk in found]


def window(conversation: Conversation, ids: Sequence[int], place: Place | None, eyes: Eyes = DESK) -> Window:
    """The newest page of the conversation (its members are `ids`) before `place`, with what else happened with the
    person meanwhile. Of what these eyes may not see it says only that it was."""
    # One id is asked for as such: only then the index gives its moments in order.
    where = "m.conversation_id = %s" if len(ids) == 1 else f"m.conversation_id in ({marks(ids)})"
    page = stream.cut(newest(where, ids, place, stream.SIZE + 1))
    others = beside(conversation, ids, place, page.rows[-1].at if page.next else None)
    own = {line.moment.id: line for line in stream.lines(page.rows, eyes)}
    covered = stream.apart(others, eyes)
    in_order = sorted([*page.rows, *others[:OTHERS]], key=lambda moment: (moment.at, moment.id))
    latest = page.rows[0].id if page.rows else None
    return Window(pieces(in_order, own, covered), page.next, len(others) > OTHERS, latest)


def beside(conversation: Conversation, ids: Sequence[int], place: Place | None, since: datetime | None) -> list[Seen]:
    """The person's other moments in the same stretch of time; without `since`, back to the first."""
    where = f"m.customer_id = %s and (m.conversation_id is null or m.conversation_id not in ({marks(ids)}))"
    params: list[object] = [conversation.customer_id, *ids]
    if since is not None:
        where, params = f"{where} and m.at >= %s", [*params, since]
    return newest(where, params, place, OTHERS + 1)


def pieces(in_order: Sequence[Seen], own: Mapping[int, stream.Line], covered: Set[int | None]) -> list[Piece]:
    """Runs of moments that belong together, in order."""

    def belonging(moment: Seen) -> tuple[bool, int | None]:
        return moment.id in own, moment.conversation_id

    runs = groupby(in_order, key=belonging)
    return [piece(list(run), own if is_own else {}, of in covered) for (is_own, of), run in runs]


def piece(run: Sequence[Seen], own: Mapping[int, stream.Line], hidden: bool) -> Piece:
    """One run."""
    first = run[0]
    if hidden and not own:
        return Piece("", "", "", first.at, len(run), hidden=True)
    return Piece(
        subject=first.subject or "",
        public_id=first.conversation or "",
        status=first.status or "",
        begun=first.at,
        count=len(run),
        lines=tuple(own[moment.id] for moment in run) if own else (),
        events=() if first.conversation_id else tuple(stream.Line(moment, None) for moment in run),
    )


def named(ids: Sequence[int], moments: Sequence[str], eyes: Eyes = DESK) -> list[stream.Line]:
    """Those of the moments (public ids) that belong to the conversations, oldest first."""
    wanted = [one for one in moments if looks_public(one)]
    if not wanted:
        return []
    where = f"m.conversation_id in ({marks(ids)}) and m.public_id in ({marks(wanted)})"
    return stream.lines(newest(where, [*ids, *wanted], None, len(wanted))[::-1], eyes)


def since(ids: Sequence[int], moment: int, eyes: Eyes = DESK) -> list[stream.Line]:
    """What was written down after that moment (a row id), oldest first."""
    found = newest(f"m.conversation_id in ({marks(ids)}) and m.id > %s", [*ids, moment], None, stream.SIZE)
    return stream.lines(found[::-1], eyes)
