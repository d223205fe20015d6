"""What somebody may see of conversations: the same in a statement, in a query and of a row, whatever is kept."""

from itertools import product

import pytest

from regulars.book.eyes import DESK, Eyes, eyes_of
from regulars.book.models import Conversation, Moment
from regulars.engine.rows import rows
from regulars.intake.models import Inbox
from regulars.staff import rules
from regulars.staff.models import Agent, Role
from tests.builders import NOW, agent, conversation, customer, moment

pytestmark = pytest.mark.django_db

SEEN = "select c.id from book_conversation c where {seen} order by c.id"
SEEN_MOMENTS = """
select m.id from book_moment m left join book_conversation c on c.id = m.conversation_id where {seen} order by m.id
"""


def shelf() -> list[Conversation]:
    """A conversation for each inbox and holder, and two for each that were joined to another."""
    ana, inboxes = customer(), [Inbox.objects.create(address=f"{name}@desk.example") for name in ("help", "secret")]
    holders = [None, agent(), agent("lead")]
    alone = [conversation(ana, inbox=box, assignee=who) for box, who in product([*inboxes, None], holders)]
    joined = [
        conversation(ana, inbox=box, assignee=who, joined_to=to)
        for to in alone
        for box in inboxes
        for who in holders[:2]
    ]
    Moment.objects.bulk_create(moment(one, None, NOW, ours=False) for one in (*alone, *joined))
    Moment.objects.create(
        kind="order.placed", customer=ana, birth_customer=ana, at=NOW, received_at=NOW, recorded_at=NOW
    )
    return [*alone, *joined]


def all_eyes(of: Agent) -> list[Eyes]:
    """Every mixture of what can be kept."""
    secret = Inbox.objects.get(address="secret@desk.example").pk
    return [Eyes(of, kept, reach) for kept in ((), (secret,)) for reach in rules.REACHES]


def expected(one: Conversation, eyes: Eyes) -> bool:
    """The rule as a person would say it."""
    if one.inbox_id in eyes.inboxes:
        return False
    held = one.joined_to.assignee if one.joined_to else one.assignee
    mine = held is not None and held == eyes.agent
    return mine or eyes.reach == rules.EVERYBODYS or (held is None and eyes.reach == rules.FREE)


def test_a_statement_a_query_and_a_row_say_the_same() -> None:
    there = shelf()
    for eyes in all_eyes(agent()):
        wanted = [one.pk for one in there if expected(one, eyes)]
        assert [pk for (pk,) in rows(SEEN.format(seen=eyes.sees()), [])] == wanted, eyes
        assert list(Conversation.objects.filter(eyes.among()).order_by("pk").values_list("pk", flat=True)) == wanted
        assert [one.pk for one in Conversation.objects.order_by("pk") if eyes.may_see(one)] == wanted


def test_what_is_in_no_conversation_is_everybodys() -> None:
    shelf()
    order = Moment.objects.get(kind="order.placed")
    for eyes in all_eyes(agent()):
        found = [pk for (pk,) in rows(SEEN_MOMENTS.format(seen=eyes.sees()), [])]
        assert order.pk in found
        by_query = Moment.objects.filter(eyes.among("conversation")).order_by("pk").values_list("pk", flat=True)
        assert list(by_query) == found
        assert eyes.may_see(None)


@pytest.mark.parametrize(
    ("reach", "sees_theirs", "sees_free"),
    [(rules.EVERYBODYS, True, True), (rules.FREE, False, True), (rules.OWN, False, False), ("newer", False, False)],
)
def test_a_role_says_how_far_its_people_see(reach: str, sees_theirs: bool, sees_free: bool) -> None:
    Role.objects.create(name="agent", permissions=["book.read"], reach=reach)
    ana, eyes = customer(), eyes_of(Agent.objects.get(pk=agent().pk))
    theirs, free, own = (conversation(ana, assignee=who) for who in (agent("lead"), None, agent()))
    assert [eyes.may_see(one) for one in (theirs, free, own)] == [sees_theirs, sees_free, True]
    assert eyes.see_all == (reach == rules.EVERYBODYS)


def test_an_owner_and_the_desk_see_all() -> None:
    Role.objects.create(name="owner", permissions=[], reach=rules.OWN)
    assert eyes_of(agent("owner")).see_all
    assert DESK.see_all
