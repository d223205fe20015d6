"""Mail that machines sent, and mail that only looks so."""

import pytest

from regulars.channels.contract import Automatic
from tests.channels.mails import read


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (["Auto-Submitted: auto-replied"], "auto_reply"),
        (["Auto-Submitted: Auto-Generated (by a rule); x=y"], "auto_reply"),
        (["Auto-Submitted: auto-replied", "Subject: Out of office"], "out_of_office"),
        (["X-Autoreply: yes"], "auto_reply"),
        (["X-Autorespond: holiday"], "auto_reply"),
        (["X-Auto-Response-Suppress: All"], "auto_reply"),
        (["Precedence: auto_reply"], "auto_reply"),
        (["Precedence: Bulk"], "bulk"),
        (["Precedence: junk"], "bulk"),
        (["Precedence: list"], "bulk"),
        (["List-Id: News <news.x.example>"], "bulk"),
        (["Return-Path: <>"], "auto_reply"),
        (["Content-Type: multipart/report; report-type=delivery-status; boundary=b"], "bounce"),
        (["From: MAILER-DAEMON@x.example"], "bounce"),
        (["From: Postmaster <postmaster@x.example>"], "bounce"),
        (["X-Regulars-Loop: desk", "Auto-Submitted: auto-replied"], "loop"),
        (["Subject: Abwesenheitsnotiz: Lampe"], "out_of_office"),
        (["Subject: Re: Out of the Office until Monday"], "out_of_office"),
        (["Subject: Automatic reply: lamp"], "auto_reply"),
        (["Subject: Réponse automatique : lampe"], "auto_reply"),
        (["Subject: Fuera de la oficina"], "out_of_office"),
        (["Subject: Out of office bis 3.12."], "out_of_office"),
        (["Subject: Nicht im Büro: Lampe"], "out_of_office"),
        (["Auto-Submitted: auto-replied", "Subject: On holiday, back on Monday"], "out_of_office"),
        (["Subject: =?utf-8?B?6Ieq5YuV6L+U5L+h?="], "auto_reply"),
    ],
)
def test_a_machine_is_recognised(headers: list[str], kind: str) -> None:
    found = read("hi\n", *headers).automatic
    assert found is not None
    assert found.kind == kind
    assert found.reason


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: NO; x=y",
        "Auto-Submitted: ",
        "Precedence: first-class",
        "X-Auto-Response-Suppress: None",
        "Subject: The office chair is out of stock",
        "Subject: your automatic reply was rude",
        "Subject: On holiday with you in July: a question",
        "Subject: Abwesend bei der Lieferung, Paket weg",
        "Subject: Nicht im Haus geschlafen, bitte Geld zurück",
        "Subject: En congés chez vous en août",
        "Subject: Отсутствует товар в заказе",
        "Subject: нет на месте курьера",
        "Subject: 不在票が入っていました",
        "Subject: 休暇の予約について",
        "Subject: Out of office chairs again?",
        "Subject: Ooo, what a lovely room",
        "Subject: Auto response of my heating fails",
        "From: Post Master <master@post.example>",
        "Return-Path: <ana@nordbake.example>",
    ],
)
def test_a_person_is_not_taken_for_a_machine(header: str) -> None:
    assert read("I am out of the office, but the kettle still leaks.\n", header).automatic is None


@pytest.mark.parametrize(
    ("headers", "through"),
    [
        (["List-Id: Help <Help.Desk.example>"], "help.desk.example"),
        (["List-Id: <help.desk.example>", "Precedence: list"], "help.desk.example"),
        (["List-Id: <help.desk.example>", "Precedence: bulk"], ""),
        (["List-Id: help"], ""),
    ],
)
def test_which_list_passed_it_on(headers: list[str], through: str) -> None:
    """Where nothing else speaks for a machine."""
    found = read("hi\n", *headers).automatic
    assert found is not None
    assert (found.kind, found.through) == ("bulk", through)


def test_the_header_is_named() -> None:
    assert read("hi\n", "Auto-Submitted: auto-replied").automatic == Automatic(
        "auto_reply", "Auto-Submitted: auto-replied"
    )
