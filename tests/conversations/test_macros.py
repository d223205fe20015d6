"""Macros at work, and how answers are signed."""

from datetime import UTC, date, datetime

import pytest

from regulars.base.ids import public_id
from regulars.base.results import Refused
from regulars.book.models import Conversation, Message
from regulars.conversations import acts as verbs
from regulars.conversations import macros
from regulars.conversations.macros import acts
from regulars.conversations.macros.rules import Step, Written
from regulars.conversations.models import Draft, Macro, Notice, Tagging
from regulars.conversations.signatures import sign, signature_for
from regulars.engine.models import AuditEntry
from regulars.staff.models import Agent, Holiday, OpeningHours
from regulars.staff.trail import Actor
from tests import builders
from tests.builders import NOW, agent

pytestmark = pytest.mark.django_db


def made(
    *steps: Step, text: str = "Hi {customer.first_name|there},", shared: bool = True, by: Agent | None = None
) -> Macro:
    """A macro that all share, or Ada's own."""
    macro = acts.write(None, Written("Hello", text, steps), Actor(by or agent()), NOW, shared=shared)
    assert isinstance(macro, Macro), macro
    return macro


def test_a_text_is_filled_from_the_book() -> None:
    on = builders.conversation(builders.customer())
    macro = made(text="Hi {customer.first_name}, this is {agent.first_name} of {inbox.name} on {conversation.subject}.")
    assert macros.fill(macro, on, agent()).text == "Hi Ana, this is Ada of help@desk.example on The blue kettle."


def test_a_customer_is_addressed_as_the_book_has_it() -> None:
    macro, ana = made(text="Dear {customer.greeting|customer},"), builders.customer()
    assert macros.fill(macro, builders.conversation(ana), agent()).text == "Dear Ana,"
    ana.greeting = "Dr Novak"
    ana.save()
    assert macros.fill(macro, builders.conversation(ana), agent()).text == "Dear Dr Novak,"
    ana.greeting = ana.name = ""
    ana.save()
    assert macros.fill(macro, builders.conversation(ana), agent()).text == "Dear customer,"


def test_what_is_not_known_stays_to_be_seen() -> None:
    on = builders.conversation(builders.customer(name=""))
    filled = macros.fill(made(text="Hi {customer.first_name},"), on, agent())
    assert (filled.text, filled.missing) == ("Hi {customer.first_name},", ("customer.first_name",))
    assert macros.fill(made(), None, agent()).text == "Hi there,"


def test_all_that_it_does_is_taken_back_as_one() -> None:
    on, leo, batch = builders.conversation(builders.customer()), agent("lead"), public_id()
    macro = made(Step("tag", "Refund"), Step("assign", leo.public_id), Step("snooze", "3"))
    assert acts.apply(macro, on, agent(), NOW, batch) is None
    on.refresh_from_db()
    assert (on.assignee, on.status) == (leo, Conversation.SNOOZED)
    assert on.snoozed_until == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert Tagging.objects.count() == 1
    verbs.undo(batch, agent(), NOW)
    on.refresh_from_db()
    assert (on.assignee, on.status, Tagging.objects.count()) == (None, Conversation.OPEN, 0)
    macro.refresh_from_db()
    assert macro.uses == 1


def test_it_lets_sleep_until_somebody_is_there() -> None:
    """In three days is Monday; on that day we are closed."""
    on = builders.conversation(builders.customer())
    spans = [[day, 9 * 60, 17 * 60] for day in range(5)]
    OpeningHours.objects.create(whose="desk", zone="Europe/Vienna", spans=spans)
    Holiday.objects.create(day=date(2026, 11, 23), name="Closed for works")
    assert acts.apply(made(Step("snooze", "3")), on, agent(), NOW, public_id()) is None
    on.refresh_from_db()
    assert on.snoozed_until == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_a_note_that_it_writes_is_taken_back_with_the_rest() -> None:
    on, batch = builders.conversation(builders.customer()), public_id()
    macro = made(Step("note", "@Leo Marsh, {customer.first_name} wants money back."), Step("tag", "Refund"))
    leo = agent("lead")
    acts.apply(macro, on, agent(), NOW, batch)
    assert Message.objects.get().text == "@Leo Marsh, Ana wants money back."
    assert Notice.objects.get().agent == leo
    acts.undo(batch, agent(), NOW)
    assert Message.objects.order_by("version").last().text == ""
    assert [kind.objects.count() for kind in (Notice, Tagging)] == [0, 0]
    assert not Draft.objects.filter(discarded_at=None).exists()


def test_where_one_thing_is_refused_nothing_is_done() -> None:
    on, leo = builders.conversation(builders.customer()), agent("lead")
    macro = made(Step("tag", "Refund"), Step("assign", leo.public_id))
    Agent.objects.filter(pk=leo.pk).update(is_active=False)
    assert isinstance(acts.apply(macro, on, agent(), NOW, public_id()), Refused)
    assert not Tagging.objects.exists()
    assert Macro.objects.get().uses == 0


def test_ones_own_come_first_and_nobody_elses() -> None:
    shared, own = made(), made(shared=False)
    made(shared=False, by=agent("lead"))
    assert macros.for_agent(agent()) == [own, shared]


def test_the_order_is_changed_one_place_at_a_time() -> None:
    first, second, third = made(), made(), made()
    acts.move_up(third)
    acts.move_up(first)
    assert macros.for_agent(agent()) == [first, third, second]


def test_what_was_removed_comes_back_where_it_stood() -> None:
    first, second = made(), made()
    acts.remove(first, Actor(agent()), NOW)
    assert macros.for_agent(agent()) == [second]
    acts.restore(first, Actor(agent()), NOW)
    assert macros.for_agent(agent()) == [first, second]
    made(shared=False)
    said = AuditEntry.objects.order_by("number")
    assert [(entry.act, entry.subject) for entry in said] == [
        ("macro.changed", f"macro:{macro.public_id}") for macro in (first, second, first, first)
    ], "of one's own nothing is told"


def test_the_narrowest_signature_counts() -> None:
    ada, box = agent(), builders.conversation(builders.customer()).inbox
    assert signature_for(ada, box) == ""
    box.signature = "{agent.first_name} of {inbox.name}"
    assert signature_for(ada, box) == "Ada of help@desk.example"
    sign(ada, None, "Yours, {agent.name}")
    assert signature_for(ada, box) == "Yours, Ada Byrne"
    sign(ada, box, "Ada")
    assert signature_for(ada, box) == "Ada"
    sign(ada, box, " ")
    assert signature_for(ada, box) == "Yours, Ada Byrne"
    assert signature_for(None, box) == "help@desk.example of help@desk.example"
    assert isinstance(sign(ada, None, "{customer.name}"), Refused), "a signature is the same to everybody"
