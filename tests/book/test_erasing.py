"""Erasing a customer: everything of theirs is gone, from rows and files; everything of others stays."""

import base64
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from regulars.base.results import Refused
from regulars.book.leaving import acts, carrying, certificates, machine
from regulars.book.leaving.tasks import settle_files
from regulars.book.models import Conversation, Customer, Erasure, Fact, Order, OrderLine
from regulars.conversations.models import Outgoing
from regulars.engine import references
from regulars.engine.worker import Worker
from regulars.staff.trail import Actor
from tests import builders, mails

NOW = mails.NOW
DUE = NOW + acts.GRACE
FILE = b"PENGUINSHAPED" * 20
WORDS = (
    "novak",
    "ana@nordbake.example",
    "quixotic",
    "zeppelin",
    "marzipanweg",
    "nordbake",
    "penguinshaped",
    "ritornello",
)
WITH_FILE = f"""From: {mails.ANA}
To: help@desk.example
Subject: Zeppelin order
Message-ID: <file@nordbake.example>
Date: Fri, 20 Nov 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

My quixotic kettle, Marzipanweg 7.
--x
Content-Type: application/octet-stream; name=penguinshaped.bin
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename=penguinshaped.bin

{base64.b64encode(FILE).decode()}
--x--
"""


def desk() -> Customer:
    """Ana with one of everything, and Boris beside her."""
    mails.take_in(
        WITH_FILE.encode(),
        mails.mail(mails.BORIS, "The red bell", "It rings.", message_id="b@veloworks.example"),
    )
    ana = Customer.objects.get(name="Ana Novak")
    Worker().settle()
    on = Conversation.objects.get(customer=ana)
    Fact.objects.create(
        customer=ana,
        birth_customer=ana,
        kind="need",
        text="No quixotic nuts",
        origin="said",
        at=NOW,
        used_at=NOW,
        sensitive=True,
    )
    order = Order.objects.create(
        customer=ana,
        birth_customer=ana,
        source="shop",
        source_id="4711",
        number="A-1",
        currency="EUR",
        total=3890,
        ordered_at=NOW,
        ship_to={"name": "Ana Novak", "street": "Marzipanweg 7"},
        updated_at=NOW,
    )
    OrderLine.objects.create(order=order, position=1, name="Mug “Ritornello”", quantity=1, price=3890)
    Outgoing.objects.create(
        conversation=on,
        inbox=mails.inbox(),
        to=[["Ana Novak", "ana@nordbake.example"]],
        subject="Re: Zeppelin",
        text="Dear Ana Novak",
        send_at=NOW,
        created_at=NOW,
    )
    return ana


def erased(customer: Customer) -> Erasure:
    """Asked for, waited, carried out."""
    erasure = acts.ask(customer, Actor(builders.agent("lead")), NOW)
    assert isinstance(erasure, Erasure)
    assert carrying.carry_out(erasure, DUE) is None
    erasure.refresh_from_db()
    return erasure


def everywhere() -> bytes:
    """All rows, or all files of the database, and all files under home; lower-cased."""
    found = [path.read_bytes() for path in Path(settings.REGULARS_HOME).rglob("*") if path.is_file()]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'select * from "{table}"')
                found.append(repr(cursor.fetchall()).encode())
    return b"\n".join(found).lower()


def killed(monkeypatch: pytest.MonkeyPatch, where: object, name: str, erasure: Erasure) -> None:
    """Begin to carry it out, and die there."""
    with monkeypatch.context() as broken:
        broken.setattr(where, name, lambda *rest: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            carrying.carry_out(erasure, DUE)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_of_an_erased_customer_is_found_anywhere_though_the_worker_was_killed_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana = desk()
    before = everywhere()
    assert [word for word in WORDS if word.encode() not in before] == []
    erasure = acts.ask(ana, Actor(builders.agent("lead")), NOW)
    assert isinstance(erasure, Erasure)
    killed(monkeypatch, machine, "empty", erasure)
    assert Customer.objects.get(pk=ana.pk).name == "Ana Novak"
    killed(monkeypatch, references, "let_go", erasure)
    assert Customer.objects.get(pk=ana.pk).name == ""
    assert isinstance(acts.take_back(erasure, Actor(builders.agent("lead")), DUE), Refused)
    assert carrying.carry_out(erasure, DUE) is None
    assert settle_files()
    after = everywhere()
    assert [word for word in WORDS if word.encode() in after] == []
    assert b"it rings" in after
    assert b"boris okafor" in after
    erasure.refresh_from_db()
    assert erasure.certificate["erased"]["attachments"] == 1
    assert certificates.of(erasure).intact
    assert Order.objects.get().total == 3890
