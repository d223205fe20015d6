"""Files brought in as a whole: from the command line and the page, broken off, repeated, taken back."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone

from regulars.base.results import Refused
from regulars.book.models import Batch, Customer, Identity, Moment, Order, OrderLine, RecordChange, Reward
from regulars.book.records import acts as records
from regulars.engine.models import AuditEntry, Job
from regulars.imports import tasks
from regulars.imports.records import acts, statuses, uploads
from regulars.imports.records.acts import Asked
from regulars.imports.records.meant import first_guess
from regulars.staff.models import Agent
from tests import builders

from .commanded import ORDERS, run

MODELS = Customer, Identity, Moment, Order, OrderLine, RecordChange
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Four orders, of which two cannot be taken."""
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


def counts() -> list[int]:
    """How many rows there are of each kind."""
    return [model.objects.count() for model in MODELS]


def test_a_file_from_the_command_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("order", str(file), "--source", "shop", "--preview") == 0
    assert "Ana Novak" in capsys.readouterr().out
    assert counts() == [0] * len(MODELS)
    assert run("order", str(file), "--source", "shop", "--quiet") == 0
    said = capsys.readouterr().out
    assert "4 records" in said
    assert "2 brought, 0 changed, 0 unchanged, 2 refused" in said
    assert "line 3, 1002" in said
    report = file.with_name("orders.csv.report.csv")
    assert str(report) in said
    rows = [line.split(",")[:3] for line in report.read_text(encoding="utf-8").splitlines()[1:]]
    outcomes = [("2", "1001", "brought"), ("3", "1002", "refused"), ("4", "1003", "brought"), ("5", "1004", "refused")]
    assert list(map(tuple, rows)) == outcomes
    before = counts()
    assert run("order", str(file), "--source", "shop", "--quiet") == 0
    assert counts() == before
    batch = Batch.objects.earliest("pk")
    assert run("order", "--undo", batch.public_id) == 0
    assert counts() == [0] * len(MODELS)
    assert run("order", "--undo", batch.public_id) == 2


def test_all_or_nothing_leaves_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("order", str(file), "--all-or-nothing", "--quiet") == 1
    assert "Nothing was brought in" in capsys.readouterr().out
    assert counts() == [0] * len(MODELS)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--map", "Colour=total"), "no column “Colour”"),
        (("--map", "Email=hue"), "no field “hue”"),
        (("--map", "Email"), "COLUMN=FIELD"),
        (("--zone", "Mars/Base"), "time zone"),
        (("--currency", "EURO"), "currency"),
        (("--status", "sent=gone"), "stand for one of these"),
    ],
)
def test_wrong_words_are_named(
    file: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], reason: str
) -> None:
    assert run("order", str(file), *words) == 2
    assert reason in capsys.readouterr().err


def test_a_file_of_which_nothing_is_known_says_how_its_columns_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("our no,day\n7,2026-01-01\n")
    assert run("order", str(path)) == 2
    said = capsys.readouterr().err
    assert said.startswith("--map: No column says this")
    assert "The columns are: our no, day. Write it like --map 'our no=id'" in said


def test_columns_that_are_named_go_before_those_that_are_guessed(tmp_path: Path) -> None:
    path = tmp_path / "rewards.json"
    path.write_text('[{"who": "7", "pts": 1200, "until": "2027-01-31"}, {"who": "8", "pts": "x"}]', encoding="utf-8")
    mapped = "--map", "who=card", "--map", "pts=balance", "--map", "until=expires"
    assert run("reward", str(path), *mapped, "--quiet") == 0
    assert not Reward.objects.exists()
    assert run("reward", str(path), *mapped, "--zone", "Europe/Lisbon", "--programme", "Nordbake Club", "--quiet") == 0
    row = Reward.objects.get()
    assert (row.balance, row.unit, row.expires_zone, row.programme) == (
        1200,
        "points",
        "Europe/Lisbon",
        "Nordbake Club",
    )


