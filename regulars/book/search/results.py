"""What a search gives back: people, and moments or conversations, newest first, each with where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.kinds import sentence
from regulars.book.models import Conversation
from regulars.book.search import hits, near, people
from regulars.book.search.operators import Asking
from regulars.book.search.people import People
from regulars.book.search.query import NOTHING, Wanted
from regulars.book.search.rows import BEYOND_ALL, moment_of
from regulars.book.search.snippet import SCANNED, Piece, marked, snippet
from regulars.book.search.sought import Sought, sought
from regulars.engine.rows import aware, marks, parsed, rows
from regulars.web import paging

MOST_RESULTS = 100
MOST_JOINS = 20
LONGEST_DOCID = 20
TYPING, NEAR = "b", "n"

MOMENTS = f"""
select m.id, m.public_id, m.kind, m.direction, m.at, m.conversation_id, p.public_id, p.name, a.name,
       t.id, t.sender_name, t.subject, substr(t.text, 1, {SCANNED + 1})
from book_moment m
join book_customer p on p.id = m.customer_id
join book_message t on t.moment_id = m.id
left join staff_agent a on a.id = m.agent_id
where m.id in ({{ids}}) order by t.version
"""  # noqa: S608 - the number is ours
TOLD = """
select m.id, m.public_id, m.kind, m.at, m.payload, p.public_id, p.name
from book_moment m join book_customer p on p.id = m.customer_id where m.id in ({ids})
"""
CONVERSATIONS = """
select c.id, c.public_id, c.subject, c.status, c.preview, c.last_at, p.public_id, p.name
from book_conversation c join book_customer p on p.id = c.customer_id where c.id in ({ids})
"""
FILES = f"""
select a.message_id, a.name, substr(i.text, 1, {SCANNED + 1}) from book_attachment a
left join book_filetext i on i.attachment_id = a.id where a.message_id in ({{ids}}) order by a.message_id, a.position
"""  # noqa: S608 - as above


@dataclass(frozen=True, slots=True)
class Result:
    """One moment that was found, or with an empty `moment` a conversation. Ids are public; `conversation` is the one
    where it is shown, empty if in none. `files` are names with a hit in them; `author` is the agent who wrote down a
    note or a call.
    """

    moment: str
    conversation: str
    customer: str
    customer_name: str
    subject: str
    at: datetime
    snippet: list[Piece]
    kind: str = ""
    status: str = ""
    author: str = ""
    files: tuple[list[Piece], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Some results; `next` is what to pass as `after` for those that follow, None at the end.

    `partial`: not all that can be meant was looked through; the next page goes on there. `wrong` are sentences on
    what was not understood, `near` the words that were looked for instead of ones that stand nowhere, `said` all the
    words that were looked for.
    """

    results: list[Result]
    next: str | None
    partial: bool = False
    people: People = field(default_factory=People)
    wrong: tuple[str, ...] = ()
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said: Wanted = NOTHING

    def marked(self, text: str) -> list[Piece]:
        """A short text with what was looked for marked in it."""
        return marked(text, self.said)


def find(query: str, after: str | None = None, limit: int = 20, asking: Asking | None = None) -> Page:
    """People, and moments whose text, subject, sender or file names hold what `query` says, newest first by `at`.
    With operators on conversations alone, conversations by their newest moment.

    Any text is a query and any text an `after`: what is not understood counts as not given. At most MOST_RESULTS.
    """
    asking = asking or Asking()
    read = sought(query.replace("\0", ""), asking)
    limit = min(max(limit, 1), MOST_RESULTS)
    if read.wanted(typing=True):
        page = moments(read, after, limit, asking)
    elif read.wheres:
        page = conversations(read, after, limit, asking)
    else:
        page = Page([], None)
    return replace(page, wrong=read.wrong)


def moments(read: Sought, after: str | None, limit: int, asking: Asking) -> Page:
    """Moments, and on the first page people.

    A last word without a space after it counts as a beginning too where the word itself does not fill a page: the
    beginning of a word in every second text costs a hundred times as much as the word. A word that stands nowhere is
    replaced by those near to it where nothing is found at all.
    """
    typing, instead, before = place(after)
    is_first = before == BEYOND_ALL
    others: dict[str, tuple[str, ...]] = {}
    if instead:
        read, others = near.replaced(read, asking)
    found = hits.moments(read.wanted(typing=typing), read.wheres, asking, before, limit + 1)
    if is_first and len(found.docids) <= limit and read.wanted(typing=True) != read.wanted(typing=False):
        typing, found = True, hits.moments(read.wanted(typing=True), read.wheres, asking, before, limit + 1)
    persons = people.find(people.wanted(read), asking) if is_first else People()
    if is_first and not found.docids and found.edge is None and not persons.shown:
        corrected, others = near.replaced(read, asking)
        if others:
            read, typing, instead = corrected, False, True
            found = hits.moments(read.wanted(typing=False), read.wheres, asking, before, limit + 1)
            persons = people.find(people.wanted(read), asking)
    docids, more = found.docids[:limit], len(found.docids) > limit
    edge = docids[-1] if more else found.edge
    following = None if edge is None else f"{NEAR if instead else ''}{TYPING if typing else ''}{edge}"
    said = read.said(typing=typing)
    return Page(shown_moments(docids, said), following, not more and edge is not None, persons, near=others, said=said)


