"""The stream of a person, a page at a time."""

from collections.abc import Sequence

from regulars.base.frozen import dataclass
from regulars.book.kinds import group_of, sentence
from regulars.book.moments import Letter, Seen, letters
from regulars.engine.rows import marks, rows
from regulars.web import paging
from regulars.web.paging import Page, Place

# A letter costs as much to draw as ten rows of a list, and nobody reads thirty at once.
SIZE = 30
WITHIN = "select id from book_conversation where id in ({conversations}) and inbox_id in ({inboxes})"


@dataclass(frozen=True, slots=True)
class Line:
    """One moment of a stream; `letter` where it has a text. Of a hidden one, who looks may know only that it was."""

    moment: Seen
    letter: Letter | None
    hidden: bool = False

    @property
    def said(self) -> str:
        """What stands here instead of a text."""
        return sentence(self.moment.kind, self.moment.payload)

    @property
    def group(self) -> str:
        """Under which filter it is found."""
        return group_of(self.moment.kind)


def cut(moments: Sequence[Seen]) -> Page[Seen]:
    """A page of them, and where the one before it begins."""
    return paging.cut(moments, SIZE, lambda moment: Place(moment.at, moment.id))


def lines(moments: Sequence[Seen], hidden: Sequence[int] = ()) -> list[Line]:
    """Moments with their texts, in the order given. What came through one of the `hidden` inboxes has none."""
    covered = within(moments, hidden)
    texts = letters([moment.id for moment in moments if moment.conversation_id not in covered])
    return [Line(moment, texts.get(moment.id), moment.conversation_id in covered) for moment in moments]


def within(moments: Sequence[Seen], inboxes: Sequence[int]) -> set[int | None]:
    """The conversations of these moments that came through one of these inboxes. Asks nothing where there are none."""
    found = {moment.conversation_id for moment in moments} - {None}
    if not (inboxes and found):
        return set()
    statement = WITHIN.format(conversations=marks(found), inboxes=marks(inboxes))
    return {row[0] for row in rows(statement, [*found, *inboxes])}