def test_an_import_that_broke_off_goes_on_in_its_batch(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "AT_ONCE", 1)
    asked = Asked(file, "shop", first_guess("order", acts.columns_of(file)))
    batch = acts.open_batch(asked, None, timezone.now())
    assert isinstance(batch, Batch)

    def full(_read: int, count: int) -> None:
        if count >= 1:
            raise OSError(28, "no room left")

    with pytest.raises(OSError, match="no room"):
        acts.bring_file(batch, asked, None, timezone.now(), full)
    batch.refresh_from_db()
    assert (batch.state, Order.objects.count()) == (Batch.BROKEN, 1)
    again = acts.open_batch(asked, None, timezone.now())
    assert again == batch
    said = acts.bring_file(batch, asked, None, timezone.now(), lambda read, count: None)
    assert (said.counts["brought"], said.counts["unchanged"]) == (1, 1)
    assert not isinstance(acts.batch_named(batch.public_id), Refused)
    assert run("order", "--undo", batch.public_id) == 0
    assert counts() == [0] * len(MODELS)


def test_a_file_from_the_page(file: Path) -> None:
    client = builders.signed_in("lead")
    with file.open("rb") as opened:
        answer = client.post("/imports/add", {"noun": "order", "source": "shop", "file": opened})
    path = answer.headers["Location"]
    assert b"Ana Novak" in client.get(path).content
    batch = Batch.objects.get()
    mapping = batch.mapping["meant"]["mapping"]
    columns = {f"column-{place}": mapping[name] for place, name in enumerate(acts.columns_of(file))}
    assert "2 things" not in client.post(f"{path}/bring", columns).content.decode()
    wrong = client.post(f"{path}/bring", {**columns, "zone": "Mars", "go": "yes"})
    assert (wrong.status_code, Order.objects.count()) == (422, 0)
    client.post(f"{path}/bring", {**columns, "go": "yes"})
    job = Job.objects.get(kind=uploads.BRING)
    tasks.bring.run(job.payload)
    shown = client.get(path).content.decode()
    assert "2 new, 0 changed, 0 as they were, 2 refused" in shown
    assert "It names no customer" in shown
    assert b"1002" in b"".join(client.get(f"{path}/report").streaming_content)  # type: ignore[attr-defined]
    assert not uploads.file_of(batch).exists()
    client.post(f"{path}/undo")
    tasks.undo.run(Job.objects.get(kind=uploads.UNDO).payload)
    assert counts() == [0] * len(MODELS)
    assert set(AuditEntry.objects.values_list("act", flat=True)) >= {"records.brought", "records.undone"}
    assert b"Taken back" in client.get("/imports").content


def test_what_became_of_each_row_is_told_in_the_language_of_who_asked(tmp_path: Path) -> None:
    client, path = builders.signed_in("lead"), tmp_path / "orders.csv"
    wrong = "1009;nobody;Eva;soon;1,00;EUR;\n"
    path.write_text(ORDERS.splitlines(keepends=True)[0] + wrong, encoding="utf-8")
    for language, said in (
        ("en", "“soon” is no date."),
        ("de", "„soon“ ist kein Datum."),
        ("en", "“soon” is no date."),
    ):
        Agent.objects.update(language=language)
        with path.open("rb") as opened:
            answer = client.post("/imports/add", {"noun": "order", "source": language, "file": opened})
        here = answer.headers["Location"]
        assert said in client.get(here).content.decode()
        columns = {f"column-{place}": name for place, name in enumerate(meant_of(path).values())}
        client.post(f"{here}/bring", {**columns, "go": "yes"})
        tasks.bring.run(Job.objects.latest("pk").payload)
        assert said in client.get(here).content.decode()


