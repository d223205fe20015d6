"""The archive and its pages, the certificate, and the commands."""

import io
import json
import zipfile
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from regulars.book.leaving import carrying, exports
from regulars.book.leaving.archive.writing import write
from regulars.book.leaving.whose import whose
from regulars.book.models import Customer, Erasure, Fact, Message, Order, OrderLine, Relation, Reward
from regulars.config.cli import find
from regulars.conversations.models import Draft
from regulars.engine import blobs
from regulars.engine.models import AuditEntry
from regulars.engine.worker import Worker
from tests import builders, mails

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.slow]
NOW = mails.NOW


@pytest.fixture(autouse=True)
def own_home(settings: object, tmp_path: Path) -> None:
    """Files of this test's own."""
    settings.REGULARS_HOME = tmp_path  # type: ignore[attr-defined] # pytest-django's


def desk() -> Customer:
    """Ana, who wrote with Boris in copy, and what is known of her."""
    mails.take_in(mails.mail(headers=[("Cc", mails.BORIS)], text="Ask boris@veloworks.example <b>now</b>."))
    ana, ada = Customer.objects.get(), builders.agent()
    boris = builders.customer("Boris Okafor", "boris@veloworks.example")
    own = {"customer": ana, "birth_customer": ana}
    Fact.objects.create(
        kind="need", text="No nuts", origin="said", at=NOW, used_at=NOW, sensitive=True, agent=ada, **own
    )
    Relation.objects.create(kind="friend", other=boris, birth_other=boris, at=NOW, **own)
    order = Order.objects.create(
        source="shop", source_id="1", currency="EUR", total=3890, ordered_at=NOW, updated_at=NOW, **own
    )
    OrderLine.objects.create(order=order, position=1, name="Mug", quantity=1, price=3890)
    [on] = ana.conversations.all()
    Draft.objects.create(agent=ada, conversation=on, text="Dear Ana", created_at=NOW, updated_at=NOW)
    return ana


def archive(of: Customer, path: Path) -> zipfile.ZipFile:
    """Their archive."""
    write(whose(of), path, NOW)
    return zipfile.ZipFile(path)


def test_an_archive_holds_everything_with_others_reduced(tmp_path: Path) -> None:
    made = archive(desk(), tmp_path / "ana.zip")
    person = json.loads(made.read("person.json"))
    assert person["format"] == "regulars.person.1"
    assert person["identities"][0]["value"] == "ana@nordbake.example"
    assert (person["facts"][0]["text"], person["facts"][0]["by"]) == ("No nuts", "Ada")
    [said] = person["moments"]
    assert said["from"] == "Ana Novak <ana@nordbake.example>"
    assert said["to"] == ["help@desk.example", "B. O. <b…@veloworks.example>"]
    assert said["text"].startswith("Ask b…@veloworks.example")
    assert person["relations"][0]["who"] == "B. O."
    assert person["orders"][0]["lines"][0]["price"] == 3890
    assert (person["drafts"][0]["by"], person["drafts"][0]["text"]) == ("Ada", "Dear Ana")
    for words in (made.read("person.json"), made.read("index.html")):
        assert b"boris" not in words.lower()
        assert b"byrne" not in words.lower()


def test_the_page_of_an_archive_runs_and_loads_nothing(tmp_path: Path) -> None:
    ana = desk()
    whose = {"customer": ana, "birth_customer": ana, "source": "club", "source_id": "1", "updated_at": NOW}
    Reward.objects.create(**whose, unit="EUR", currency="EUR", balance=1250)
    page = archive(ana, tmp_path / "ana.zip").read("index.html").decode()
    assert "&lt;b&gt;now&lt;/b&gt;" in page
    assert "€38.90" in page
    assert "€12.50" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_files_in_an_archive_have_names_that_lead_nowhere_else(tmp_path: Path) -> None:
    ana = desk()
    message = Message.objects.get()
    rest = {"content_type": "text/plain", "size": 3}
    message.attachments.create(position=0, name="../../etc/pass wd", sha256=blobs.put(b"abc"), **rest)
    message.attachments.create(position=1, name="gone.txt", sha256="0" * 64, **rest)
    made = archive(ana, tmp_path / "ana.zip")
    [name] = [one for one in made.namelist() if one.startswith("files/")]
    assert made.read(name) == b"abc"
    assert ".." not in name
    paths = [one["path"] for one in json.loads(made.read("person.json"))["moments"][0]["files"]]
    assert name in paths


