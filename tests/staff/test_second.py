"""The second factor: codes of an app, recovery codes, and roles that ask for one."""

import json
import re
import time
from datetime import timedelta
from hashlib import sha256

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from regulars.staff import invitations
from regulars.staff.models import Agent, Invitation, Role
from regulars.staff.second import factors
from regulars.staff.trail import Actor
from tests.builders import PASSWORD, agent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, steps: int = 0) -> str:
    """What the app shows, so many half minutes from now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + steps))


def half_in(client: Client, onward: str = "") -> str:
    """Give the right password; where that leads."""
    sent = {"email": "ada@desk.example", "password": PASSWORD, "next": onward}
    return str(client.post("/sign-in", sent).url)


@pytest.fixture
def codes() -> list[str]:
    """Ada has tied an app; her recovery codes."""
    ada = agent(with_password=True)
    found = factors.tie_app(Actor(ada), SECRET, code(), timezone.now())
    assert isinstance(found, list)
    return found


def test_an_app_is_tied_with_its_first_code() -> None:
    agent(with_password=True)
    client = signed_in()
    page = client.get("/account/second/app").content.decode()
    secret, signed = re.search(r'handle">([A-Z2-7]+)<', page), re.search(r'name="secret" value="([^"]+)"', page)
    assert secret
    assert signed
    assert "<svg" in page
    wrong = client.post("/account/second/app", {"secret": signed[1], "code": "000000", "password": PASSWORD})
    assert wrong.status_code == 422
    assert secret[1] in wrong.content.decode()
    done = client.post("/account/second/app", {"secret": signed[1], "code": code(secret[1]), "password": PASSWORD})
    assert len(re.findall(r"<li><code>", done.content.decode())) == 10
    assert factors.has_second(agent())


def test_a_seat_left_open_is_not_enough_to_tie_an_app() -> None:
    ada = agent(with_password=True)
    signed = factors.signing.dumps([ada.pk, SECRET], salt=factors.SALT)
    answer = signed_in().post("/account/second/app", {"secret": signed, "code": code(), "password": "wrong"})
    assert answer.status_code == 422
    assert not factors.has_second(ada)


def test_the_secret_of_another_is_not_taken() -> None:
    agent(with_password=True)
    signed = factors.signing.dumps([agent("lead").pk, SECRET], salt=factors.SALT)
    answer = signed_in().post("/account/second/app", {"secret": signed, "code": code(), "password": PASSWORD})
    assert "open for too long" in answer.content.decode()


def test_signing_in_takes_the_password_and_the_code(codes: list[str]) -> None:
    client = Client()
    assert half_in(client, "/search?q=kettle") == "/sign-in/second"
    assert client.get("/").url.startswith("/sign-in")
    assert "does not count" in client.post("/sign-in/second", {"code": "000000"}).content.decode()
    assert client.post("/sign-in/second", {"code": code()}).url == "/search?q=kettle"
    assert client.get("/account").status_code == 200


def test_a_code_counts_once_and_no_older_one_after_it(codes: list[str]) -> None:
    now = timezone.now()
    assert factors.check_code(agent(), code(), now) is None
    assert factors.check_code(agent(), code(), now) is not None
    assert factors.check_code(agent(), code(steps=-1), now) is not None
    assert factors.check_code(agent(), code(steps=1), now) is None


def test_each_recovery_code_counts_once(codes: list[str]) -> None:
    assert len(set(codes)) == 10
    client = Client()
    half_in(client)
    assert client.post("/sign-in/second", {"code": codes[3]}).url == "/today"
    again = Client()
    half_in(again)
    assert again.post("/sign-in/second", {"code": codes[3]}).status_code == 422
    assert again.post("/sign-in/second", {"code": codes[4]}).url == "/today"
    assert factors.factors(agent()).codes_left == 8


def test_new_recovery_codes_make_the_old_ones_worthless(codes: list[str]) -> None:
    page = signed_in().post("/account/second/codes", {"password": PASSWORD}).content.decode()
    fresh = re.findall(r"<li><code>(\w+)</code>", page)
    assert len(fresh) == 10
    assert factors.check_code(agent(), codes[0], timezone.now()) is not None
    assert factors.check_code(agent(), fresh[0], timezone.now()) is None


def test_guessing_ends_after_some_tries(codes: list[str]) -> None:
    now = timezone.now()
    for _ in range(factors.TRIES):
        factors.check_code(agent(), "000000", now)
    refused = factors.check_code(agent(), code(), now)
    assert refused is not None
    assert "Too many tries" in refused.reason
    assert factors.check_code(agent(), code(), now + timedelta(minutes=31)) is None


def test_half_a_sign_in_ends_after_ten_minutes(codes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    half_in(client)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("regulars.staff.pages.halfway.timezone.now", lambda: later)
    assert client.post("/sign-in/second", {"code": code()}).url == "/sign-in"


def test_half_a_sign_in_ends_with_a_new_password(codes: list[str]) -> None:
    client = Client()
    half_in(client)
    ada = agent()
    ada.set_password("another green teapot")
    ada.save()
    assert client.post("/sign-in/second", {"code": code()}).url == "/sign-in"


def test_a_role_can_ask_for_a_second_factor() -> None:
    agent(with_password=True)
    Role.objects.create(name="agent", label="Agent", permissions=["book.read"], needs_second=True)
    client = Client()
    assert half_in(client) == "/sign-in/set-up"
    assert client.get("/").status_code == 302
    page = client.get("/sign-in/set-up").content.decode()
    secret, signed = re.search(r'handle">([A-Z2-7]+)<', page), re.search(r'name="secret" value="([^"]+)"', page)
    assert secret
    assert signed
    done = client.post("/sign-in/set-up", {"secret": signed[1], "code": code(secret[1])})
    assert "recovery codes" in done.content.decode()
    assert client.get("/account").status_code == 200


def test_who_has_one_cannot_set_up_another_halfway(codes: list[str]) -> None:
    client = Client()
    half_in(client)
    signed = factors.signing.dumps([agent().pk, SECRET], salt=factors.SALT)
    assert client.post("/sign-in/set-up", {"secret": signed, "code": code()}).url == "/sign-in"


def test_secrets_are_sealed_at_rest(codes: list[str]) -> None:
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert "secret" in kept


def test_the_last_one_taken_away_takes_the_recovery_codes_along(codes: list[str]) -> None:
    client = signed_in()
    assert client.post("/account/second/app/remove", {"password": "wrong"}).status_code == 422
    assert client.post("/account/second/app/remove", {"password": PASSWORD}).url == "/account/second"
    assert not Authenticator.objects.exists()


def test_somebody_who_lost_theirs_is_helped_by_the_owner(codes: list[str]) -> None:
    ada = agent()
    assert signed_in("lead").post(f"/staff/people/{ada.public_id}/second/remove").status_code == 403
    assert signed_in("owner").post(f"/staff/people/{ada.public_id}/second/remove").status_code == 302
    client = Client()
    assert half_in(client) == "/today"


def test_a_switched_off_agent_stays_out_halfway(codes: list[str]) -> None:
    client = Client()
    half_in(client)
    Agent.objects.update(is_active=False)
    assert client.post("/sign-in/second", {"code": code()}).url == "/sign-in"


def test_a_newcomer_whose_role_asks_for_one_sets_it_up_first() -> None:
    Role.objects.create(name="agent", label="Agent", permissions=["book.read"], needs_second=True)
    made = invitations.invite(Actor(agent("owner")), "mo@desk.example", "agent", (), timezone.now())
    assert isinstance(made, Invitation)
    client = Client()
    typed = {"name": "Mo Field", "password": PASSWORD, "time_zone": "UTC"}
    assert client.post(f"/join/{invitations.token(made)}", typed).url == "/sign-in/set-up"
    assert client.get("/").url.startswith("/sign-in")
    assert client.get("/sign-in/set-up").status_code == 200


def test_a_seat_left_open_does_not_take_its_own_away(codes: list[str]) -> None:
    Role.objects.create(name="agent", label="Agent", permissions=["staff.manage"])
    client = signed_in()
    assert client.post(f"/staff/people/{agent().public_id}/second/remove").status_code == 422
    assert factors.has_second(agent())


def made_passkey(challenge: str) -> str:
    """What a browser at localhost answers that makes a passkey for this challenge."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    credential = AttestedCredentialData.create(b"\0" * 16, b"key", ES256.from_cryptography_key(public))
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    proof = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0, credential)
    said = json.dumps({"type": "webauthn.create", "challenge": challenge, "origin": "http://localhost"}).encode()
    response = {"clientDataJSON": websafe_encode(said)}
    response["attestationObject"] = websafe_encode(bytes(AttestationObject.create("none", proof, {})))
    named = websafe_encode(b"key")
    return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})