def test_what_a_word_of_the_status_means_is_said_on_the_page(tmp_path: Path) -> None:
    client, path = builders.signed_in("lead"), tmp_path / "orders.csv"
    path.write_text(ORDERS.replace("paid", "Auf dem Weg") + "1005;;;;;;Versandt\n", encoding="utf-8")
    with path.open("rb") as opened:
        answer = client.post("/imports/add", {"noun": "order", "source": "shop", "file": opened})
    here = answer.headers["Location"]
    page = client.get(here).content.decode()
    assert page.count('name="word"') == 1, "what is known is not asked about"
    assert 'value="Auf dem Weg"' in page
    columns = {f"column-{place}": name for place, name in enumerate(meant_of(path).values())}
    answers = {**columns, "word": ["Auf dem Weg"], "status": ["sent"]}
    assert 'value="sent" selected' in client.post(f"{here}/bring", answers).content.decode()
    client.post(f"{here}/bring", {**answers, "go": "yes"})
    tasks.bring.run(Job.objects.get(kind=uploads.BRING).payload)
    assert Order.objects.get(source_id="1001").status == "sent"
    assert statuses.unknown(path, first_guess("order", ["Email"])) == []


@pytest.mark.parametrize(
    ("zone", "shown"), [("UTC", "names no time zone"), ("Europe/Lisbon", "23:59:59 Europe/Lisbon")]
)
def test_a_zone_that_nobody_chose_is_no_zone_of_an_expiry(tmp_path: Path, zone: str, shown: str) -> None:
    Agent.objects.filter(pk=builders.agent("lead").pk).update(time_zone=zone)
    path = tmp_path / "rewards.csv"
    path.write_text("Card;Points;Expires\n7;1200;2027-01-31\n", encoding="utf-8")
    client = builders.signed_in("lead")
    with path.open("rb") as opened:
        answer = client.post("/imports/add", {"noun": "reward", "source": "club", "file": opened})
    assert shown in client.get(answer.headers["Location"]).content.decode()


def meant_of(path: Path) -> Mapping[str, str]:
    """Which field each column of a file is."""
    return first_guess("order", acts.columns_of(path)).mapping


def test_a_file_that_is_not_whole_yet_is_not_there() -> None:
    client, now = builders.signed_in("lead"), timezone.now()
    batch = records.begin("order", "shop", now, state=Batch.WAITING)
    assert isinstance(batch, Batch)
    assert client.get(f"/imports/{batch.public_id}").status_code == 404
    assert client.post(f"/imports/{batch.public_id}/bring").status_code == 404
    uploads.drop_old(now + 2 * uploads.KEPT)
    assert not Batch.objects.exists()


def test_a_file_that_is_thrown_away_leaves_nothing() -> None:
    client = builders.signed_in("lead")
    empty = client.post("/imports/add", {"noun": "order", "source": "shop", "file": BytesIO(b"")})
    assert empty.status_code == 422
    sent = BytesIO(b"a;b\n1;2\n")
    sent.name = "x.csv"
    path = client.post("/imports/add", {"noun": "order", "source": "shop", "file": sent}).headers["Location"]
    batch = Batch.objects.get()
    client.post(f"{path}/drop")
    assert not Batch.objects.exists()
    assert not uploads.file_of(batch).exists()
    assert builders.signed_in("agent").get("/imports").status_code == 403


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_command_that_is_killed_goes_on_when_it_is_given_again(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    head = "Order number,Email,Order date,Total,Currency\n"
    rows = (f"{number},c{number % 400}@nordbake.example,2026-05-01,12.00,EUR\n" for number in range(6000))
    path.write_text(head + "".join(rows), encoding="utf-8")
    words = [sys.executable, "-m", "regulars", "import", "orders", str(path), "--source", "shop", "--quiet"]
    environment = {**os.environ, "REGULARS_HOME": str(home)}
    database = home / "regulars.sqlite3"
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL) as process:
        began = database.stat().st_mtime_ns
        while process.poll() is None and not grew(home, began):
            continue
        process.send_signal(signal.SIGKILL)
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert "6000 records" in done.stdout
    assert "0 changed" in done.stdout
    assert "0 refused" in done.stdout
    again = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert "0 brought, 0 changed, 6000 unchanged" in again.stdout


def grew(home: Path, since: int) -> bool:
    """Whether something was written to the database since."""
    return any(file.stat().st_mtime_ns > since and file.stat().st_size for file in home.glob("*.sqlite3-wal"))
