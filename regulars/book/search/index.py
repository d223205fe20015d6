"""Putting texts into the index and taking them out. Which engine keeps it is decided here and nowhere else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models.functions import Left

from regulars.base.folding import LONGEST_FIELD, words
from regulars.base.frozen import dataclass
from regulars.book.models import Attachment, Message, Moment
from regulars.book.search import people, postgresql, seen, sqlite
from regulars.book.search.facets import facets, recipients
from regulars.book.search.query import Wanted
from regulars.book.search.rows import BEYOND_ALL, Condition, Row, docid_of, moment_of
from regulars.book.search.told import told

BATCH = 500
# Added to a text's version where what stands inside its files is in the index with it.
WITH_FILES = 1 << 20
COLUMNS = (
    *("pk", "version", "subject", "sender_name", "sender_email", "to", "cc", "beginning"),
    *("moment_id", "moment__at", "moment__channel"),
)


class Engine(Protocol):
    """What `sqlite.py` and `postgresql.py` both give."""

    def standing(self, docids: Sequence[int]) -> dict[int, int]: ...
    def put(self, texts: Iterable[Row]) -> None: ...
    def drop(self, texts: Iterable[Row]) -> None: ...
    def clear(self) -> None: ...
    def tidy(self) -> None: ...
    def settle(self) -> None: ...
    def newest(self, wanted: Wanted, before: int, limit: int) -> list[int]: ...
    def among(self, wanted: Wanted, docids: Sequence[int], limit: int) -> list[int]: ...
    def walk(
        self, wanted: Wanted, condition: Condition, stretch: tuple[int, int], limit: int, most: int
    ) -> tuple[list[int], int | None]: ...


def engine() -> Engine:
    """The index of the database in use."""
    return sqlite if connection.vendor == "sqlite" else postgresql


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a moment's text, not yet folded: `fields` are in the order of FIELDS.

    `to` are the [name, address] to which it went, `by` is its channel.
    """

    docid: int
    version: int
    fields: tuple[str, ...]
    to: Sequence[Sequence[str]] = ()
    by: str = ""
    has_files: bool = False

    def row(self) -> Row:
        """The text as words; what is known beside it stands with the sender."""
        subject, sender, *others = map(words, self.fields)
        if not any(self.fields):
            return Row(self.docid, self.version, (subject, sender, *others))
        beside = [*recipients(self.to), *facets(self.by, self.has_files)]
        return Row(self.docid, self.version, (subject, sender + beside, *others))


def texts(moments: Sequence[int]) -> list[Text]:
    """Every version of these moments' texts, oldest version first; and what those of records say that have none."""
    messages = Message.objects.filter(moment_id__among=moments).order_by("version")
    files = Attachment.objects.filter(message__in=messages.order_by()).order_by("message_id", "position", "pk")
    files_of: defaultdict[int, Files] = defaultdict(Files)
    for message, name, inline, inside in files.values_list("message_id", "name", "inline", "inside__text"):
        files_of[message].add(name, inside or "", inline=inline)
    # No more than is folded: a batch of letters without end would not fit into memory, and be tried again for ever.
    found = messages.annotate(beginning=Left("text", LONGEST_FIELD)).values_list(*COLUMNS, named=True)
    written = [text for one in found for text in texts_of(one, files_of[one.pk])]
    rest = set(moments) - {moment_of(text.docid) for text in written}
    return [*written, *(Text(docid_of(pk, at), 1, fields) for pk, at, fields in told(rest))]


@dataclass(slots=True)
class Files:
    """What belongs to a message: names of files, what stands inside them, and whether one was enclosed."""

    names: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    enclosed: bool = False

    def add(self, name: str, inside: str, *, inline: bool) -> None:
        """One more."""
        self.names.append(name)
        self.inside += [inside] if inside else []
        # A picture in a signature is no enclosure to anybody.
        self.enclosed |= not inline


def texts_of(message: Any, files: Files) -> list[Text]:
    """A version of a text, and where its files were read, the same with what stands inside them: which of the two is in
    the index says its number."""
    names = " ".join(sorted(files.names))
    plain = text_of(message, names, files.enclosed)
    if not files.inside:
        return [plain]
    subject, sender, _, body = plain.fields
    whole = subject, sender, " ".join([names, *files.inside])[:LONGEST_FIELD], body
    return [plain, replace(plain, version=plain.version + WITH_FILES, fields=whole)]


def text_of(message: Any, files: str, has_files: bool) -> Text:
    """One text under the number that orders it; `message` has the COLUMNS.

    Of one that was taken back nothing is found: its newer version says nothing, nor who wrote it.
    """
    is_gone = message.version > 1 and not (message.subject or message.beginning or files)
    sender = "" if is_gone else f"{message.sender_name} {message.sender_email}"
    fields = message.subject, sender, files, message.beginning
    docid = docid_of(message.moment_id, message.moment__at)
    return Text(docid, message.version, fields, [*message.to, *message.cc], message.moment__channel, has_files)


def index_moments(ids: Iterable[int]) -> int:
    """Make the newest text of each of these moments findable; gives back how many were new or had changed.

    Repeating it changes nothing. Folding is done before the transaction, so that the write lock is held for little.
    """
    return sum(_index(batch) for batch in _batches(sorted(set(ids))))


def forget_moments(ids: Iterable[int]) -> None:
    """Take these moments out of the index. Call it while their texts still stand: erase them afterwards."""
    for batch in _batches(sorted(set(ids))):
        every = texts(batch)
        with transaction.atomic():
            standing = engine().standing([text.docid for text in every])
            gone = [text.row() for text in every if standing.get(text.docid) == text.version]
            engine().drop(gone)
            seen.forget(seen.words_of(gone), is_anywhere)


def is_anywhere(word: str) -> bool:
    """Whether a text holds the word, or a person is called so."""
    asked = seen.one_of([word])
    return bool(engine().newest(asked, BEYOND_ALL, 1) or people.found(asked))


def refill() -> int:
    """Empty the index and fill it again from all texts, a batch a transaction; gives back how many it holds."""
    with transaction.atomic():
        clear()
    done, last = 0, 0
    while batch := list(_moments_after(last)):
        done += _index(batch)
        last = batch[-1]
    return done


def clear() -> None:
    """Empty the index."""
    engine().clear()
    seen.clear()


def _index(moments: Sequence[int]) -> int:
    every = texts(moments)
    newest = {text.docid: text for text in every}
    known = engine().standing(list(newest))
    rows = [text.row() for docid, text in newest.items() if known.get(docid) != text.version]
    if not rows:
        return 0
    with transaction.atomic():
        standing = engine().standing([row.docid for row in rows])
        # What somebody put in meanwhile, and is not known here, is newer than this.
        mine = {(text.docid, text.version) for text in every}
        changed = [
            row
            for row in rows
            if row.docid not in standing
            or (standing[row.docid] != row.version and (row.docid, standing[row.docid]) in mine)
        ]
        stale = {(row.docid, standing[row.docid]) for row in changed if row.docid in standing}
        if stale:
            engine().drop(text.row() for text in every if (text.docid, text.version) in stale)
        engine().put(changed)
        seen.add(changed)
    return len(changed)


def _moments_after(last: int) -> Iterable[int]:
    return Moment.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
