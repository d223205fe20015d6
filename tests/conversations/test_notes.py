"""Notes for colleagues: whom they name, who is told, and taking one back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Message, Moment
from regulars.conversations.models import Draft, Notice
from regulars.conversations.notes import rules
from regulars.conversations.notes.rules import Colleague
from regulars.staff.models import Team
from tests import builders
from tests.builders import signed_in

ADA, LEO, LEONA = Colleague(1, "Ada Byrne"), Colleague(2, "Leo Marsh"), Colleague(3, "Leo Marshall")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("@Ada Byrne, can you?", [ADA]),
        ("@ada please", [ADA]),
        ("@Leo please", []),
        ("@Leo Marshall and @Leo Marsh", [LEONA, LEO]),
        ("write to ada@Ada.example", []),
        ("@Adam knows", []),
        ("@ Ada", []),
    ],
)
def test_whom_a_note_names(text: str, wanted: list[Colleague]) -> None:
    assert rules.mentioned(text, [ADA, LEO, LEONA]) == wanted


@given(st.text(st.sampled_from("@AdaLeo Marsh.x"), max_size=40))
def test_nobody_is_named_without_a_sign(text: str) -> None:
    assert len(rules.mentioned(text, [ADA, LEO, LEONA])) <= text.count("@")


def written(text: str, role: str = "agent") -> tuple[Conversation, str]:
    """A note by Ada on Ana's kettle, and what the page said then."""
    on = Conversation.objects.first() or builders.conversation(builders.customer())
    client = signed_in(role)
    form = {"draft": public_id(), "text": text, "do": "send"}
    path = f"/conversations/{on.public_id}/write/note"
    shown = client.get(client.post(path, form).url).content.decode()
    client.post(path, form)
    return on, shown


@pytest.mark.django_db
def test_a_note_is_written_once_and_tells_whom_it_names() -> None:
    builders.agent("lead")
    on, shown = written("She is on the phone, @Leo.")
    assert "Told: Leo Marsh." in shown
    assert "She is on the phone, @Leo." in shown
    note = Moment.objects.get()
    assert (note.kind, note.audience, note.direction, note.conversation) == ("note", "staff", "own", on)
    assert Notice.objects.get().agent.name == "Leo Marsh"


@pytest.mark.django_db
def test_who_may_not_see_the_inbox_is_not_told_and_the_writer_hears_so() -> None:
    builders.agent("lead")
    on = builders.conversation(builders.customer())
    kitchen = Team.objects.create(name="Kitchen")
    kitchen.agents.add(builders.agent())
    assert on.inbox is not None
    on.inbox.teams.add(kitchen)
    assert "not open to them: Leo Marsh" in written("@Leo Marsh?")[1]
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_a_note_taken_back_is_read_by_nobody_and_the_book_says_so() -> None:
    builders.agent("lead")
    on, _ = written("A slip, @Leo.")
    client = signed_in()
    back = client.post(f"/drafts/{Draft.objects.get().public_id}/undo").url
    shown = client.get(back).content.decode()
    assert "took a note back" in shown
    assert shown.count("A slip, @Leo.") == 1
    assert "A slip, @Leo.</textarea>" in shown
    assert Message.objects.count() == 2
    assert not Notice.objects.exists()
    assert "A slip" not in signed_in("lead").get(f"/conversations/{on.public_id}").content.decode()


@pytest.mark.django_db
def test_after_a_while_a_note_stands() -> None:
    written("It stays.")
    Moment.objects.update(recorded_at=builders.NOW)
    client = signed_in()
    back = client.post(f"/drafts/{Draft.objects.get().public_id}/undo").url
    assert "Write a note that puts it right" in client.get(back).content.decode()
    assert Message.objects.count() == 1
