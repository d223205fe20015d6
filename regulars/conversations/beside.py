"""What stands beside a conversation: who else is on it, and what it may belong to."""

from dataclasses import dataclass

from regulars.engine.rows import rows

MOST_LINKS = 5
MOST_PEOPLE = 50
LINKS = """
select l.id, l.kind, l.evidence, o.public_id, o.subject
from conversations_link l join book_conversation o on o.id = l.other_id
where l.conversation_id = %s and l.state = 'suggested' order by l.id limit %s
"""
PEOPLE = "select name, value, role from book_participant where conversation_id = %s order by id limit %s"


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


def links(conversation: int) -> list[Suggested]:
    """The first few suggestions."""
    return [Suggested(*row) for row in rows(LINKS, [conversation, MOST_LINKS])]


def people(conversation: int) -> list[Person]:
    """The first of those who take part."""
    return [Person(*row) for row in rows(PEOPLE, [conversation, MOST_PEOPLE])]
