"""Giving on screen: from a conversation to what was given, and what stands on a customer's page."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regulars.book.leaving.carrying import carry_out
from regulars.book.leaving.reducing import Reducing
from regulars.book.leaving.slots import LEAVING
from regulars.book.leaving.whose import whose
from regulars.book.models import Customer, Erasure, Task
from regulars.gestures import shown
from regulars.gestures.models import AmendsSetting, Chosen, Gesture, Offer, Redemption, Sending, Voucher, Webhook
from regulars.gestures.vouchers.issuing import code_of
from regulars.intake.models import Inbox
from regulars.staff.models import Allowance, Team
from tests import builders
from tests.builders import signed_in

from .builders import NOW, ana, everything, gave, offered, order
from .test_webhooks import set_up

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


@pytest.fixture
def of() -> Customer:
    """Ana Novak, with an order, a visit and a reward."""
    made = ana()
    everything(made)
    return made


def page(client: Client, path: str) -> str:
    """What stands there."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_the_section_takes_one_statement_however_much_was_given(of: Customer) -> None:
    for _ in range(5):
        gave(of, "handwritten_note", 0, reason_beyond="Once more.")
    offered(of)
    ada = builders.agent()
    assert ada.granted
    with CaptureQueriesContext(connection) as statements:
        made = shown.section(of, ada, NOW)
    assert len(statements) == 1
    assert made is not None
    assert (len(made["lines"]), made["more"]) == (3, True)


@pytest.mark.sqlite
def test_given_beside_a_conversation_with_one_sentence_beyond(client: Client, of: Customer) -> None:
    on = builders.conversation(of)
    beside = page(client, f"/conversations/{on.public_id}")
    path = f"/customers/{of.public_id}/give-something?conversation={on.public_id}"
    assert path in beside
    small = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in small
    assert "let them choose" in small
    form = page(client, path)
    assert "You may give €300.00 more" in form
    sent = {name: re.findall(f'name="{name}" value="([^"]*)"', form)[0] for name in ("once", "conversation")}
    sent |= {"code": "voucher", "worth": "400", "why": "It leaks.", "how": "give"}
    asked = client.post(path, sent)
    assert asked.status_code == 422
    assert "€300.00 left of your allowance" in asked.content.decode()
    assert 'value="400"' in asked.content.decode()
    for _ in range(2):
        done = client.post(path, sent | {"reason_beyond": "Her wedding was spoilt."})
        assert done.status_code == 302
    made = Gesture.objects.get()
    assert (made.worth, made.conversation, made.public_id, made.gift) == (40_000, on, sent["once"], False)
    assert done.url == f"/gestures/{made.public_id}"
    said = page(client, done.url)
    assert code_of(Voucher.objects.get()) in said
    assert "Her wedding was spoilt." in said
    assert "€400.00" in page(client, f"/customers/{of.public_id}")
    Inbox.objects.get().teams.add(Team.objects.create(name="Others"))
    hidden = page(client, done.url)
    assert "wedding" not in hidden
    assert "It leaks" not in hidden


@pytest.mark.sqlite
def test_a_choice_is_prepared_and_what_they_say_is_written_down(client: Client, of: Customer) -> None:
    path = f"/customers/{of.public_id}/give-something"
    assert client.post(path, {"how": "offer", "offer": ["voucher"]}).status_code == 422
    made = client.post(path, {"how": "offer", "offer": ["longer_stay", "voucher", "credit_note"], "severity": "minor"})
    offer = Offer.objects.get()
    assert made.url == f"/offers/{offer.public_id}"
    assert "/my/choice/" in page(client, made.url)
    assert client.post(f"{made.url}/choose", {"words": "The credit."}).status_code == 422
    taken = client.post(f"{made.url}/choose", {"code": "longer_stay", "words": "The longer stay, oh yes."})
    assert Chosen.objects.get().words == "The longer stay, oh yes."
    assert "oh yes" in page(client, made.url)
    assert "to be done" in page(client, f"/customers/{of.public_id}")
    client.post(f"{taken.url}/settle", {"act": "failed", "words": "Sold out."})
    assert Gesture.objects.get().state == "failed"
    assert "Sold out." in Task.objects.get().reason
    client.post(f"{taken.url}/settle", {"act": "done"})
    assert Gesture.objects.get().state == "given"
    client.post(f"/offers/{offer.public_id}/withdraw")
    assert Offer.objects.get().withdrawn_at is None


