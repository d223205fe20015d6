"""Facts over HTTP: noting one with two keys, what is masked, forgetting and its undo, and the list of renewals."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from regulars.book.facts import acts
from regulars.book.facts.course import UNUSED, Said
from regulars.book.models import Customer, Fact
from regulars.engine.models import AuditEntry
from regulars.intake.models import Inbox
from tests import builders
from tests.builders import NOW, agent, customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.slow]
HX: dict[str, Any] = {"HTTP_HX_REQUEST": "true"}


def sent(client: Client, path: str, *, status: int = 200, **more: Any) -> str:
    """The answer to a POST of these fields."""
    headers = {name: more.pop(name) for name in list(more) if name.startswith("HTTP_")}
    answer = client.post(path, more, **headers)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def noted(of: Customer, text: str = "no nuts, his daughter", **more: Any) -> Fact:
    """A fact, written down by Ada."""
    made = acts.add(of, Said(text, more.pop("kind", "need"), **more), agent(), more.pop("now", NOW))
    assert isinstance(made, Fact)
    return made


def test_a_line_is_proposed_and_kept_with_one_more_key() -> None:
    ana, client = customer(), signed_in()
    form = sent(client, f"/customers/{ana.public_id}/facts/propose", text="no nuts, his daughter", **HX)
    assert 'value="no nuts, his daughter"' in form
    assert '<option value="need" selected>' in form
    assert '<option value="nuts" selected>' in form
    assert "about their daughter" in form
    assert "autofocus" in form
    assert not Fact.objects.exists()
    shown = sent(
        client,
        f"/customers/{ana.public_id}/facts/add",
        text="no nuts, his daughter",
        kind="need",
        holds="standing",
        allergen="nuts",
        origin="said",
        **HX,
    )
    assert "no nuts, his daughter" in shown
    fact = Fact.objects.get()
    assert (fact.kind, fact.allergen, fact.standing, fact.agent) == ("need", "nuts", True, agent())
    assert "no nuts, his daughter" in client.get(f"/customers/{ana.public_id}").content.decode()


def test_without_a_script_the_proposal_is_a_page_and_what_is_wrong_loses_nothing() -> None:
    ana, client = customer(), signed_in()
    page = sent(client, f"/customers/{ana.public_id}/facts/propose", text="14 May")
    assert "It is not clear what this is" in page
    assert "<!doctype html>" in page
    path = f"/customers/{ana.public_id}/facts/add"
    page = sent(client, path, text="born in spring", kind="date", day="31 June", expires="2001-02-30", place="Lisbon")
    assert "1 thing" not in page
    assert "2 things to put right" in page
    for typed in ("born in spring", "31 June", "Lisbon"):
        assert f'value="{typed}"' in page
    assert not Fact.objects.exists()
    assert client.post(path, {"text": "born in spring", "kind": "date", "day": "14 May"}).status_code == 302
    assert Fact.objects.get().day == "05-14"


def test_a_sensitive_one_is_masked_and_looking_at_it_is_in_the_trail() -> None:
    ana, client = customer(), signed_in()
    fact = noted(ana, "is pregnant", sensitive=True)
    pages = [f"/customers/{ana.public_id}", f"/customers/{ana.public_id}/facts", f"/facts/{fact.public_id}"]
    for path in pages:
        page = client.get(path).content.decode()
        assert "is pregnant" not in page
        assert "Something about health" in page
    assert "is pregnant" in sent(client, f"/facts/{fact.public_id}/show", **HX)
    entry = AuditEntry.objects.get(act="fact.shown")
    assert (entry.subject, entry.by_id) == (f"fact:{fact.public_id}", agent().public_id)
    assert "pregnant" not in entry.payload
    assert "is pregnant" in sent(client, f"/facts/{fact.public_id}/show")
    assert client.get(f"/facts/{fact.public_id}/correct").status_code == 302
    assert "is pregnant" in sent(client, f"/facts/{fact.public_id}/show?correct")


def test_what_is_covered_later_is_covered_in_its_history_too() -> None:
    ana, client = customer(), signed_in()
    fact = noted(ana, "is pregnant")
    path = f"/facts/{fact.public_id}"
    assert "is pregnant" in client.get(path).content.decode()
    covered = replace(acts.said_by(fact), text="is pregnant, due in May", sensitive=True)
    assert isinstance(acts.correct(fact, covered, agent(), NOW), Fact)
    assert "is pregnant" not in client.get(path, follow=True).content.decode()


def test_who_may_not_look_cannot() -> None:
    fact = noted(customer(), "is pregnant", sensitive=True)
    client = signed_in("night-shift")
    assert client.post(f"/facts/{fact.public_id}/show").status_code == 403
    assert client.get(f"/facts/{fact.public_id}").status_code == 403


def test_forgetting_can_be_undone_for_minutes_and_is_then_for_good() -> None:
    ana, client = customer(), signed_in()
    fact = noted(ana)
    shown = sent(client, f"/facts/{fact.public_id}/forget", **HX)
    assert "no nuts" not in shown
    assert f"/facts/{fact.public_id}/recall" in shown
    assert client.get(f"/facts/{fact.public_id}").status_code == 404
    back = client.post(
        f"/facts/{fact.public_id}/recall", headers={"referer": f"http://testserver/customers/{ana.public_id}"}
    )
    assert back.headers["Location"].endswith(ana.public_id)
    assert client.get(f"/facts/{fact.public_id}").status_code == 200
    sent(client, f"/facts/{fact.public_id}/forget", status=302)
    acts.erase_forgotten(timezone.now() + timedelta(minutes=6))
    assert not Fact.objects.exists()
    assert "It is gone." in client.post(f"/facts/{fact.public_id}/recall", follow=True).content.decode()
    assert not AuditEntry.objects.filter(payload__contains="nuts").exists()


def test_marks_are_counted_and_taken_back_and_how_it_is_known_is_told() -> None:
    ana, client = customer(), signed_in()
    moment = builders.messages(builders.conversation(ana), ["No nuts for my daughter, please."])[0]
    made = acts.add(ana, Said("no nuts, his daughter", "need"), agent("lead"), NOW, moment=moment)
    assert isinstance(made, Fact)
    path = f"/facts/{made.public_id}"
    for _ in range(2):
        assert "honoured once" in sent(client, f"{path}/mark/honoured", **HX)
    assert "did not fit once" in sent(client, f"{path}/mark/contradicted", **HX)
    client.post(f"{path}/unmark/contradicted")
    page = client.get(path).content.decode()
    assert "Leo Marsh" in page
    assert "Ada Byrne" in page
    assert "did not fit" not in page
    assert f"?to={moment.public_id}#latest" in page
    assert client.post(f"{path}/mark/sighted").status_code == 404


def test_a_corrected_one_leads_on_and_keeps_what_it_said() -> None:
    ana, client = customer(), signed_in()
    fact = noted(ana)
    path = f"/facts/{fact.public_id}/correct"
    assert 'value="no nuts, his daughter"' in client.get(path).content.decode()
    assert "Write in a few words" in sent(client, path, text="", kind="need")
    sent(client, path, status=302, text="no peanuts, his son", kind="need", allergen="peanuts")
    assert "Somebody has corrected" in sent(client, path, text="no soy", kind="need")
    page = client.get(f"/facts/{fact.public_id}", follow=True).content.decode()
    assert "no peanuts, his son" in page
    assert "no nuts, his daughter" in page
    assert "no nuts" not in client.get(f"/customers/{ana.public_id}/facts").content.decode()


def test_what_nobody_used_for_a_year_asks_to_be_renewed() -> None:
    ana, client = customer(), signed_in()
    fact = noted(ana)
    noted(ana, "birthday 14 May", kind="date", day="05-14")
    assert "Nothing to renew" in client.get("/facts/renew").content.decode()
    Fact.objects.update(used_at=timezone.now() - UNUSED)
    page = client.get("/facts/renew").content.decode()
    assert "no nuts, his daughter" in page
    assert "birthday" not in page
    answer = client.post(f"/facts/{fact.public_id}/mark/renewed?renew")
    assert answer.headers["Location"] == "/facts/renew"
    assert "Nothing to renew" in client.get("/facts/renew").content.decode()


def test_what_a_message_says_is_remembered_with_where_it_was_said() -> None:
    ana, client = customer(), signed_in()
    talk = builders.conversation(ana)
    moment = builders.messages(talk, ["No nuts for my daughter, please."])[0]
    path = f"/messages/{moment.public_id}/remember"
    assert f'href="{path}"' in client.get(f"/conversations/{talk.public_id}").content.decode()
    page = client.get(path).content.decode()
    assert "No nuts for my daughter" in page
    assert f'name="moment" value="{moment.public_id}"' in page
    form = sent(client, f"/customers/{ana.public_id}/facts/propose", text="no nuts", moment=moment.public_id)
    assert f'name="moment" value="{moment.public_id}"' in form
    sent(
        client,
        f"/customers/{ana.public_id}/facts/add",
        status=302,
        text="no nuts",
        kind="need",
        moment=moment.public_id,
    )
    assert Fact.objects.get().moment == moment
    Inbox.objects.get().teams.create(name="Owners")
    assert client.get(path).status_code == 404
