"""Pages that customers open with a link: filled in with what is known, and what they answer goes into the book."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from regulars.book.models import Customer, Fact, FactMark, Identity, Moment, Order, PersonalLink, Task
from regulars.book.theirs import forms, links
from regulars.staff.models import Agent
from tests import builders
from tests.book.their_links import fact, link_to, order, path, seen, send, visit

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.slow]


def test_an_address_is_filled_in_and_confirmed_with_one_button() -> None:
    ana = builders.customer()
    order(ana)
    link = link_to(ana, "address")
    page = seen(link)
    assert 'value="Linden Lane 4"' in page
    typed = dict(re.findall(r'name="(\w+)" type="\w+"[^>]*? value="([^"]*)"', page))
    assert "Thank you" in send(link, **typed)
    moment = Moment.objects.get(customer=ana)
    assert (moment.kind, moment.direction, moment.payload["changes"]) == ("form.answered", "in", [])
    assert not Fact.objects.exists()
    assert not Task.objects.exists()


def test_a_corrected_address_is_a_fact_and_something_to_do() -> None:
    ana = builders.customer()
    order(ana)
    link = link_to(ana, "address")
    answer = {"name": "Ana Novak", "street": "Elm Road 9", "postcode": "1020", "city": "Vienna", "country": "AT"}
    send(link, **answer, phone="+43 1 234 5678")
    known = Fact.objects.get(customer=ana)
    assert (known.text, known.origin) == ("Address: Ana Novak, Elm Road 9, 1020 Vienna, AT", "said")
    assert known.moment == Moment.objects.get(customer=ana)
    phone = Identity.objects.get(kind="phone")
    assert (phone.value, phone.verified_at) == ("+4312345678", None)
    assert "Elm Road 9" in Task.objects.get(customer=ana).reason
    assert 'value="Elm Road 9"' in seen(link_to(ana, "address")), "the newest that they said stands in the next form"


def test_the_second_click_changes_nothing_and_the_page_says_it_was_answered() -> None:
    ana = builders.customer()
    link = link_to(ana, "address")
    answer = {"name": "Ana Novak", "street": "Elm Road 9", "city": "Vienna"}
    send(link, **answer)
    again = send(link, **{**answer, "street": "Oak Street 1"})
    assert "You answered this" in again
    assert Moment.objects.filter(customer=ana).count() == 1
    assert Fact.objects.filter(customer=ana).count() == 1


def test_what_is_wrong_is_said_and_nothing_typed_is_lost() -> None:
    link = link_to(builders.customer(), "address")
    answer = Client().post(path(link), {"name": "Ana", "street": "", "city": "Vienna", "phone": "call me"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert 'value="call me"' in page
    assert "Please fill this in." in page
    assert not Moment.objects.exists()
    answer = Client().post(path(link), {"name": "Ana", "street": "Elm Road 9", "city": "Vienna", "phone": "call me"})
    assert answer.status_code == 422
    assert not Moment.objects.exists(), "a part that is refused takes the whole back"


def test_preferences_are_put_right_added_and_taken_back() -> None:
    ana = builders.customer()
    tea, window = fact(ana, "Green tea"), fact(ana, "A window seat")
    fact(ana, "Divorced since May", unspoken=True)
    fact(ana, "Owes us a call", visible=False)
    link = link_to(ana, "preferences")
    page = seen(link)
    assert "Green tea" in page
    assert "Divorced" not in page
    assert "Owes us" not in page
    answer = {
        f"fact-{tea.public_id}": "Black tea",
        f"fact-{window.public_id}": "",
        "more": "Has epilepsy\n\nLikes jazz",
    }
    send(link, **answer)
    tea.refresh_from_db()
    window.refresh_from_db()
    assert tea.replaced_by is not None
    assert (tea.replaced_by.text, tea.replaced_by.origin) == ("Black tea", "said")
    assert window.expires_at is not None
    assert window.contradicted == 1
    assert FactMark.objects.get(fact=window).note == "They took it back."
    assert set(Fact.objects.filter(at__gt=window.at + timedelta(days=1)).values_list("text", flat=True)) == {
        "Black tea",
        "Has epilepsy",
        "Likes jazz",
    }
    told = str(Moment.objects.get(customer=ana).payload)
    assert "epilepsy" not in told, "what is sensitive stands in the facts alone, masked"


def test_what_is_sensitive_is_not_spelled_out_to_whoever_has_the_link() -> None:
    ana = builders.customer()
    visit(ana)
    page = link_to(ana)
    assert "We have noted nothing yet." in seen(page)
    send(page, act="more", more="I have epilepsy\nMy divorce\nGreen tea, please")
    fact(ana, "Diabetes", kind="need", sensitive=True)
    fact(ana, "Owes money since May", sensitive=True, visible=False)
    for what in ("page", "preferences", "booking"):
        shown = seen(link_to(ana, what))
        assert not [one for one in ("epilepsy", "Diabetes", "Owes money") if one in shown], what
    shown = seen(page)
    assert "Green tea" in shown
    assert "Something about health" in shown
    assert shown.count("Something about health") == 1
    assert "Something about money" not in shown
    hidden = Fact.objects.get(text="Diabetes")
    refused = Client().post(path(page), {"act": "fact", "fact": hidden.public_id, "text": ""})
    assert refused.status_code == 422
    hidden.refresh_from_db()
    assert hidden.expires_at is None


def test_two_clicks_say_one_thing_once() -> None:
    link = link_to(builders.customer())
    for _ in range(2):
        send(link, act="more", more="Green tea, please")
    assert (Fact.objects.get().sightings, Moment.objects.count()) == (1, 1)


def test_what_they_put_right_is_understood_anew() -> None:
    ana = builders.customer()
    was = [
        fact(ana, text="No nuts", kind="need", allergen="nuts"),
        fact(ana, text="Birthday on 14 May", kind="date", day="05-14"),
        fact(ana, text="A quiet table"),
        fact(ana, text="Nothing with stones in it", kind="need", allergen="nuts"),
    ]
    link = link_to(ana)
    now = ("No sesame", "Birthday on 15 May", "A quiet table, she is pregnant", "Nothing with hard bits in it")
    for one, text in zip(was, now, strict=True):
        send(link, act="fact", fact=one.public_id, text=text)
    known = Fact.objects.filter(replaced_by=None).order_by("pk").values_list("text", "allergen", "day", "sensitive")
    marked = [("sesame", "", False), ("", "05-15", False), ("", "", True), ("nuts", "", False)]
    assert list(known) == [(text, *more) for text, more in zip(now, marked, strict=True)]


def test_their_page_shows_what_is_theirs_and_takes_corrections() -> None:
    ana = builders.customer()
    order(ana)
    visit(ana)
    tea = fact(ana, "Green tea")
    link = link_to(ana)
    page = seen(link)
    for known in ("Green tea", "L-1001", "€38.90", "Double room", "ana@nordbake.example"):
        assert known in page
    send(link, act="call", name="Ana N.", greeting="Ana")
    send(link, act="fact", fact=tea.public_id, text="Black tea")
    send(link, act="more", more="Vegetarian")
    ana.refresh_from_db()
    assert (ana.name, ana.greeting) == ("Ana N.", "Ana")
    assert "Black tea" in seen(link)
    assert Moment.objects.filter(customer=ana, kind="form.answered").count() == 3


@pytest.mark.parametrize("wish", ["export", "erase"])
def test_a_wish_for_their_data_is_something_to_do_once(wish: str) -> None:
    ana = builders.customer()
    link = link_to(ana)
    send(link, act=wish)
    send(link, act=wish)
    assert Task.objects.get(customer=ana).kind == wish
    assert Moment.objects.get(customer=ana).kind == "wish.asked"


def test_a_link_opens_nothing_without_its_signature_or_after_its_end() -> None:
    ana = builders.customer()
    link = link_to(ana)
    assert Client().get(f"/my/{link.public_id}").status_code == 404
    assert Client().get(f"/my/{link.public_id}.forged").status_code == 404
    now = timezone.now()
    PersonalLink.objects.filter(pk=link.pk).update(expires_at=now)
    assert Client().get(path(link)).status_code == 410
    other = link_to(ana)
    links.withdraw(other, builders.agent(), now)
    assert Client().get(path(other)).status_code == 410
    assert Client().post(path(other), {"act": "more", "more": "Tea"}).status_code == 410


def test_after_a_merge_a_link_no_longer_opens_what_is_somebody_elses_too() -> None:
    ana, boris = builders.customer(), builders.customer("Boris Okafor", "boris@veloworks.example")
    link = link_to(ana)
    Customer.objects.filter(pk=ana.pk).update(merged_into=boris)
    assert Client().get(path(link)).status_code == 410


def test_a_page_speaks_the_customers_language() -> None:
    ana = builders.customer()
    Customer.objects.filter(pk=ana.pk).update(language="de-AT")
    assert 'lang="de"' in seen(link_to(ana))


@pytest.mark.parametrize(
    ("theirs", "agents", "day"), [("Pacific/Auckland", "", 2), ("", "Pacific/Auckland", 2), ("", "", 1)]
)
def test_a_page_tells_times_by_their_clock(theirs: str, agents: str, day: int) -> None:
    ana = builders.customer()
    order(ana)
    Customer.objects.filter(pk=ana.pk).update(time_zone=theirs)
    Agent.objects.filter(pk=builders.agent().pk).update(time_zone=agents)
    Order.objects.update(ordered_at=datetime(2026, 5, 1, 20, tzinfo=UTC))
    assert f"{day} May 2026" in seen(link_to(ana))
    link = link_to(ana, "address")
    send(link, name="Ana Novak", street="Elm Road 9", city="Vienna")
    PersonalLink.objects.filter(pk=link.pk).update(answered_at=datetime(2026, 5, 1, 20, tzinfo=UTC))
    assert f"You answered this on {day} May 2026." in re.sub("<[^>]*>", "", seen(link))


def test_a_link_is_made_beside_the_conversation_in_which_it_is_to_be_sent() -> None:
    ana, ada = builders.customer(), builders.signed_in()
    talk = builders.conversation(ana)
    builders.messages(talk, ["Where do I tell you my new address?"])
    path = f"/conversations/{talk.public_id}"
    at = f'action="/customers/{ana.public_id}/links"'
    assert at in ada.get(path).content.decode()
    sent = {"what": "address", "days": "7"}
    answer = ada.post(f"/customers/{ana.public_id}/links", sent, headers={"Referer": f"http://testserver{path}"})
    assert answer.headers["Location"] == f"http://testserver{path}#links"
    link = PersonalLink.objects.get()
    assert links.token(link) in ada.get(path).content.decode()
    elsewhere = ada.post(f"/customers/{ana.public_id}/links", sent, headers={"Referer": "https://elsewhere.example/x"})
    assert elsewhere.headers["Location"] == f"/customers/{ana.public_id}#links"


def test_an_agent_makes_a_link_and_ends_it() -> None:
    ana, ada = builders.customer(), builders.signed_in()
    page = ada.post(f"/customers/{ana.public_id}/links", {"what": "address", "days": "7"}, follow=True)
    link = PersonalLink.objects.get()
    assert links.token(link) in page.content.decode()
    ada.post(f"/customers/{ana.public_id}/links/{link.public_id}/withdraw")
    assert Client().get(path(link)).status_code == 410
    refused = ada.post(f"/customers/{ana.public_id}/links", {"what": "address", "days": "365"}, follow=True)
    assert "1 to 90 days" in refused.content.decode()
    assert PersonalLink.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "read"), [("9:05", "09:05"), ("23.59", "23:59"), ("24:00", ""), ("noon", ""), ("1:5", "")]
)
def test_times_of_day(written: str, read: str) -> None:
    assert forms.clock(written) == read
