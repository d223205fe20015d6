"""Queues and views through the pages, and acts on many with one way back."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from regulars.book.models import Conversation
from regulars.conversations import acts
from regulars.conversations.models import Event, Tag, Workload
from regulars.conversations.queues.rules import Happened, Known, why
from regulars.intake.models import Inbox
from regulars.staff.models import Membership, Role, Team
from regulars.staff.rules import FREE, OWN
from tests.builders import NOW, agent, conversation, customer, messages, signed_in
from tests.conversations.list_pages import page, rows, told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


def act(client: Client, verb: str, *on: Conversation, **more: str) -> Any:
    """Choose some in a list and do something with them."""
    return client.post(f"/acts/{verb}", {"on": [one.public_id for one in on], "back": "show=open", **more})


def test_each_stands_in_its_queue_with_a_reason(client: Client) -> None:
    ana, ada, leo = customer(), agent(), agent("lead")
    mine, free, asleep, spam = (conversation(ana, name) for name in ("Mine", "Free", "Asleep", "Spam"))
    acts.assign(mine, ada, leo, NOW)
    acts.snooze(asleep, NOW + timedelta(days=300), leo, NOW, "the shop calls")
    acts.spam(spam, leo, NOW)
    assert rows(page(client, "/?show=mine")) == ["Mine"]
    assert rows(page(client, "/?show=unassigned")) == ["Free"]
    assert rows(page(client, "/")) == ["Free", "Mine"]
    assert "given to you by Leo Marsh" in page(client, "/?show=mine")
    assert "Leo Marsh: the shop calls" in page(client, "/?show=snoozed")
    assert "called spam by Leo Marsh" in page(client, "/?show=spam")
    messages(free, ["Hello?"], datetime.now(NOW.tzinfo) - timedelta(hours=3, minutes=5))
    assert "unanswered for 3 h" in page(client, "/?show=unassigned")


def test_many_are_closed_and_open_again_by_one_undo(client: Client) -> None:
    ana = customer()
    many = [conversation(ana, f"Matter {number}") for number in range(50)]
    assert act(client, "close", *many).url == "/?show=open"
    assert Conversation.objects.filter(status="closed").count() == 50
    said, undo = told(client)
    assert said == "50 closed."
    client.post(undo, headers={"Referer": "http://testserver/?show=closed"})
    assert Conversation.objects.filter(status="open").count() == 50
    assert told(client)[0] == "Taken back."


def test_two_hundred_are_done_in_few_statements(client: Client, django_assert_max_num_queries: Any) -> None:
    ana = customer()
    many = [conversation(ana, f"Matter {number}") for number in range(200)]
    with django_assert_max_num_queries(24):
        act(client, "tag", *many, name="late")
    assert Event.objects.filter(kind="tagged").count() == 200


def test_what_could_not_be_done_is_told_at_its_row(client: Client) -> None:
    ana = customer()
    fine, spam = conversation(ana, "Fine"), conversation(ana, "Spam")
    acts.spam(spam, agent(), NOW)
    answer = client.post(
        "/acts/close", {"on": [fine.public_id, spam.public_id], "back": "show=spam"}, **FRAGMENT
    ).content.decode()
    assert "Closed. It lies in spam" in answer
    assert answer.count('<strong class="late">It lies in spam') == 1
    assert "<html" not in answer


def test_an_act_without_its_object_says_what_is_missing(client: Client) -> None:
    on = conversation(customer())
    for verb, more, said in (
        ("assign", {}, "Choose whom"),
        ("snooze", {"until": "at", "at": "yesterday"}, "lie ahead"),
        ("tag", {"name": " "}, "Write a word"),
    ):
        act(client, verb, on, **more)
        assert said in told(client)[0]
    act(client, "close")
    assert "at least one" in told(client)[0]
    assert client.post("/acts/explode").status_code == 404


def test_until_when_it_sleeps_is_said(client: Client) -> None:
    """The menu of a page that was left open over night said another day."""
    on, at = conversation(customer()), timezone.now() + timedelta(days=9)
    act(client, "snooze", on, until="at", at=at.strftime("%Y-%m-%dT09:30"))
    assert re.fullmatch(rf"Put off until \w+ {at.day} \w+ {at.year}, 09:30\.", told(client)[0])


def test_whose_inbox_it_is_and_who_is_away_stands_there_where_it_helps(client: Client) -> None:
    ana = customer()
    conversation(ana)
    agent("lead", away_since=NOW)
    shown = page(client, "/")
    assert "<bdi>Leo Marsh</bdi> <span" in shown
    assert "away</span></button>" in shown
    assert "<bdi>help@desk.example</bdi>" not in shown
    conversation(ana, inbox=Inbox.objects.create(address="shop@desk.example", name="The shop"))
    shown = page(client, "/")
    assert "· <bdi>help@desk.example</bdi>" in shown
    assert "· <bdi>The shop</bdi>" in shown


def test_two_give_it_to_themselves_at_once_and_both_see_who_has_it() -> None:
    on, ada, leo = conversation(customer()), signed_in("agent"), signed_in("lead")
    act(ada, "assign", on, to="me")
    _, undo = told(ada)
    act(leo, "assign", on, to="me")
    ada.post(undo)
    on.refresh_from_db()
    assert on.assignee == agent("lead")
    assert "Leo Marsh has changed it since" in told(ada)[0]


def test_what_is_kept_for_a_team_is_not_there_for_others(client: Client) -> None:
    ana, leo = customer(), agent("lead")
    team = Team.objects.create(name="Returns")
    Membership.objects.create(team=team, agent=leo)
    secret = Inbox.objects.create(address="returns@desk.example")
    secret.teams.add(team)
    hidden, seen = conversation(ana, "Hidden", inbox=secret), conversation(ana, "Seen")
    assert rows(page(client, "/")) == ["Seen"]
    assert rows(page(signed_in("lead"), "/")) == ["Seen", "Hidden"]
    assert re.search(r"Unassigned <span class=\"count\">1<", page(client, "/"))
    act(client, "close", hidden, seen)
    hidden.refresh_from_db()
    assert hidden.status == "open"
    act(signed_in("lead"), "assign", hidden, to=agent().public_id)
    hidden.refresh_from_db()
    assert hidden.assignee is None


def test_who_sees_only_their_own_has_lists_of_that(client: Client) -> None:
    Role.objects.create(name="agent", permissions=["book.read", "conversation.work"], reach=OWN)
    ana, leo = customer(), agent("lead")
    mine = conversation(ana, "Mine", assignee=agent())
    theirs, free = conversation(ana, "Theirs", assignee=leo), conversation(ana, "Free")
    for show in ("", "?show=mine"):
        assert rows(page(client, f"/{show}")) == ["Mine"]
    assert rows(page(client, "/?show=unassigned")) == []
    assert re.search(r"Unassigned <span class=\"count\">0<|Unassigned *<(?!span class=\"count)", page(client, "/"))
    act(client, "close", theirs, free)
    assert {one.status for one in (theirs, free) if not one.refresh_from_db()} == {"open"}
    for one, status in ((mine, 200), (theirs, 404), (free, 404)):
        assert client.get(f"/conversations/{one.public_id}").status_code == status
    # Given away, it is not theirs to see any more: they are led to their list.
    given = client.post("/acts/assign", {"on": mine.public_id, "from": mine.public_id, "to": leo.public_id})
    assert given.url == "/"
    assert client.get(f"/conversations/{mine.public_id}").status_code == 404
    assert client.get(f"/customers/{ana.public_id}").status_code == 404


def test_what_stands_beside_and_is_kept_from_one_is_not_named(client: Client) -> None:
    ana = customer()
    mine, theirs = conversation(ana, "Mine", assignee=agent()), conversation(ana, "A secret", assignee=agent("lead"))
    acts.link(mine, theirs, agent("lead"), NOW, "b1")
    path = f"/conversations/{mine.public_id}"
    assert "A secret" in page(client, path).split("See also")[1][:300]
    Role.objects.create(name="agent", permissions=["book.read", "conversation.work"], reach=OWN)
    assert "A secret" not in page(signed_in(), path)


def test_who_sees_nobodys_too_takes_them(client: Client) -> None:
    Role.objects.create(name="agent", permissions=["book.read", "conversation.work"], reach=FREE)
    ana = customer()
    conversation(ana, "Theirs", assignee=agent("lead"))
    free = conversation(ana, "Free")
    assert rows(page(client, "/")) == rows(page(client, "/?show=unassigned")) == ["Free"]
    act(client, "assign", free, to="me")
    assert rows(page(client, "/?show=mine")) == ["Free"]
    assert client.get(f"/customers/{ana.public_id}").status_code == 200


def test_after_an_act_the_next_of_the_list_is_opened(client: Client) -> None:
    ana = customer()
    first, second = (conversation(ana, str(n), last_at=NOW - timedelta(minutes=n)) for n in range(2))
    sent = {"on": first.public_id, "from": first.public_id, "in": "open"}
    assert second.public_id in client.post("/acts/close", sent).url
    assert client.post("/acts/tag", {**sent, "name": "vip"}).url.startswith(f"/conversations/{first.public_id}")
    acts.reopen(first, agent(), NOW)
    Workload.objects.create(agent=agent(), onward=Workload.LIST)
    assert client.post("/acts/close", sent).url == "/"
    assert first.public_id in client.post("/acts/reopen", {**sent, "in": ""}).url


def test_who_takes_back_stands_where_it_was_done(client: Client) -> None:
    """Closing has led on to the next one."""
    ana = customer()
    first, second = conversation(ana, "One"), conversation(ana, "Two", last_at=NOW - timedelta(hours=1))
    client.post("/acts/close", {"on": first.public_id, "from": first.public_id, "in": "unassigned"})
    undo = told(client)[1]
    for before, leads in (
        (f"/conversations/{second.public_id}?in=unassigned", f"/conversations/{first.public_id}?in=unassigned#latest"),
        (f"/conversations/{first.public_id}?in=open", f"http://testserver/conversations/{first.public_id}?in=open"),
        ("/?show=closed", "http://testserver/?show=closed"),
    ):
        assert client.post(undo, headers={"Referer": f"http://testserver{before}"}).url == leads
    first.refresh_from_db()
    assert first.status == "open"


def test_tags_are_renamed_merged_and_put_away_and_all_can_be_undone() -> None:
    lead, ada, ana = signed_in("lead"), agent(), customer()
    one, two = conversation(ana, "One"), conversation(ana, "Two")
    acts.tag(one, "late", ada, NOW)
    acts.tag(two, "too late", ada, NOW)
    late, too_late = Tag.objects.order_by("id")
    lead.post(f"/tags/{late.public_id}/rename", {"name": "Delayed"})
    assert "Delayed" in page(lead, "/tags")
    lead.post(told(lead)[1])
    assert lead.post(f"/tags/{late.public_id}/rename", {"name": "TOO LATE"}).status_code == 422
    lead.post(f"/tags/{late.public_id}/merge", {"into": too_late.public_id})
    assert too_late.taggings.count() == 2
    _, undo = told(lead)
    assert page(lead, "/").count('class="chip"><bdi>too late') == 2
    lead.post(undo)
    assert (late.taggings.count(), too_late.taggings.count()) == (1, 1)
    lead.post(f"/tags/{late.public_id}/retire")
    assert 'class="chip"><bdi>late' not in page(lead, "/")
    acts.tag(two, "late", ada, NOW)
    assert 'class="chip"><bdi>late' in page(lead, "/")
    assert signed_in().get("/tags").status_code == 403


def test_what_was_done_stands_between_what_was_said(client: Client) -> None:
    on, ada = conversation(customer()), agent()
    messages(on, ["First.", "Second."], NOW)
    acts.assign(on, agent("lead"), ada, NOW + timedelta(seconds=30))
    acts.close(on, ada, NOW + timedelta(hours=1))
    shown = page(client, f"/conversations/{on.public_id}")
    places = [
        shown.index(words) for words in ("First.", "Ada Byrne gave this to Leo Marsh", "Second.", "Ada Byrne closed it")
    ]
    assert places == sorted(places)


def test_a_page_that_stays_is_told_how_it_stands_and_what_was_done_since(client: Client) -> None:
    on, ada, leo = conversation(customer()), agent(), agent("lead")
    (said,) = messages(on, ["First."], NOW)
    quiet = page(client, f"/conversations/{on.public_id}/news?after={said.pk}&logged=0")
    assert "with nobody" in quiet
    assert "Leo Marsh" not in quiet.partition('id="log"')[2]
    acts.assign(on, leo, leo, NOW + timedelta(minutes=1))
    once = page(client, f"/conversations/{on.public_id}/news?after={said.pk}&logged=0")
    assert "with Leo Marsh" in once
    assert once.partition('id="log"')[2].count("Leo Marsh took it") == 1
    last = re.search(r'id="log" data-last="(\d+)"', once)
    assert last is not None
    assert f'data-last="{last[1]}"' in page(client, f"/conversations/{on.public_id}"), "the page begins there"
    acts.close(on, ada, NOW + timedelta(minutes=2))
    twice = page(client, f"/conversations/{on.public_id}/news?after={said.pk}&logged={last[1]}")
    assert "Ada Byrne closed it" in twice.partition('id="log"')[2]
    assert "Leo Marsh took it" not in twice
    assert 'formaction="/acts/reopen"' in twice


def test_the_most_telling_reason_is_said() -> None:
    given = Happened("assigned", "Leo", False, NOW)
    assert why(Known("open", True, mentioned=True, draft=True), NOW) == "somebody mentioned you in a note"
    assert why(Known("open", True, draft=True, last=given), NOW) == "a draft of yours is waiting"
    assert why(Known("open", False, waiting_since=NOW - timedelta(days=3), last=given), NOW) == "unanswered for 3 days"
    assert why(Known("snoozed", False), NOW) == "sleeps until they write"
    assert why(Known("automatic", False), NOW) == "only machines wrote"


def test_how_much_each_takes_and_where_an_act_leads_are_settled_on_pages() -> None:
    lead, ada = signed_in("lead"), agent()
    lead.post("/workload", {"agent": ada.public_id, "most": "7"})
    assert 'value="7"' in page(lead, "/workload")
    wrong = lead.post("/workload", {"agent": ada.public_id, "most": "many"})
    assert wrong.status_code == 422
    for part in ('value="many"', 'aria-invalid="true"', "Write a number from 0 to 10000"):
        assert part in wrong.content.decode()
    assert Workload.objects.get(agent=ada).most_open == 7
    signed_in().post("/account/onward", {"onward": "list"})
    assert Workload.objects.get(agent=ada).onward == "list"
