"""What letters answer and how they are signed, read for a batch of mails at once: a statement for each would cost more
than putting the mails together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.book.eyes import DESK, Eyes, eyes_of
from regulars.book.models import Conversation
from regulars.conversations.models import Draft, Outgoing
from regulars.conversations.sending import rules
from regulars.conversations.signatures import signature_for
from regulars.engine.rows import aware, marks, rows

LONGEST_QUOTE = 20_000
# The newest texts of the newest messages, of which the first that somebody else wrote is answered; for several mails
# one after another, each in its place.
SAID = """
select * from (
    select {place} as place, m.at, m.id, t.version, m.direction, m.automatic,
        t.message_id, t.sender_name, t.sender_email
    from book_moment m join book_message t on t.moment_id = m.id
    where m.conversation_id in ({ids}) and m.kind = 'message' and m.id <= %s
    order by m.at desc, m.id desc, t.version desc limit %s) as said_{place}
"""
MEMBERS = """
select id, id from book_conversation where id in ({ids})
union all
select joined_to_id, id from book_conversation where joined_to_id in ({ids})
"""
TOKENS = "select inbox_id from intake_submission where reply_tokens and inbox_id in ({ids})"
TEXTS = """
select t.moment_id, substr(t.text, 1, %s) from book_message t where t.moment_id in ({ids})
and t.version = (select max(newest.version) from book_message newest where newest.moment_id = t.moment_id)
"""
HIGHEST = 9_223_372_036_854_775_807


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a conversation; the fields are columns of SAID."""

    at: datetime
    moment: int
    direction: str
    automatic: str
    message_id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Background:
    """What is known of a batch of mails: by a mail's row id its conversation, newest first, as far as its writer had
    read and may read it; by moment, the text that is quoted; who signs how in which inbox; and the inboxes that an
    answer finds by a token."""

    heard: Mapping[int, Sequence[Said]]
    texts: Mapping[int, str]
    signatures: Mapping[tuple[int, int], str]
    with_tokens: frozenset[int]

    def answered(self, outgoing: Outgoing) -> Said | None:
        """What a mail answers: the last that somebody else wrote, else the last."""
        said = self.heard.get(outgoing.pk, ())
        return next(filter(is_theirs, said), said[0] if said else None)


def background_of(mails: Sequence[Outgoing]) -> Background:
    """What is known of these mails, their inboxes, agents, drafts and conversations being at hand."""
    said = heard(mails)
    answered = {one.moment for about in said.values() for one in [next(filter(is_theirs, about), None)] if one}
    signing = {(one.agent_id, one.inbox_id): one for one in mails if one.agent_id is not None}
    inboxes = sorted({one.inbox_id for one in mails})
    return Background(
        said,
        dict(rows(TEXTS.format(ids=marks(answered)), [LONGEST_QUOTE, *answered])) if answered else {},
        {key: signature_for(one.agent, one.inbox) for key, one in signing.items()},
        frozenset(row[0] for row in rows(TOKENS.format(ids=marks(inboxes)), inboxes)),
    )


def is_theirs(said: Said) -> bool:
    """Whether it is to be answered first of all."""
    return said.direction == "in" and not said.automatic


def heard(mails: Sequence[Outgoing]) -> dict[int, list[Said]]:
    """The last messages that the writer of each had seen, newest first. A mail that is passed on answers nothing."""
    answers = [one for one in mails if one.conversation and not (one.draft and one.draft.kind == Draft.FORWARD)]
    together = members_of(shown_in(one.conversation) for one in answers if one.conversation)
    writers = {one.agent_id: one.agent for one in answers if one.agent}
    seeing = {pk: eyes_of(writer) for pk, writer in writers.items()}
    asked: list[str] = []
    params: list[int] = []
    for place, one in enumerate(answers):
        ids = readable(together[shown_in(one.conversation)], seeing.get(one.agent_id, DESK)) if one.conversation else []
        if ids:
            asked.append(SAID.format(place=place, ids=marks(ids)))
            seen = one.draft.seen if one.draft and one.draft.seen else HIGHEST
            params += [*ids, seen, 2 * rules.MOST_REFERENCES]
    said: dict[int, dict[int, Said]] = {}
    # Engines need not keep the order of what they put together.
    for place, at, pk, _, *more in sorted(rows(" union all ".join(asked), params) if asked else (), reverse=True):
        # The newest text of a message comes first.
        said.setdefault(answers[place].pk, {}).setdefault(pk, Said(aware(at), pk, *more))
    return {pk: list(messages.values()) for pk, messages in said.items()}


def readable(conversations: Sequence[int], eyes: Eyes) -> list[int]:
    """Those of these that the writer may read: nobody quotes what is kept from them. The desk itself may read all."""
    if eyes.see_all:
        return list(conversations)
    seen = Conversation.objects.filter(eyes.among(), pk__in=conversations)
    return list(seen.values_list("pk", flat=True))


def shown_in(conversation: Conversation) -> int:
    """The row id of the conversation as which it is shown."""
    return conversation.joined_to_id or conversation.pk


def members_of(roots: Iterable[int]) -> dict[int, list[int]]:
    """Of conversations as they are shown, each with all that is shown with it."""
    wanted = sorted(set(roots))
    found: dict[int, list[int]] = {one: [] for one in wanted}
    for root, pk in rows(MEMBERS.format(ids=marks(wanted)), [*wanted, *wanted]) if wanted else ():
        found[root].append(pk)
    return found


def members(conversation: Conversation) -> list[int]:
    """The conversation and all that is shown with it."""
    root = shown_in(conversation)
    return members_of([root])[root]
