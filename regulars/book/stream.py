"""The stream of a person, a page at a time."""

from collections.abc import Sequence

from regulars.base.frozen import dataclass
from regulars.book.eyes import DESK, Eyes
from regulars.book.kinds import group_of, sentence
from regulars.book.moments import Letter, Seen, letters
from regulars.engine.rows import marks, rows
from regulars.web import paging
from regulars.web.paging import Page, Place

# A letter costs as much to draw as ten rows of a list, and nobody reads thirty at once.
SIZE = 30
APART = "select c.id from book_conversation c where c.id in ({conversations}) and not {seen}"


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


def lines(moments: Sequence[Seen], eyes: Eyes = DESK) -> list[Line]:
    """Moments with their texts, in the order given. What these eyes may not see has none."""
    covered = apart(moments, eyes)
    texts = letters([moment.id for moment in moments if moment.conversation_id not in covered])
    return [Line(moment, texts.get(moment.id), moment.conversation_id in covered) for moment in moments]


def apart(moments: Sequence[Seen], eyes: Eyes) -> set[int | None]:
    """The conversations of these moments that these eyes may not see. Mostly it asks for nothing."""
    found = {moment.conversation_id for moment in moments} - {None}
    if eyes.see_all or not found:
        return set()
    return {row[0] for row in rows(APART.format(conversations=marks(found), seen=eyes.sees()), [*found])}
