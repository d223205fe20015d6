"""Moments, their texts and their files as pages need them: a statement each, whatever their number."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.marked import in_words
from regulars.book.passages import LONGEST_KEPT, Passage, passages
from regulars.engine.rows import aware, marks, parsed, rows
from regulars.web.paging import Place

NEWEST = """
select m.id, m.at, m.public_id, m.kind, m.direction, m.automatic, m.history, m.payload,
       m.conversation_id, c.public_id, c.subject, c.status, i.shown, a.name, m.customer_id
from book_moment m
left join book_conversation c on c.id = m.conversation_id
left join book_identity i on i.id = m.author_id
left join staff_agent a on a.id = m.agent_id
where {where} order by m.at desc, m.id desc limit %s
"""
FIRST_OF = """select id from (
    select m.id from book_moment m where {where} order by m.at desc, m.id desc limit %s) as part{number}"""
# Of a text without end a page takes a part, or whoever sends one stops the desk.
TEXTS = f"""
select moment_id, id, sender_name, sender_email, "to", cc, reply_to, subject, substr(text, 1, {LONGEST_KEPT + 1}),
       folds, marks, has_html
from book_message where moment_id in ({{ids}}) order by version
"""  # noqa: S608 - the number is ours
FILES = """
select message_id, public_id, name, size from book_attachment where message_id in ({ids}) order by message_id, position
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One moment; the fields are the columns of NEWEST, in order."""

    id: int
    at: datetime
    public_id: str
    kind: str
    direction: str
    automatic: str
    history: bool
    payload: Mapping[str, Any]
    conversation_id: int | None
    conversation: str | None
    subject: str | None
    status: str | None
    author: str | None
    agent: str | None
    customer_id: int


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came with a message; the fields are the columns of FILES, without the first."""

    public_id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of a moment, ready to be read. `cut`: there is more of it, in the raw mail. `message` is the row id of
    the text and `text` all of it that is kept, where it stands in a row."""

    sender: str
    to: tuple[str, ...]
    reply_to: tuple[tuple[str, str], ...]
    passages: tuple[Passage, ...]
    cut: bool
    marks: tuple[str, ...]
    has_html: bool
    files: tuple[Enclosed, ...]
    message: int = 0
    text: str = ""


def newest(where: str, params: Sequence[Any], place: Place | None, size: int) -> list[Seen]:
    """The newest `size` moments before `place` of which `where` (a condition on m, with `params`) is true."""
    where, params = before(where, params, place)
    return [seen(row) for row in rows(NEWEST.format(where=where), [*params, size])]


def newest_of(wheres: Sequence[tuple[str, Sequence[Any]]], place: Place | None, size: int) -> list[Seen]:
    """The same of several conditions, each with its params. Each is a short list of its own, since one statement with
    "or" would walk past everything else the company ever heard."""
    if len(wheres) == 1:
        return newest(*wheres[0], place, size)
    asked = [before(where, params, place) for where, params in wheres]
    parts = [FIRST_OF.format(where=where, number=number) for number, (where, _) in enumerate(asked)]
    params = [one for _, given in asked for one in [*given, size]]
    return newest(f"m.id in ({' union all '.join(parts)})", params, None, size) if asked else []


def before(where: str, params: Sequence[Any], place: Place | None) -> tuple[str, Sequence[Any]]:
    """A condition and its params, for what stands before `place` only."""
    if place is None:
        return where, params
    return f"{where} and (m.at, m.id) < (%s, %s)", [*params, place.at, place.id]


def seen(row: Sequence[Any]) -> Seen:
    """A row of NEWEST as a value."""
    pk, at, public_id, kind, direction, automatic, history, payload, *of = row
    return Seen(pk, aware(at), public_id, kind, direction, automatic, history, parsed(payload), *of)


def letters(moments: Sequence[int]) -> dict[int, Letter]:
    """The newest reading of each moment's text, with its files."""
    if not moments:
        return {}
    newest_of = {row[0]: row[1:] for row in rows(TEXTS.format(ids=marks(moments)), moments)}
    files = enclosed([row[0] for row in newest_of.values()])
    return {moment: letter(row, files.get(row[0], ())) for moment, row in newest_of.items()}


def letter(row: Sequence[Any], files: Sequence[Enclosed]) -> Letter:
    """A row of TEXTS, without its first column, as a value."""
    pk, name, email, to, cc, reply_to, _, text, folds, marked, has_html = row
    addressees = tuple(address for _, address in [*parsed(to), *parsed(cc)])
    kept, cut = text[:LONGEST_KEPT], len(text) > LONGEST_KEPT
    read, said = passages(kept, parsed(folds)), tuple(in_words(str(one)) for one in parsed(marked))
    answers = tuple((name, address) for name, address in parsed(reply_to))
    return Letter(name or email, addressees, answers, read, cut, said, has_html, tuple(files), pk, kept)


def enclosed(messages: Sequence[int]) -> dict[int, list[Enclosed]]:
    """The files of each message, in order."""
    found: dict[int, list[Enclosed]] = {}
    for message, *file in rows(FILES.format(ids=marks(messages)), messages) if messages else ():
        found.setdefault(message, []).append(Enclosed(*file))
    return found
