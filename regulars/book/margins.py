"""What practices remark in the margin beside what was said. One that fails says so and blocks nothing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.book.panels import Missing, tried
from regulars.book.stream import Line
from regulars.book.view import MomentView

MOST = 5


@dataclass(frozen=True, slots=True)
class Way:
    """What a person may answer to a remark with one click: posted to `path`, which gives back what then stands here."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A short sentence beside a moment. `span` are the letters it is about, from and to, in the text of the view, or
    `words` are those themselves; `perhaps`: it is not sure."""

    moment: str
    text: str
    span: tuple[int, int] | None = None
    perhaps: bool = False
    words: str = ""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A remark as a page shows it: `words` are those that it is about."""

    text: str
    words: str = ""
    perhaps: bool = False
    ways: tuple[Way, ...] = ()


Look = Callable[[Sequence[MomentView], datetime], Iterable[Remark]]
MARGINS: Slot[Look] = Slot("margins")
# What rooms of ours say, as part of the page: it asks the database, and rests as little as the letters do.
OWN_MARGINS: Slot[Look] = Slot("margins of rooms")


def notes(lines: Sequence[Line], now: datetime) -> Mapping[str, Sequence[Note]]:
    """The notes beside these lines, by public id of the moment. A practice that fails says so beside the last one."""
    found: defaultdict[str, list[Note]] = defaultdict(list)
    seen = [view for line in lines if (view := viewed(line))] if MARGINS.offers or OWN_MARGINS.offers else []
    if not seen:
        return found
    texts = {view.public_id: view.text for view in seen}
    for name, look in (*OWN_MARGINS, *MARGINS):
        ask = partial(noted, look, seen, texts, now)
        made = tried(f"margin {name}", ask, rests=OWN_MARGINS.get(name) is None)
        if isinstance(made, Missing):
            found[seen[-1].public_id].append(Note(f"{name}: {made.why}"))
            continue
        for moment, note in made:
            found[moment].append(note)
    return found


def noted(
    look: Look, seen: Sequence[MomentView], texts: Mapping[str, str], now: datetime
) -> Sequence[tuple[str, Note]]:
    """What one practice remarks beside moments that are shown, the first MOST of it beside each."""
    beside: Counter[str] = Counter()
    made = []
    for one in look(seen, now):
        beside[one.moment] += 1
        if one.moment in texts and beside[one.moment] <= MOST:
            begin, end = one.span or (0, 0)
            words = one.words or texts[one.moment][begin:end]
            made.append((one.moment, Note(one.text, words, one.perhaps, one.ways)))
    return made


def viewed(line: Line) -> MomentView | None:
    """A line as practices see it, with what its writer says there; what is quoted or folded is no part of it. None
    where there is no text, or where it is hidden from who looks."""
    moment, letter = line.moment, line.letter
    if letter is None or line.hidden:
        return None
    text = "\n".join(passage.text for passage in letter.passages if not passage.kind)
    return MomentView(
        moment.public_id,
        moment.kind,
        moment.direction,
        moment.automatic,
        moment.history,
        moment.at,
        text,
        dict(moment.payload),
        moment.conversation_id,
        letter.message,
        letter.text,
    )