@pytest.mark.parametrize(("asked", "kept"), [("/account/second/passkeys/ask", True), ("/sign-in/passkey/ask", False)])
def test_a_seat_left_open_is_not_enough_to_add_a_passkey(asked: str, kept: bool) -> None:
    agent(with_password=True)
    client = signed_in()
    asking = client.post(asked, {"password": PASSWORD}, headers={"host": "localhost"}).json()
    typed = {"name": "mine", "answer": made_passkey(asking["publicKey"]["challenge"])}
    client.post("/account/second/passkeys/keep", typed, headers={"host": "localhost"})
    assert factors.has_second(agent()) is kept


def test_who_has_none_loses_the_seat_once_the_role_asks_for_one(codes: list[str]) -> None:
    olga, ada, leo = signed_in("owner"), signed_in(), signed_in("lead")
    settled = {"permission": ["book.read"], "needs_second": "yes"}
    olga.post("/staff/roles/agent/settle", settled)
    olga.post("/staff/roles/lead/settle", settled)
    assert ada.get("/account").status_code == 200
    assert leo.get("/account").url.startswith("/sign-in")


def test_who_is_given_a_role_that_asks_for_one_loses_the_seat() -> None:
    Role.objects.create(name="lead", label="Lead", permissions=["book.read"], needs_second=True)
    ada, other = signed_in(), signed_in("night-shift")
    assert signed_in("owner").post(f"/staff/people/{agent().public_id}", {"role": "lead"}).status_code == 302
    assert ada.get("/account").url.startswith("/sign-in")
    assert other.get("/account").status_code == 200


def test_who_asks_it_of_themselves_sets_one_up_at_once() -> None:
    olga = signed_in("owner")
    assert olga.post("/staff/roles/owner/settle", {"needs_second": "yes"}).url == "/sign-in/set-up"
    assert olga.get("/sign-in/set-up").status_code == 200
    assert olga.get("/staff/roles").url.startswith("/sign-in")
