"""Calls, as who was on the phone writes them down: on a conversation, and on a customer's page."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.base.ids import public_id
from regulars.book.acts import add_identity
from regulars.book.leaving.whose import whose
from regulars.book.models import Conversation, Customer, Message, Moment
from regulars.conversations import leaving
from regulars.conversations.acts import snooze
from regulars.conversations.calls import rules
from regulars.conversations.calls.rules import Call
from regulars.conversations.models import Draft
from regulars.reading.values import Speaker
from regulars.readings.rules import speaker_of
from tests import builders
from tests.book.bookpage import fact, glance
from tests.builders import NOW, signed_in

VIENNA = ZoneInfo("Europe/Vienna")
WORDS = "She asks for the blue kettle. I told her that we have it."


@pytest.mark.parametrize(
    ("call", "fields"),
    [
        (Call(), ["text"]),
        (Call("nobody"), []),
        (Call("nobody", "soon", "long"), ["called_at", "minutes"]),
        (Call("nobody", "2999-01-01T00:00"), ["called_at"]),
        (Call("nobody", "1999-01-01T00:00"), ["called_at"]),
        (Call("nobody", minutes="99999"), ["minutes"]),
    ],
)
def test_what_is_wrong_with_a_call_is_said_at_its_field(call: Call, fields: list[str]) -> None:
    assert [one.field for one in rules.faults(call, " ", NOW, VIENNA)] == fields


def test_a_call_was_when_the_writers_clock_says() -> None:
    wall = (NOW - timedelta(hours=2)).astimezone(VIENNA).replace(tzinfo=None, second=0, microsecond=0)
    began = rules.began(Call(at=wall.isoformat()), NOW, VIENNA)
    assert began == wall.replace(tzinfo=VIENNA)
    assert rules.began(Call(), NOW, VIENNA) == NOW


@settings(max_examples=20)
@given(st.dictionaries(st.sampled_from(["way", "called_at", "minutes", "customer"]), st.text(max_size=30)))
def test_what_is_typed_can_be_kept_and_read_again(form: dict[str, str]) -> None:
    call = rules.typed(form)
    assert Call(**rules.kept(call)) == call
    rules.faults(call, "words", NOW, VIENNA)


def written(on: Conversation, way: str = "they", text: str = WORDS, **more: str) -> Moment:
    """A call that Ada writes down."""
    form = {"draft": public_id(), "text": text, "way": way, "do": "send", **more}
    path = f"/conversations/{on.public_id}/write/call"
    client = signed_in()
    assert client.post(path, form).status_code == 302
    client.post(path, form)
    return Moment.objects.get(kind="call", payload__draft=form["draft"])


@pytest.mark.django_db
def test_a_call_is_written_down_once_as_our_words_and_answers_what_they_wrote() -> None:
    on = builders.conversation(builders.customer())
    call = written(on, minutes="12")
    assert (call.direction, call.channel, call.audience, call.conversation) == ("out", "phone", "staff", on)
    assert speaker_of(call.direction) is Speaker.STAFF
    shown = signed_in().get(f"/conversations/{on.public_id}").content.decode()
    assert "They called us, 12 minutes" in shown
    assert "I told her that we have it." in shown
    assert "Raw mail" not in shown


@pytest.mark.django_db
def test_that_nobody_answered_needs_no_words_and_answers_nothing() -> None:
    on = builders.conversation(builders.customer())
    call = written(on, "nobody", "")
    assert (call.direction, Message.objects.filter(moment=call).count()) == ("own", 0)
    assert "We called, and nobody answered" in signed_in().get(f"/conversations/{on.public_id}").content.decode()


@pytest.mark.django_db
def test_what_holds_on_the_telephone_stands_beside_a_conversation_with_calls() -> None:
    on = builders.conversation(builders.customer())
    for channel, text in (("phone", "Shouts, and means well"), ("email", "Reads only the first line")):
        fact(on.customer, text, "context", standing=False, channel=channel)
    path = f"/conversations/{on.public_id}"
    before = glance(signed_in().get(path).content.decode())
    assert ("Reads only the first line" in before, "Shouts, and means well" in before) == (True, False)
    written(on)
    after = glance(signed_in().get(path).content.decode())
    assert ("Reads only the first line" in after, "Shouts, and means well" in after) == (True, True)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_call_of_theirs_wakes_what_sleeps_and_one_of_ours_does_not() -> None:
    on = builders.conversation(builders.customer())
    for way, status in (("we", "snoozed"), ("they", "open")):
        snooze(on, None, builders.agent(), timezone.now())
        written(on, way)
        assert Conversation.objects.get().status == status
    assert "it woke: they called" in signed_in().get(f"/conversations/{on.public_id}").content.decode()


@pytest.mark.django_db
def test_what_was_typed_wrongly_is_kept_and_shown() -> None:
    on = builders.conversation(builders.customer())
    form = {"draft": public_id(), "text": WORDS, "way": "we", "called_at": "2999-01-01T10:00", "minutes": "long"}
    answer = signed_in().post(f"/conversations/{on.public_id}/write/call", {**form, "do": "send"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    for words in ("That time is still to come", "is no number of minutes", 'value="long"', '"we" selected', WORDS):
        assert words in shown
    assert Draft.objects.get().call == {"way": "we", "at": "2999-01-01T10:00", "minutes": "long"}


@pytest.mark.slow
@pytest.mark.django_db
def test_from_a_customers_page_a_call_begins_a_conversation_and_can_be_taken_back() -> None:
    ana, client = builders.customer(), signed_in()
    path = f"/customers/{ana.public_id}/call"
    add_identity(ana, "phone", "+351 21 123 4567", "form", NOW)
    book = client.get(f"/customers/{ana.public_id}").content.decode()
    assert path in book
    assert 'href="tel:+351211234567"' in book
    form = {"draft": public_id(), "kind": "call", "customer": ana.public_id, "text": WORDS, "way": "they"}
    assert client.post("/drafts/save", form).status_code == 200
    assert path in client.get("/drafts").content.decode()
    assert leaving.drafts(whose(ana)).count() == 1
    assert WORDS in client.get(path).content.decode()
    answer = client.post(path, {**form, "do": "send", "version": "1"})
    on = Conversation.objects.get(customer=ana)
    assert answer["Location"].startswith(f"/conversations/{on.public_id}")
    assert on.subject == WORDS
    back = client.post(f"/drafts/{form['draft']}/undo")["Location"]
    shown = client.get(back).content.decode()
    assert "took back what was written of a call" in shown
    assert f"{WORDS}</textarea>" in shown
    assert Conversation.objects.get(customer=ana).subject == "A call"
    assert WORDS not in signed_in("lead").get(f"/customers/{ana.public_id}").content.decode()


@pytest.mark.django_db
def test_a_call_of_yesterday_stands_where_it_was() -> None:
    ana = builders.customer()
    on = builders.conversation(ana)
    wall = (timezone.now() - timedelta(days=1)).astimezone(ZoneInfo(builders.agent().time_zone or "UTC"))
    call = written(on, called_at=f"{wall:%Y-%m-%dT%H:%M}")
    assert timedelta(hours=23) < timezone.now() - call.at < timedelta(hours=25)
    assert Conversation.objects.get().last_at >= call.at
    assert Customer.objects.get().last_at is not None