def place(after: str | None) -> tuple[bool, bool, int]:
    """Whether the pages go over beginnings, whether over words near to those typed, and the docid to stop before."""
    text = after or ""
    instead = text.startswith(NEAR)
    text = text.removeprefix(NEAR)
    typing = text.startswith(TYPING)
    number = text.removeprefix(TYPING)
    if not (number.isascii() and number.isdigit() and len(number) < LONGEST_DOCID):
        return False, False, BEYOND_ALL
    return typing, instead, min(int(number), BEYOND_ALL)


def conversations(read: Sought, after: str | None, limit: int, asking: Asking) -> Page:
    """Conversations, by their newest moment."""
    found = hits.conversations(read.wheres, asking, paging.read(after or "").place, limit + 1)
    shown, more = found.places[:limit], len(found.places) > limit
    edge = shown[-1] if more else found.edge
    results = shown_conversations([one.id for one in shown])
    return Page(results, paging.written(edge) if edge else None, not more and edge is not None)


def shown_moments(docids: Sequence[int], said: Wanted) -> list[Result]:
    """The moments in the order given."""
    ids = [moment_of(docid) for docid in docids]
    if not ids:
        return []
    # The newest text of each comes last, and stays.
    read = {row[0]: row for row in rows(MOMENTS.format(ids=marks(ids)), ids)}
    shown = roots(row[5] for row in read.values())
    files = named([row[9] for row in read.values()], said)
    others = wordless([pk for pk in ids if pk not in read])
    found = {**{pk: result(row, shown, files, said) for pk, row in read.items()}, **others}
    return [found[pk] for pk in ids if pk in found]


def wordless(ids: Sequence[int]) -> dict[int, Result]:
    """Moments without a text: their sentence stands for the subject."""
    if not ids:
        return {}
    found: dict[int, Result] = {}
    for pk, moment, kind, at, payload, customer, name in rows(TOLD.format(ids=marks(ids)), ids):
        found[pk] = Result(moment, "", customer, name, sentence(kind, parsed(payload)), aware(at), [], kind)
    return found


def result(
    row: Sequence[Any],
    shown: Mapping[int, tuple[str, str, str]],
    files: Mapping[int, tuple[list[Piece], ...]],
    said: Wanted,
) -> Result:
    """A row of MOMENTS as what is shown."""
    _, moment, kind, _, at, of, customer, customer_name, agent, message, sender, own_subject, beginning = row
    conversation, subject, status = shown.get(of, ("", "", ""))
    return Result(
        moment=moment,
        conversation=conversation,
        customer=customer,
        customer_name=customer_name,
        subject=own_subject or subject,
        at=aware(at),
        snippet=snippet(beginning, said),
        kind=kind,
        status=status,
        author=(agent or sender) if kind in ("note", "call") else "",
        files=files.get(message, ()),
    )


def named(messages: Sequence[int], said: Wanted) -> dict[int, tuple[list[Piece], ...]]:
    """Names of files with a hit in them, or inside the file and then with the words around it, by message."""
    found: dict[int, tuple[list[Piece], ...]] = {}
    if not said or not messages:
        return found
    for message, name, text in rows(FILES.format(ids=marks(messages)), messages):
        inside = snippet(text, said) if text else []
        inside = [(": ", False), *inside] if any(is_hit for _, is_hit in inside) else []
        pieces = [*marked(name, said), *inside]
        if any(is_hit for _, is_hit in pieces):
            found[message] = (*found.get(message, ()), pieces)
    return found


def shown_conversations(ids: Sequence[int]) -> list[Result]:
    """The conversations in the order given."""
    if not ids:
        return []
    read = {row[0]: row[1:] for row in rows(CONVERSATIONS.format(ids=marks(ids)), ids)}
    return [of_conversation(read[pk]) for pk in ids if pk in read]


def of_conversation(row: Sequence[Any]) -> Result:
    """A row of CONVERSATIONS without its first column as what is shown."""
    public_id, subject, status, preview, at, customer, name = row
    return Result("", public_id, customer, name, subject, aware(at), [(preview, False)], "conversation", status)


def roots(conversations: Iterable[int | None]) -> dict[int, tuple[str, str, str]]:
    """Public id, subject and status of the conversation where each of these is shown, following what was joined."""
    at = {pk: pk for pk in conversations if pk is not None}
    known: dict[int, tuple[str, str, str]] = {}
    for _ in range(MOST_JOINS):
        missing = set(at.values()) - known.keys()
        joined: dict[int, int] = {}
        columns = "pk", "public_id", "subject", "status", "joined_to_id"
        for pk, *shown, onward in Conversation.objects.filter(pk__in=missing).values_list(*columns):
            known[pk] = (shown[0], shown[1], shown[2])
            if onward is not None:
                joined[pk] = onward
        if not joined:
            break
        at = {pk: joined.get(here, here) for pk, here in at.items()}
    return {pk: known[here] for pk, here in at.items() if here in known}
