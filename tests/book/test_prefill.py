"""Forms for customers: filled in with what is known; what is new in the answer goes into the book."""

import re
from html import unescape

import pytest
from django.test import Client

from regulars.book.models import Fact, FactMark, Moment, Task, Visit
from regulars.book.theirs import forms
from regulars.staff.models import Agent
from tests import builders
from tests.book.their_links import fact, link_to, path, seen, send, visit

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.slow]


def test_a_booking_is_confirmed_and_what_they_need_holds_for_it() -> None:
    ana = builders.customer()
    link = link_to(ana, f"booking:{visit(ana).public_id}")
    page = seen(link)
    assert 'value="15:00"' in page
    assert "A quiet room" in page
    send(link, arrival="17.30", party="3", wishes="A quiet room\nA cot", needs="Gluten-free bread")
    need = Fact.objects.get(customer=ana, kind="need")
    assert (need.occasion, need.place, need.standing) == ("B-7", "Linde", False)
    assert "17:30" in Task.objects.get(customer=ana).reason
    assert Visit.objects.get().party == 2, "the booking is the other system's"


def test_who_moves_twice_has_one_address_and_the_other_is_its_history() -> None:
    ana = builders.customer()
    for street in ("Elm Road 9", "Elm Road 9", "Oak Lane 2"):
        send(link_to(ana, "address"), name="Ana Novak", street=street, city="Vienna")
    known = Fact.objects.get(customer=ana, replaced_by=None)
    assert known.text == "Address: Ana Novak, Oak Lane 2, Vienna"
    assert known.moment == Moment.objects.filter(customer=ana).latest("pk")
    assert Fact.objects.get(replaced_by=known).text == "Address: Ana Novak, Elm Road 9, Vienna"


def test_what_stood_in_a_form_can_be_confirmed_however_long_it_is() -> None:
    ana = builders.customer()
    for number in range(4):
        fact(ana, f"Need {number} " + "so it is " * 40, kind="need")
    fact(ana, "Tea " * 70)
    link = link_to(ana, f"booking:{visit(ana).public_id}")
    needs = re.findall(r'<textarea[^>]*name="needs"[^>]*>\n?(.*?)</textarea>', seen(link), re.DOTALL)[0]
    assert len(needs) > forms.LONGEST_TEXT
    typed = {"arrival": "15:00", "party": "2", "wishes": "A quiet room\nA cot", "needs": f"{needs}\nNo stairs"}
    assert "Thank you" in send(link, **typed)
    new = Fact.objects.filter(origin="said", occasion="B-7").order_by("pk").values_list("kind", "text")
    assert list(new) == [("preference", "A cot"), ("need", "No stairs")], "what stood there is known"
    known = {f"fact-{one.public_id}": one.text for one in Fact.objects.filter(visible=True, occasion="")}
    assert "Thank you" in send(link_to(ana, "preferences"), **known, more="")


def test_a_booking_that_was_cancelled_is_asked_about_no_more() -> None:
    ana = builders.customer()
    link = link_to(ana, f"booking:{visit(ana).public_id}")
    Visit.objects.update(status=Visit.CANCELLED)
    assert Client().get(path(link)).status_code == 410
    assert Client().post(path(link), {"party": "2"}).status_code == 410
    assert not Moment.objects.exists()


@pytest.mark.parametrize("what", ["page", "address", "preferences", "booking"])
def test_a_german_customer_is_never_called_du(what: str) -> None:
    ana = builders.customer()
    ana.language = "de"
    ana.save()
    fact(ana, "Grüner Tee")
    visit(ana)
    link = link_to(ana, what)
    shown = seen(link) + Client().post(path(link), {"act": "call"}).content.decode()
    assert "Ihre" in shown or "Sie" in shown
    assert not re.search(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein\w*)\b", re.sub("<[^>]*>", " ", shown))


def test_what_a_german_customer_answers_is_told_in_the_language_of_who_reads_it() -> None:
    ana = builders.customer()
    ana.language = "de"
    ana.save()
    tea, seat = fact(ana, "Grüner Tee"), fact(ana, "Ein Platz am Fenster")
    send(link_to(ana, "address"), name="Ana Novak", street="Ulmenweg 9", city="Wien")
    send(
        link_to(ana, "preferences"), **{f"fact-{tea.public_id}": "", f"fact-{seat.public_id}": "Epilepsie", "more": ""}
    )
    page = link_to(ana)
    send(page, act="erase")
    todo = "\n".join(f"{one.title}: {one.reason}" for one in Task.objects.all())
    assert "Write the new address where orders go out: Street and number: Ulmenweg 9; Town: Wien" in todo
    assert "They ask to be erased: Asked on their own page." in todo
    assert FactMark.objects.get(fact=tea).note == "They took it back."
    assert Fact.objects.filter(text="Address: Ana Novak, Ulmenweg 9, Wien").exists()
    reader = builders.signed_in()
    for language, told in (
        ("en", ("Street and number: – → Ulmenweg 9", "We noted: Ein Platz am Fenster → (sensitive)")),
        ("de", ("Straße und Hausnummer: – → Ulmenweg 9", "Von uns notiert: Ein Platz am Fenster → (")),
    ):
        Agent.objects.update(language=language)
        shown = unescape(reader.get(f"/customers/{ana.public_id}").content.decode())
        assert all(words in shown for words in told), language
    refused = Client().post(path(link_to(ana, "address")), {"name": "", "street": "", "city": ""})
    assert "Bitte" in refused.content.decode(), "what is wrong is said in theirs"
