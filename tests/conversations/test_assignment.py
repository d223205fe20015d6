"""Who gets what is new, and whose work goes back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.book.models import Conversation, Moment
from regulars.conversations import acts
from regulars.conversations.assignment import limits
from regulars.conversations.assignment.acts import attend, give, give_out, hand_back
from regulars.conversations.assignment.rules import LONG_AWAY, Candidate, choose, goes_back
from regulars.conversations.models import Event, Notice, Workload
from regulars.engine import consuming, outbox
from regulars.engine.models import Job
from regulars.intake.models import Inbox
from regulars.staff.models import Agent, Membership, Role, Team
from regulars.staff.rules import FRONTLINE
from tests.builders import NOW, agent, conversation, customer, messages, signed_in
from tests.mails import BORIS, inbox, mail, reply, take_in

pytestmark = pytest.mark.slow

POLICIES = ("hand", "round_robin", "least_loaded", "who_knows")
TIMES = st.none() | st.integers(0, 99).map(lambda hours: NOW - timedelta(hours=hours))
CANDIDATES = st.lists(
    st.builds(Candidate, st.integers(1, 9), st.integers(0, 5), st.integers(0, 5), TIMES, TIMES),
    max_size=6,
    unique_by=lambda one: one.agent,
)


@given(st.sampled_from(POLICIES), CANDIDATES)
def test_only_somebody_with_room_gets_it_and_somebody_does(policy: str, there: list[Candidate]) -> None:
    chosen = choose(policy, there)
    free = {one.agent: one for one in there if not one.most or one.open < one.most}
    assert (chosen in free) if chosen is not None else (policy == "hand" or not free)
    if chosen is not None and policy == "least_loaded":
        assert free[chosen].open == min(one.open for one in free.values())
    if chosen is not None and policy == "who_knows" and any(one.answered_at for one in free.values()):
        assert free[chosen].answered_at == max(one.answered_at for one in free.values() if one.answered_at)


@given(st.sampled_from(POLICIES[1:]), CANDIDATES, st.integers(1, 7))
def test_who_has_something_takes_no_more_than_their_limit(policy: str, there: list[Candidate], weight: int) -> None:
    chosen = choose(policy, there, weight)
    within = {one.agent for one in there if not one.most or one.open + weight <= one.most}
    idle = {one.agent for one in there if not one.open}
    assert (chosen in within | idle) if chosen is not None else not within | idle


@given(CANDIDATES.filter(len))
def test_round_robin_comes_round(there: list[Candidate]) -> None:
    free = {one.agent: one for one in there if one.has_room(1)}
    got = []
    for turn in range(len(free)):
        chosen = choose("round_robin", list(free.values()))
        assert chosen is not None
        got.append(chosen)
        free[chosen] = Candidate(chosen, 0, 0, NOW + timedelta(minutes=turn + 1))
    assert sorted(got) == sorted(free)


def test_lunch_is_no_reason_to_lose_ones_work() -> None:
    assert not goes_back(True, NOW - timedelta(minutes=40), NOW)
    assert goes_back(True, NOW - LONG_AWAY, NOW)
    assert goes_back(False, None, NOW)


@pytest.fixture
def there(db: None) -> tuple[Agent, Agent]:
    """Ada and Leo at the desk."""
    for role in ("agent", "lead"):
        agent(role, seen_at=NOW)
    return agent(), agent("lead")


def policy(name: str) -> None:
    """Let the inbox give what is new in this way."""
    inbox()
    Inbox.objects.update(assignment=name)


def newest() -> Conversation:
    """The last one that began."""
    return Conversation.objects.order_by("-id")[0]


def test_new_mail_goes_round(there: tuple[Agent, Agent]) -> None:
    policy("round_robin")
    holders = []
    for number in range(4):
        take_in(mail(subject=f"Matter {number}", message_id=f"m{number}"))
        attend([Moment.objects.order_by("-id")[0].pk], NOW + timedelta(minutes=number))
        holders.append(newest().assignee_id)
    assert holders == [there[0].pk, there[1].pk] * 2
    assert Event.objects.filter(kind="assigned", agent=None).count() == 4
    assert Notice.objects.filter(kind="assigned").count() == 4


def test_who_answered_them_last_gets_them_again(there: tuple[Agent, Agent]) -> None:
    policy("who_knows")
    take_in(mail(subject="Long ago", message_id="old"))
    answer = messages(newest(), ["Dear Ana"])[0]
    Moment.objects.filter(pk=answer.pk).update(direction="out", agent=there[1])
    take_in(mail(subject="Now", message_id="new"))
    attend([Moment.objects.order_by("-id")[0].pk], NOW)
    assert newest().assignee_id == there[1].pk


def test_who_has_it_is_told_and_keeps_it(there: tuple[Agent, Agent]) -> None:
    policy("round_robin")
    take_in(mail())
    acts.assign(newest(), there[1], there[1], NOW)
    take_in(reply("one@nordbake.example", message_id="two"))
    attend([Moment.objects.order_by("-id")[0].pk], NOW)
    assert newest().assignee_id == there[1].pk
    assert Notice.objects.get(agent=there[1]).kind == "reply"


def test_a_customer_does_not_wait_for_somebody_away(there: tuple[Agent, Agent]) -> None:
    policy("least_loaded")
    take_in(mail())
    acts.assign(newest(), there[1], there[1], NOW)
    Agent.objects.filter(pk=there[1].pk).update(away_since=NOW)
    take_in(reply("one@nordbake.example", message_id="two"))
    attend([Moment.objects.order_by("-id")[0].pk], NOW)
    assert newest().assignee_id == there[0].pk


def test_what_counts_more_takes_more_room(there: tuple[Agent, Agent]) -> None:
    policy("least_loaded")
    chat = Inbox.objects.create(address="chat@desk.example", weight=3, assignment="round_robin")
    ana, (ada, leo) = customer(), there
    conversation(ana, "A chat", inbox=chat, assignee=ada)
    for _ in range(2):
        conversation(ana, "A mail", assignee=leo)
    assert [(one.open, one.load) for one in limits.seats()] == [(1, 3), (2, 2)]
    take_in(mail())
    assert give(newest(), NOW)
    assert newest().assignee == leo
    for one in there:
        Workload.objects.update_or_create(agent=one, defaults={"most_open": 5})
    heavy = conversation(ana, "Another chat", inbox=chat)
    assert not give(heavy, NOW)
    Workload.objects.filter(agent=ada).update(most_open=6)
    assert give(heavy, NOW)
    assert Conversation.objects.get(pk=heavy.pk).assignee == ada


def test_nobody_gets_what_they_may_not_see(there: tuple[Agent, Agent]) -> None:
    policy("least_loaded")
    team = Team.objects.create(name="Returns")
    Membership.objects.create(team=team, agent=there[1])
    inbox().teams.add(team)
    take_in(mail(), mail(BORIS, "Bent", message_id="two"))
    attend(list(Moment.objects.values_list("pk", flat=True)), NOW)
    assert set(Conversation.objects.values_list("assignee", flat=True)) == {there[1].pk}
    inbox().teams.set([Team.objects.create(name="Nobody's")])
    assert hand_back(NOW) == 2
    assert Event.objects.filter(payload__because="unseen").count() == 2


def test_who_gives_it_back_says_why_and_who_gave_it_hears(there: tuple[Agent, Agent]) -> None:
    ada, leo = there
    policy("round_robin")
    on, own = conversation(customer(), inbox=inbox()), conversation(customer("Boris", "boris@veloworks.example"))
    acts.assign(on, ada, leo, NOW)
    acts.assign(own, ada, ada, NOW)
    asked = {
        "on": [on.public_id, own.public_id],
        "to": "nobody",
        "why_given": "I sold  it\nto her",
        "from": on.public_id,
    }
    signed_in().post("/acts/assign", asked)
    told = Notice.objects.get(kind="given_back")
    assert (told.agent, told.conversation, told.by, told.words) == (leo, on, ada, "I sold it to her")
    assert give_out(NOW) == 0, "nor does the desk hand it back to who declined"
    assert (
        "Ada Byrne gave it back to all: I sold it to her"
        in signed_in().get(f"/conversations/{on.public_id}").content.decode()
    )
    acts.undo(Event.objects.latest("id").batch, ada, NOW)
    assert not Notice.objects.filter(kind="given_back").exists()


def test_of_those_who_know_them_only_who_is_there_counts(there: tuple[Agent, Agent]) -> None:
    ada, leo = there
    policy("who_knows")
    old = conversation(customer("Chloe", "chloe@samphire.example"), "Long ago", inbox=inbox(), assignee=ada)
    answer = messages(old, ["Dear Chloe"])[0]
    Moment.objects.filter(pk=answer.pk).update(direction="out", agent=leo)
    new = conversation(old.customer, "Now", inbox=inbox())
    Agent.objects.filter(pk=leo.pk).update(away_since=NOW)
    assert give(new, NOW)
    assert newest().assignee_id == ada.pk
    Conversation.objects.filter(pk=new.pk).update(assignee=None)
    Agent.objects.update(seen_at=NOW - timedelta(days=1))
    assert not give(new, NOW), "where nobody is there it waits"


def test_what_waited_longest_goes_first_to_who_has_room_and_what_a_person_left_stays(
    there: tuple[Agent, Agent],
) -> None:
    ana = customer()
    waiting = [conversation(ana, f"Matter {n}", last_at=NOW - timedelta(hours=n)) for n in range(4)]
    policy("least_loaded")
    acts.assign(waiting[3], there[0], there[0], NOW)
    acts.assign(waiting[3], None, there[0], NOW)
    for one in there:
        Workload.objects.create(agent=one, most_open=1)
    assert give_out(NOW) == 2
    assert [Conversation.objects.get(pk=one.pk).assignee_id is not None for one in waiting] == [
        False,
        True,
        True,
        False,
    ]
    acts.close(waiting[2], there[0], NOW)
    assert give_out(NOW) == 1
    assert Conversation.objects.get(pk=waiting[0].pk).assignee_id is not None


def test_an_inbox_done_by_hand_or_with_nobody_there_keeps_no_other_waiting(
    there: tuple[Agent, Agent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.conversations.assignment.acts.LOOKED_AT", 2)
    monkeypatch.setattr("regulars.conversations.assignment.acts.AT_ONCE", 2)
    by_hand = Inbox.objects.create(address="office@desk.example")
    empty = Inbox.objects.create(address="night@desk.example", assignment="round_robin")
    empty.teams.add(Team.objects.create(name="Night"))
    ana = customer()
    for n in range(3):
        for other in (by_hand, empty):
            conversation(ana, f"Old {n}", inbox=other, last_at=NOW - timedelta(days=9 - n))
    left = [conversation(ana, f"Left {n}", last_at=NOW - timedelta(days=5 - n)) for n in range(3)]
    Inbox.objects.filter(address="help@desk.example").update(assignment="least_loaded")
    for one in left:
        acts.assign(one, there[0], there[0], NOW)
        acts.assign(one, None, there[0], NOW)
    new = conversation(ana, "Of this night", last_at=NOW)
    assert give_out(NOW) == 1
    assert Conversation.objects.get(pk=new.pk).assignee_id is not None


def test_work_of_who_left_goes_back(there: tuple[Agent, Agent]) -> None:
    on = conversation(customer())
    acts.assign(on, there[0], there[0], NOW)
    assert hand_back(NOW) == 0
    Agent.objects.filter(pk=there[0].pk).update(is_active=False)
    assert hand_back(NOW) == 1
    assert newest().assignee is None


@pytest.mark.parametrize("lost", ["book.read", "conversation.work"])
def test_work_of_who_may_no_longer_do_it_goes_back(there: tuple[Agent, Agent], lost: str) -> None:
    on, ada = conversation(customer()), there[0]
    acts.assign(on, ada, there[1], NOW)
    Role.objects.create(name="agent", permissions=sorted(FRONTLINE - {lost}))
    assert hand_back(NOW) == 1
    assert newest().assignee is None
    assert isinstance(acts.assign(on, agent(), there[1], NOW), Refused)


@pytest.mark.parametrize("lost", ["book.read", "conversation.work", "conversation.reply"])
def test_what_is_new_goes_to_nobody_who_cannot_answer_it(there: tuple[Agent, Agent], lost: str) -> None:
    policy("round_robin")
    Role.objects.create(name="agent", permissions=sorted(FRONTLINE - {lost}))
    take_in(mail(), mail(BORIS, "Bent", message_id="two"))
    attend(list(Moment.objects.values_list("pk", flat=True)), NOW)
    assert set(Conversation.objects.values_list("assignee", flat=True)) == {there[1].pk}


def test_only_what_concerns_somebody_makes_a_job(there: tuple[Agent, Agent]) -> None:
    def come(raw: bytes) -> int:
        take_in(raw)
        outbox.pump()
        consuming.feed("conversations")
        return Job.objects.filter(kind="conversations.attend").count()

    assert come(mail()) == 0
    policy("round_robin")
    assert come(mail(BORIS, "Bent", message_id="two")) == 1