def test_a_voucher_is_looked_at_and_redeemed_on_a_page(client: Client, of: Customer) -> None:
    code = code_of(Voucher.objects.get(gesture=gave(of, "voucher", 2_000)))
    assert client.post("/vouchers/look", {"code": "7K3M-9QTR-4D2H"}).status_code == 422
    assert "Redeem it: take off €20.00" in client.post("/vouchers/look", {"code": code.lower()}).content.decode()
    assert client.post("/vouchers/redeem", {"code": code, "purchase": "1001"}).status_code == 302
    assert Redemption.objects.get().purchase == "1001"
    again = client.post("/vouchers/redeem", {"code": code, "purchase": "1002"})
    assert again.status_code == 422
    assert "Ada Byrne, for 1001" in again.content.decode()


def test_credit_is_used_once_for_two_clicks(client: Client, of: Customer) -> None:
    gave(of, "credit_note", 2_000)
    path = f"/customers/{of.public_id}"
    once = re.findall(r'name="once" value="(\w+)"', page(client, f"{path}/gestures"))[0]
    sent = {"once": once, "currency": "EUR", "amount": "12.50", "purchase": "1001"}
    for _ in range(2):
        assert client.post(f"{path}/credit", sent).status_code == 302
    assert "€7.50" in page(client, f"{path}/gestures")
    much = client.post(f"{path}/credit", sent | {"once": "x", "amount": "8"})
    assert much.status_code == 422
    assert "€7.50" in much.content.decode()
    assert client.post(f"{path}/credit", sent | {"amount": "much"}).status_code == 422


def test_what_the_owner_settles_holds(of: Customer) -> None:
    client = signed_in("owner")
    assert client.post("/allowances/role/agent", {"amount": "50", "period": "week"}).status_code == 302
    assert client.post("/allowances/role/agent", {"amount": "much", "period": "week"}).status_code == 422
    assert client.post("/allowances/role/agent", {"amount": "5", "period": "year"}).status_code == 422
    row = Allowance.objects.get()
    assert (row.amount, row.period) == (5_000, "week")
    usual = {"currency": "chf", "minor": "10", "serious": "20", "severe": "30"}
    assert client.post("/allowances/usual", usual).status_code == 302
    assert "CHF" in page(client, "/allowances")
    for severity, band in {"": "CHF 0.00 to CHF 10.00", "severe": "CHF 20.00 to CHF 30.00"}.items():
        assert f"{band} is usual here" in page(client, f"{give(of)}?severity={severity}").replace("\xa0", " ")
    ada = builders.agent()
    assert client.post(f"/allowances/person/{ada.public_id}", {"amount": "70", "period": "day"}).status_code == 302
    assert client.post(f"/allowances/person/{ada.public_id}", {"act": "as_role"}).status_code == 302
    own = client.post(f"/allowances/person/{builders.agent('owner').public_id}", {"amount": "9", "period": "day"})
    assert own.status_code == 422
    amends = {"at_least": "1", "at_most": "2", "times": "1", "days": "9", "cost_percent": "50", "role": "lead"}
    assert client.post("/amends/voucher", amends | {"days": "x"}).status_code == 422
    assert client.post("/amends/voucher", amends).status_code == 302
    settled = AmendsSetting.objects.get()
    assert (settled.on, settled.at_most, settled.roles) == (False, 200, ["lead"])
    assert "not given here" in page(client, "/amends")
    assert "voucher" not in re.findall(r'name="code" id="g-(\w+)"', page(signed_in(), give(of)))


