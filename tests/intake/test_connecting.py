"""Connecting a mailbox through its page: both logins tried, what would come in shown, nothing taken unasked."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.engine import sealing
from regulars.engine.models import AuditEntry
from regulars.intake.connecting import kept, providers, rules, trying
from regulars.intake.imap import open_folder
from regulars.intake.models import Delivery, Inbox, Mailbox, Stop, Submission
from regulars.intake.reader import Reader
from regulars.intake.rules import Listed
from tests import mails
from tests.builders import NOW, agent, signed_in
from tests.intake.conftest import PASSWORD, ImapServer, mail
from tests.smtp import MailServer

pytestmark = pytest.mark.slow

OLD = "1-Jan-2020 10:00:00 +0000"


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """A server that lets in who knows the password."""
    with MailServer(password=PASSWORD) as server:
        yield server


def form(imap: ImapServer, smtp: MailServer, user: str, **more: str) -> dict[str, str]:
    """What a person types."""
    typed = {"reads": "yes", "sends": "yes", "same": "yes", "username": user, "secret": PASSWORD, "kind": "password"}
    typed |= {"host": "127.0.0.1", "port": str(imap.port), "security": "none", "folder": "INBOX"}
    typed |= {"smtp_host": "127.0.0.1", "smtp_port": str(smtp.port), "smtp_security": "none", "smtp_kind": "password"}
    return typed | more


def post(box: Inbox, typed: dict[str, str]) -> HttpResponse:
    """Send the form."""
    return signed_in("owner").post(f"/inboxes/{box.public_id}/connect", typed)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)", "wrong version number"),
        ("unexpected response: b'220 mail.example ESMTP'", "unexpected response: “220 mail.example ESMTP”"),
        ("-1 [CAPABILITY IMAP4rev1] Dovecot ready.", "[CAPABILITY IMAP4rev1] Dovecot ready"),
        ("Mailbox doesn't exist: Orders (0.001 + 0.000 secs).", "Mailbox doesn't exist: Orders"),
        ("535 5.7.8 What's that?", "535 5.7.8 What's that?"),
    ],
)
def test_a_fault_is_said_without_what_only_programs_read(said: str, words: str) -> None:
    assert trying.plain(said) == words


def sealed_in(response: HttpResponse) -> str:
    """What the page carries to the next step."""
    found = re.search(r'name="kept" value="([^"]*)"', response.content.decode())
    assert found
    return found[1]


@pytest.mark.django_db
def test_looking_then_connecting(imap_server: ImapServer, smtp_server: MailServer, user: str) -> None:
    box = mails.inbox()
    imap_server.put(
        user, mail(1), mail(2), mail(3, "It is late.\r\n\r\nOn 3 May you wrote:\r\n> By Monday." + " x" * 40_000)
    )
    looked = post(box, form(imap_server, smtp_server, user))
    said = looked.content.decode()
    assert looked.status_code == 200
    assert "holds 3 messages" in said
    assert "Order 3" in said
    assert "Ana Novak" in said
    assert re.findall(r'dir="auto">([^<]*)</span>', said) == ["It is late.", *["Where is my order?"] * 2]
    assert PASSWORD not in said
    assert smtp_server.logins
    assert [kind.objects.count() for kind in (Mailbox, Submission, Delivery)] == [0, 0, 0]
    imap_server.put(user, mail(4))
    done = post(box, {"step": "begin", "kept": sealed_in(looked), "history": "all"})
    assert done.url == f"/inboxes/{box.public_id}"
    mailbox = Mailbox.objects.get()
    assert (mailbox.last_uid, mailbox.history_until_uid) == (0, 3), "what came while one looked is live"
    assert sealing.unseal(bytes(Submission.objects.get().secret)) == PASSWORD
    assert Stop.objects.get().kind == Stop.NEW
    assert AuditEntry.objects.get(act="inbox.connected")
    with open_folder(imap_server.account(user)) as folder:
        Reader(mailbox.pk).read_new(folder)
    assert list(Delivery.objects.order_by("pk").values_list("history", flat=True)) == [True, True, True, False]


@pytest.mark.django_db
def test_both_faults_are_told_at_once_and_what_was_typed_stays(
    imap_server: ImapServer, smtp_server: MailServer, user: str
) -> None:
    typed = form(
        imap_server, smtp_server, user, same="", secret="wrong", smtp_username="help", smtp_secret="also wrong"
    )
    response = post(mails.inbox(), typed | {"folder": "INBOX/Help"})
    said = response.content.decode()
    assert response.status_code == 422
    assert "2 things to put right" in said
    assert "Authentication failed" in said
    assert "535 5.7.8 Username and password do not fit" in said
    assert 'value="INBOX/Help"' in said
    assert "wrong" not in said.replace('class="field wrong"', "")


@pytest.mark.django_db
def test_the_password_need_not_be_typed_again(imap_server: ImapServer, smtp_server: MailServer, user: str) -> None:
    box, typed = mails.inbox(), form(imap_server, smtp_server, user)
    first = post(box, typed | {"smtp_port": "9"})
    assert first.status_code == 422
    again = post(box, typed | {"secret": "", "kept": sealed_in(first)})
    assert again.status_code == 200
    changed = post(box, {"step": "change", "kept": sealed_in(again)})
    assert f'value="{user}"' in changed.content.decode()


@pytest.mark.django_db
def test_history_from_before_a_choice_stays_on_the_server(
    imap_server: ImapServer, smtp_server: MailServer, user: str
) -> None:
    box, client = mails.inbox(), imap_server.client(user)
    client.append("INBOX", "", f'"{OLD}"', mail(1))
    client.append("INBOX", "", "", mail(2))
    client.append("INBOX", "", f'"{OLD}"', mail(3))
    client.logout()
    looked = post(box, form(imap_server, smtp_server, user))
    post(box, {"step": "begin", "kept": sealed_in(looked), "history": "month"})
    imap_server.put(user, mail(4))
    mailbox = Mailbox.objects.get()
    with open_folder(imap_server.account(user)) as folder:
        assert Reader(mailbox.pk).read_new(folder) == 2
        assert Reader(mailbox.pk).read_new(folder) == 0
    mailbox.refresh_from_db()
    assert mailbox.last_uid == 4


@pytest.mark.django_db
def test_connecting_anew_looks_at_nothing_and_holds_nothing(
    imap_server: ImapServer, smtp_server: MailServer, user: str
) -> None:
    box, typed = mails.inbox(), form(imap_server, smtp_server, user)
    post(box, {"step": "begin", "kept": sealed_in(post(box, typed)), "history": "none"})
    Stop.objects.all().delete()
    Mailbox.objects.update(last_uid=7, fault="gone", refused=True)
    again = post(box, typed | {"secret": ""})
    assert again.status_code == 302
    assert not Stop.objects.exists()
    mailbox = Mailbox.objects.get()
    assert (mailbox.last_uid, mailbox.fault) == (7, "")
    elsewhere = post(box, typed | {"secret": "", "host": "localhost"})
    assert "is needed to log in" in elsewhere.content.decode(), "a known password goes to the known server only"
    with MailServer(password=PASSWORD) as strange:
        refused = post(box, typed | {"secret": "", "smtp_port": str(strange.port)})
        assert "Give the password once more" in refused.content.decode()
        assert not strange.logins, "nor by way of the same login for both"


@pytest.mark.django_db
def test_only_sending_is_connected_where_mail_comes_another_way(smtp_server: MailServer) -> None:
    box = mails.inbox()
    typed = {"sends": "yes", "smtp_host": "127.0.0.1", "smtp_port": str(smtp_server.port), "smtp_security": "none"}
    typed |= {"smtp_kind": "password", "smtp_username": "help", "smtp_secret": PASSWORD}
    assert post(box, typed).status_code == 302
    assert Submission.objects.get().username == "help"
    assert not Mailbox.objects.exists()
    assert Stop.objects.get().kind == Stop.NEW


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"port": "many"}, {"port": "99999"}, {"kind": "file"}, {"host": ""}, {"security": "x"}, {"reads": ""}]
)
def test_what_is_wrong_is_told_before_any_server_is_asked(wrong: dict[str, str]) -> None:
    typed = {"reads": "yes", "host": "127.0.0.1", "username": "help", "kind": "password", "security": "none"}
    response = post(mails.inbox(), typed | {"secret": "s"} | wrong)
    assert response.status_code == 422
    assert "1 thing to put right" in response.content.decode()


@pytest.mark.django_db
def test_what_a_page_carries_is_for_one_person_one_inbox_and_one_hour() -> None:
    box, olga = mails.inbox(), agent("owner")
    sealed = kept.sealed({"secret": "s"}, box, olga, NOW)
    assert kept.opened(sealed, box, olga, NOW) == {"secret": "s"}
    assert kept.opened(sealed, box, olga, NOW + timedelta(hours=1)) == {}
    assert kept.opened(sealed, box, agent(), NOW) == {}
    assert kept.opened(sealed, mails.inbox(mails.SHOP), olga, NOW) == {}
    assert kept.opened(sealed[:-8], box, olga, NOW) == {}
    late = post(box, {"step": "begin", "kept": "nonsense", "history": "all"})
    assert "more than an hour" in late.content.decode()


def test_servers_are_guessed_from_the_address() -> None:
    assert providers.guess("shop@gmail.com").imap == "imap.gmail.com"
    assert providers.guess("help@desk.example").smtp == "smtp.desk.example"
    assert providers.guess("help@desk.example", "microsoft").kind == "oauth"
    assert providers.guess("help@desk.example", "nobody").imap == "imap.desk.example"


TIMES = st.none() | st.integers(0, 40_000).map(lambda hours: NOW - timedelta(hours=hours))


@settings(max_examples=40)
@given(st.lists(TIMES, max_size=30), st.integers(0, 100))
def test_what_is_counted_adds_up(came: list[datetime | None], more: int) -> None:
    listed = [Listed(uid, 100, at) for uid, at in enumerate(came, 1)]
    found = rules.counted(listed, len(listed) + more, NOW)
    assert sum(count for _, count in found.years) == sum(at is not None for at in came)
    assert found.taken["none"] == 0
    assert found.taken["month"] <= found.taken["year"] <= found.taken["all"] == len(listed) + more
    assert sum(count for _, count in found.months) <= sum(count for _, count in found.years)
    assert sum(count for _, count in found.days) == found.taken["month"] - came.count(None)
    assert len(found.days) <= 31
    assert found.is_whole == (more == 0)
