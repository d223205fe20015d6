"""Erasing a customer: everything of theirs is gone, from rows and files; everything of others stays."""

import base64
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from regulars.base.results import Refused
from regulars.book.acts import append_moment
from regulars.book.leaving import acts, carrying, certificates, machine
from regulars.book.leaving.tasks import settle_files
from regulars.book.models import (
    Batch,
    Conversation,
    Customer,
    Erasure,
    Fact,
    Message,
    Order,
    OrderLine,
    PersonalLink,
    RecordChange,
    Relation,
    Suggestion,
    Task,
    Visit,
)
from regulars.conversations.models import Draft, Event, Notice, Outgoing
from regulars.conversations.notes.acts import NOTE
from regulars.engine import blobs, references
from regulars.engine.worker import Worker
from regulars.staff.trail import Actor
from tests import builders, mails

NOW = mails.NOW
DUE = NOW + acts.GRACE
FILE = b"PENGUINSHAPED" * 20
WORDS = (
    *("novak", "ana@nordbake.example", "nordbake", "quixotic", "zeppelin", "marzipanweg", "penguinshaped", "pangolin"),
    *("quokka", "xylophone", "velociraptor", "narwhal", "ritornello", "kaleidoscope", "sarsaparilla", "didgeridoo"),
    *("harmonium", "mandolin", "wolpertinger", "wombat", "platypus", "axolotl", "capybara", "ocelot"),
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
    boris = mails.mail(mails.BORIS, "The red bell", "It rings.", message_id="b@veloworks.example")
    mails.take_in(WITH_FILE.encode(), boris)
    ana = Customer.objects.get(name="Ana Novak")
    Worker().settle()
    known_of(ana, Customer.objects.get(name="Boris Okafor"))
    bought_by(ana)
    work_on(Conversation.objects.get(customer=ana))
    return ana


def known_of(ana: Customer, boris: Customer) -> None:
    """Facts, people and what is to be done, each with a word of its own."""
    whose = {"customer": ana, "birth_customer": ana}
    Fact.objects.create(kind="need", text="No pangolin", origin="said", at=NOW, used_at=NOW, sensitive=True, **whose)
    Relation.objects.create(other=boris, birth_other=boris, kind="friend", note="From quokka days", at=NOW, **whose)
    Task.objects.create(practice="p", key="k", kind="x", title="Send the xylophone", created_at=NOW, **whose)
    expires = {"made_at": NOW, "expires_at": NOW}
    PersonalLink.objects.create(customer=ana, purpose="form", asked={"street": "Velociraptor"}, **expires)
    one, other = sorted((ana, boris), key=lambda each: each.pk)
    said = {"score": 9, "reasons": [["x", "narwhal"]], "made_at": NOW}
    Suggestion.objects.update_or_create(said, one=one, other=other)


def bought_by(ana: Customer) -> None:
    """An order, a visit and a change of it."""
    whose = {"customer": ana, "birth_customer": ana, "source": "shop", "updated_at": NOW, "currency": "EUR"}
    order = Order.objects.create(
        source_id="4711", total=3890, ordered_at=NOW, ship_to={"name": "Ana Novak", "street": "Marzipanweg 7"}, **whose
    )
    OrderLine.objects.create(order=order, position=1, name="Mug “Ritornello”", quantity=1, price=3890)
    stay = {"zone": "UTC", "starts_local": "2026-11-20T12:00:00", "starts_at": NOW}
    visit = Visit.objects.create(source_id="4712", wishes="A kaleidoscope", what="Sarsaparilla", **stay, **whose)
    batch = Batch.objects.create(noun="visit", source="shop", at=NOW)
    RecordChange.objects.create(batch=batch, noun="visit", record=visit.pk, before={"wishes": "A didgeridoo"})


def work_on(on: Conversation) -> None:
    """A mail on its way, a draft with a file, a note, something put off and a notice."""
    ada, to = builders.agent(), [["Ana Novak", "ana@nordbake.example"]]
    times = {"created_at": NOW, "updated_at": NOW}
    Outgoing.objects.create(
        conversation=on, inbox=mails.inbox(), to=to, subject="Harmonium", text="Dear Ana", send_at=NOW, created_at=NOW
    )
    draft = Draft.objects.create(agent=ada, conversation=on, text="The mandolin is late", to=to, **times)
    digest = blobs.put(b"wolpertinger")
    draft.enclosures.create(name="wombat.pdf", content_type="x/y", sha256=digest, size=12)
    note = append_moment(on.customer, NOTE, NOW, conversation=on, agent=ada, payload={"said": "platypus"})
    Message.objects.create(moment=note, text="A note on the axolotl", sender_name=ada.name)
    Event.objects.create(conversation=on, kind="snoozed", at=NOW, agent=ada, payload={"why": "until the capybara"})
    Notice.objects.create(agent=ada, kind="mentioned", conversation=on, words="see the ocelot", at=NOW)


def everywhere() -> bytes:
    """All rows, or all files of the database, and all files under home; lower-cased."""
    found = [path.read_bytes() for path in Path(settings.REGULARS_HOME).rglob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        found += [path.read_bytes() for path in database.parent.glob(f"{database.name}*")]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'select * from "{table}"')
                found.append(repr(cursor.fetchall()).encode())
    return b"\n".join(found).lower()


@pytest.fixture(autouse=True)
def own_home(settings: object, tmp_path: Path) -> None:
    """Files of this test's own: others leave theirs in the home of the run."""
    settings.REGULARS_HOME = tmp_path  # type: ignore[attr-defined] # pytest-django's


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
