"""The texts that are to be read, with all that a reader has to know beside them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from regulars.base.frozen import dataclass
from regulars.engine.rows import aware, marks, parsed, rows
from regulars.reading.values import Utterance
from regulars.readings import rules
from regulars.staff.models import Agent
from regulars.staff.rules import OWNER, is_zone

TEXTS = f"""
select t.id, t.moment_id, substr(t.text, 1, {rules.LONGEST_TEXT}), t.folds, m.at, m.kind, m.direction, m.automatic,
       m.history, c.time_zone, v.public_id,
       exists (select 1 from book_message newer where newer.moment_id = t.moment_id and newer.version > t.version)
from book_message t join book_moment m on m.id = t.moment_id join book_customer c on c.id = m.customer_id
left join book_conversation v on v.id = m.conversation_id
where t.{{column}} in ({{ids}}) order by m.at desc, t.id desc
"""  # noqa: S608 - the numbers and names are ours
OLDER = """
select older.id from book_message older join book_message t on t.moment_id = older.moment_id
where t.id in ({ids}) and older.version < t.version
"""


@dataclass(frozen=True, slots=True)
class Text:
    """One version of a moment's text. `superseded`: there is a newer version; `conversation` is a public id."""

    message: int
    moment: int
    text: str
    folds: tuple[tuple[int, int, str], ...]
    at: datetime
    kind: str
    direction: str
    automatic: str
    history: bool
    zone: str
    conversation: str | None
    superseded: bool

    @property
    def is_read(self) -> bool:
        """Whether it is for readers at all."""
        return not self.superseded and rules.is_read(self.kind, self.automatic)

    def said(self, house: str) -> Utterance:
        """As readers take it; `house` is the company's zone, for customers of whom none is known."""
        zone = self.zone if is_zone(self.zone) else house
        return Utterance(self.text, rules.speaker_of(self.direction), self.at, zone, self.folds)


def of_moments(moments: Collection[int]) -> list[Text]:
    """Every version of these moments' texts, the newest moment first."""
    return _texts("moment_id", moments)


def of_messages(messages: Collection[int]) -> list[Text]:
    """These texts, the newest moment first."""
    return _texts("id", messages)


def older_than(messages: Collection[int]) -> list[int]:
    """Earlier versions of these texts, by row id."""
    if not messages:
        return []
    return [int(row[0]) for row in rows(OLDER.format(ids=marks(messages)), list(messages))]


def house_zone() -> str:
    """Where the company is: where its first owner is."""
    owner = Agent.objects.filter(role=OWNER, is_active=True).order_by("pk").values_list("time_zone", flat=True).first()
    return owner if owner and is_zone(owner) else "UTC"


def _texts(column: str, ids: Collection[int]) -> list[Text]:
    if not ids:
        return []
    return [_text(row) for row in rows(TEXTS.format(column=column, ids=marks(ids)), list(ids))]


def _text(row: Sequence[Any]) -> Text:
    message, moment, text, folds, at, kind, direction, automatic, history, zone, conversation, newer = row
    clipped = rules.clipped(parsed(folds), len(text))
    known = (kind, direction, automatic, bool(history), zone, conversation, bool(newer))
    return Text(message, moment, text, clipped, aware(at), *known)
