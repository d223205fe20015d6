"""What the palette finds in the book, and for whom."""

import pytest
from django.test import Client

from regulars.book.models import Conversation
from regulars.book.search import index_moments, people
from regulars.intake.models import Inbox
from regulars.staff.models import Team
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def offered(client: Client, text: str) -> dict[str, list[str]]:
    """What the palette offers, by heading."""
    groups = client.get("/palette", {"q": text}).json()["groups"]
    return {one["heading"]: [found["label"] for found in one["found"]] for one in groups}


@pytest.fixture
def kettle() -> Conversation:
    """A kettle of Ana's, in two messages, which is Ada's to answer; and a lamp of Boris's with nobody."""
    made = builders.conversation(builders.customer(), assignee=builders.agent())
    lamp = builders.conversation(builders.customer("Boris Okafor", "boris@veloworks.example"), "A kettle lamp")
    said = [*builders.messages(made, ["It leaks.", "Oh."], subject=made.subject), *builders.messages(lamp, ["Dark."])]
    index_moments([one.pk for one in said])
    people.index([made.customer_id, lamp.customer_id])
    return made


def test_people_by_name_and_conversations_by_subject(kettle: Conversation) -> None:
    ada = builders.signed_in()
    assert offered(ada, "nova") == {"People": ["Ana Novak"]}
    assert offered(ada, "blue kett") == {"Conversations": ["The blue kettle"]}
    assert offered(ada, "leaks") == {}
    assert offered(ada, '"') == {}
    assert offered(ada, "") == {"Conversations": ["The blue kettle"]}
    (found,) = ada.get("/palette?q=blue").json()["groups"][0]["found"]
    assert found == {
        "label": "The blue kettle",
        "path": f"/conversations/{kettle.public_id}#latest",
        "hint": "Ana Novak",
    }
    assert ada.get(found["path"]).status_code == 200


def test_what_is_kept_for_others_is_not_offered(kettle: Conversation) -> None:
    Inbox.objects.get().teams.add(Team.objects.create(name="Returns"))
    ada = builders.signed_in()
    assert [offered(ada, text) for text in ("", "blue", "nova")] == [{}, {}, {}]
    assert offered(builders.signed_in("owner"), "blue") == {"Conversations": ["The blue kettle"]}


def test_who_may_not_read_the_book_finds_nothing(kettle: Conversation) -> None:
    assert offered(builders.signed_in("night-shift"), "blue") == {}