def give(of: Customer) -> str:
    """The page on which one gives."""
    return f"/customers/{of.public_id}/give-something"


def test_a_system_is_set_up_and_what_waits_is_tried_again(of: Customer) -> None:
    client = signed_in("owner")
    sent = {"name": "Shop", "address": "https://shop.example/amends", "code": ["refund"], "on": "yes"}
    made = client.post("/webhooks/new", sent).content.decode()
    assert "whsec_" in made
    row = Webhook.objects.get()
    assert (row.codes, row.on, row.inside) == (["refund"], True, False)
    assert "whsec_" not in page(client, f"/webhooks/{row.public_id}")
    assert client.post("/webhooks/new", sent | {"address": "shop"}).status_code == 422
    assert client.post(f"/webhooks/{row.public_id}", sent | {"name": ""}).status_code == 422
    assert "whsec_" in client.post(f"/webhooks/{row.public_id}/secret").content.decode()
    gave(of, "refund", 1_000)
    Sending.objects.update(state="parked", answer="Broken.")
    waits = Sending.objects.get()
    assert "Broken." in page(client, "/webhooks")
    assert client.post(f"/sendings/{waits.public_id}/again").status_code == 302
    assert Sending.objects.get().state == "waiting"
    assert signed_in("lead").get("/webhooks").status_code == 403


@pytest.mark.sqlite
def test_the_lead_looks_back_and_nobody_else(client: Client, of: Customer) -> None:
    made = gave(of, "voucher", 2_000, reason_beyond="Her wedding.", now=timezone.now())
    lead = signed_in("lead")
    assert "Her wedding." in page(lead, "/giving/review")
    assert lead.post(f"/gestures/{made.public_id}/seen", {"note": "Quite right."}).status_code == 302
    assert "Quite right." in page(lead, "/giving/review")
    lead.post(f"/gestures/{made.public_id}/seen", {"undo": "yes"})
    assert "Quite right." not in page(lead, "/giving/review")
    assert client.get("/giving/review").status_code == 403
    assert "€20.00" in page(client, "/giving")
    # Who leads sees the team's, and first where they gave nothing themselves; nobody else does.
    assert "What all of you gave lately" in page(lead, "/giving")
    assert "What you gave lately" in page(lead, "/giving?show=mine")
    assert "What all of you gave lately" not in page(client, "/giving?show=team")
    assert page(lead, "/giving/review?back=nonsense")


@pytest.mark.sqlite
def test_what_was_given_is_handed_out_and_its_words_go_with_the_person(of: Customer) -> None:
    order(of, "1002")
    set_up("http://127.0.0.1:9/", "refund")
    voucher = gave(of, "voucher", 2_000, why="She is ill.")
    waits = gave(of, "refund", 1_000, why="She is ill.", reason_beyond="She is very ill.")
    offered(of, why="She is ill.")
    (room,) = [one for name, one in LEAVING if name == "gestures"]
    parts = {part.name: list(part.rows()) for part in room.parts(whose(of), Reducing(frozenset()))}
    assert parts["gestures"][0]["what"].startswith("A voucher")
    assert len(parts["offers"][0]["what"]) == 2
    assert parts["vouchers"][0]["worth"] == 2_000
    erasure = Erasure.objects.create(customer=of, asked_at=NOW, due_at=NOW)
    assert carry_out(erasure, NOW) is None
    voucher.refresh_from_db()
    waits.refresh_from_db()
    assert (voucher.state, voucher.why, waits.state, waits.beyond) == ("given", "", "taken_back", "")
    sending = Sending.objects.get()
    assert (sending.state, sending.body) == ("stopped", "")
    assert Offer.objects.get().withdrawn_at == NOW
    assert Voucher.objects.get().withdrawn_at is None
