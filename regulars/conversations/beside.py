"""What stands beside a conversation: who else is on it, and what it may belong to."""

from regulars.base.frozen import dataclass
from regulars.book.eyes import DESK, Eyes
from regulars.engine.rows import rows

MOST_LINKS = 5
MOST_PEOPLE = 50
LINKS = """
select l.id, l.kind, l.evidence, o.public_id, o.subject
from conversations_link l join book_conversation o on o.id = l.other_id
where l.conversation_id = %s and l.state = 'suggested' and {seen} order by l.id limit %s
"""
PEOPLE = """
select name, value, role from book_participant
where conversation_id in (select id from book_conversation where id = %s or joined_to_id = %s) order by id limit %s
"""
OTHERS = """
select distinct c.public_id, c.name from book_conversation v join book_customer c on c.id = v.customer_id
where v.joined_to_id = %s and v.customer_id <> %s and {seen} order by c.name, c.public_id limit %s
"""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A link that nobody has settled; the fields are the columns of LINKS."""

    id: int
    kind: str
    evidence: str
    other: str
    subject: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody else on a conversation; the fields are the columns of PEOPLE."""

    name: str
    value: str
    role: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another customer whose conversation was joined to this one; the fields are the columns of OTHERS."""

    public_id: str
    name: str


def links(conversation: int, eyes: Eyes = DESK) -> list[Suggested]:
    """The first few suggestions, without conversations that these eyes may not see."""
    return [Suggested(*row) for row in rows(LINKS.format(seen=eyes.sees("o")), [conversation, MOST_LINKS])]


def people(conversation: int) -> list[Person]:
    """The first of those who take part, also in what was joined to it, each once."""
    found = (Person(*row) for row in rows(PEOPLE, [conversation, conversation, MOST_PEOPLE]))
    return list({one.value: one for one in found}.values())


def others(conversation: int, customer: int, eyes: Eyes) -> list[Other]:
    """The customers beside `customer` whose words stand here too, since a person joined the two, and may be seen."""
    return [Other(*row) for row in rows(OTHERS.format(seen=eyes.sees("v")), [conversation, customer, MOST_PEOPLE])]