def test_an_archive_is_made_by_a_job_and_can_be_taken_for_a_week() -> None:
    ana, lead = desk(), builders.signed_in("lead")
    at = f"/customers/{ana.public_id}"
    assert lead.post(f"{at}/archives/make").status_code == 302
    assert "is being made" in lead.get(f"{at}/archives").content.decode()
    Worker().settle()
    [one] = exports.of(ana, timezone.now())
    response = lead.get(f"{at}/archives/{one.name}")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined] # of a file
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    acted = list(AuditEntry.objects.order_by("number").values_list("act", flat=True))
    assert acted == ["customer.exported", "customer.archive_taken"]
    assert exports.of(ana, timezone.now() + exports.KEPT) == []
    assert exports.sweep(timezone.now() + exports.KEPT) == 1
    assert lead.get(f"{at}/archives/{one.name}").status_code == 404


@pytest.mark.parametrize("name", ["x.zip", "..%2Fkeys%2Fsecret.key", "0000000000a0-20261120-120000.zip"])
def test_no_other_file_is_handed_out(name: str) -> None:
    ana = builders.customer()
    assert builders.signed_in("lead").get(f"/customers/{ana.public_id}/archives/{name}").status_code == 404


def test_to_be_erased_is_asked_for_shown_and_taken_back() -> None:
    ana, lead = desk(), builders.signed_in("lead")
    at = f"/customers/{ana.public_id}"
    assert "Erase in 30 days" in lead.get(f"{at}/leaving").content.decode()
    assert lead.post(f"{at}/erase").status_code == 302
    erasure = Erasure.objects.get()
    for path in (at, f"{at}/leaving"):
        assert "Let them stay" in lead.get(path).content.decode()
    assert "Ana Novak" in lead.get("/erasures").content.decode()
    assert "Let them stay" not in builders.signed_in("agent").get(at).content.decode()
    assert lead.post(f"/erasures/{erasure.public_id}/take-back").status_code == 302
    assert "Let them stay" not in lead.get(at).content.decode()
    assert lead.get(f"/erasures/{erasure.public_id}").status_code == 404


def test_after_it_is_done_there_is_a_certificate_and_no_book() -> None:
    ana, lead = desk(), builders.signed_in("lead")
    lead.post(f"/customers/{ana.public_id}/erase")
    erasure = Erasure.objects.get()
    Erasure.objects.update(due_at=timezone.now())
    assert carrying.carry_out(erasure, timezone.now() + timedelta(hours=2)) is None
    certificate = lead.get(f"/erasures/{erasure.public_id}").content.decode()
    written = lead.get(f"/erasures/{erasure.public_id}/certificate.json").json()
    assert written["digest"] in certificate
    assert written["erased"]["facts"] == 1
    assert written["stays"]["orders"] == 1
    assert carrying.digest_of(written) == written["digest"]
    assert "was erased" in lead.get(f"/customers/{ana.public_id}").content.decode()
    assert lead.post(f"/customers/{ana.public_id}/erase").status_code == 409
    assert lead.post(f"/erasures/{erasure.public_id}/take-back").status_code == 409
    Erasure.objects.update(certificate={**written, "books": 7})
    assert "digest does not fit" in lead.get(f"/erasures/{erasure.public_id}").content.decode()


@pytest.mark.parametrize(
    "path",
    ["/customers/{}/leaving", "/customers/{}/archives", "/erasures", "/erasures/none"],
)
def test_only_who_may_erase_gets_there(path: str) -> None:
    ana = builders.customer()
    assert builders.signed_in("agent").get(path.format(ana.public_id)).status_code == 403


def test_the_command_writes_an_archive_and_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ana, command = desk(), find(["export", "customer"])
    assert command is not None

    def run(public_id: str, path: Path) -> int:
        return command.run(Namespace(id=public_id, path=path))

    assert run(ana.public_id, tmp_path / "ana.zip") == 0
    assert run(ana.public_id, tmp_path / "ana.zip") == 2
    assert run("nobody", tmp_path / "no.zip") == 2
    assert run(ana.public_id, tmp_path / "no" / "folder.zip") == 1
    said = capsys.readouterr().err
    assert "is there already" in said
    assert "no customer nobody" in said
    assert "cannot be written" in said
    assert [path.name for path in tmp_path.glob("*.zip")] == ["ana.zip"]
    assert AuditEntry.objects.get().act == "customer.exported"
