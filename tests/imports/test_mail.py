"""Importing a mailbox, again, and after the process was killed."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from regulars.book.models import Conversation, Moment
from regulars.config.cli import main
from tests.mails import mail, reply
from tests.pace import PATIENCE

MESSAGES = 600


def write_mbox(path: Path, count: int) -> None:
    """An mbox of so many mails of twenty people, a third of them answers."""
    with path.open("wb") as file:
        for number in range(count):
            headers = [("In-Reply-To", f"<m{number - 1}@x.example>")] if number % 3 == 2 else []
            file.write(b"From p@x.example Fri Nov 20 10:00:00 2026\n")
            sender = f"P <p{(number - bool(headers)) % 20}@x.example>"
            content = mail(
                sender, f"Subject {number}", f"Text {number}", message_id=f"m{number}@x.example", headers=headers
            )
            file.write(content.replace(b"\r\n", b"\n") + b"\n")


class Desk:
    """A desk of its own in a folder, driven through the command line."""

    def __init__(self, home: Path) -> None:
        self.environment = os.environ | {"REGULARS_HOME": str(home)}
        self.environment.pop("REGULARS_DATABASE_URL", None)

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Begin a command."""
        command = [sys.executable, "-m", "regulars", *words]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *words: str) -> bytes:
        """A command that must succeed; its output."""
        running = self.start(*words)
        # It ends only what hangs: on a machine with much else to do, an import took two minutes.
        out, fault = running.communicate(timeout=600)
        assert running.returncode == 0, fault.decode()
        return out

    def bring_in(self, path: Path) -> bytes:
        """Import."""
        return self.run("import", "mail", str(path), "--inbox", "help@desk.example")

    def balance(self) -> dict[str, int]:
        """Of the one inbox."""
        (row,) = json.loads(self.run("balance", "--json"))["inboxes"]
        assert row["fetched"] == row["filed"] + row["quarantined"] + row["duplicates"]
        return {key: value for key, value in row.items() if key != "address"}

    def exported(self) -> list[str]:
        """All message ids that an export holds."""
        lines = self.run("export", "conversations").splitlines()
        return [one["message_id"] for line in lines for one in json.loads(line)["messages"]]


@pytest.mark.slow
def test_an_import_repeated_changes_nothing_but_the_balance(tmp_path: Path, home: Path) -> None:
    """Fetched and duplicates rise alike."""
    box = tmp_path / "box.mbox"
    write_mbox(box, 30)
    desk = Desk(home)
    assert b"30 filed" in desk.bring_in(box)
    before = desk.run("export", "conversations")
    assert b"30 were here already" in desk.bring_in(box)
    assert desk.run("export", "conversations") == before
    assert desk.balance() == {"fetched": 60, "filed": 30, "quarantined": 0, "duplicates": 30}


def killed_somewhere(desk: Desk, box: Path, longest: float, chance: random.Random) -> None:
    """Start an import and kill it without warning at a random moment."""
    running = desk.start("import", "mail", str(box), "--inbox", "help@desk.example")
    time.sleep(chance.uniform(0.3, longest))
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=PATIENCE)


def seconds_of_one(tmp_path: Path, home: Path) -> float:
    """How long an import takes here and now, when nobody kills it."""
    box = tmp_path / "whole.mbox"
    write_mbox(box, MESSAGES)
    desk = Desk(Path(shutil.copytree(home, tmp_path / "whole")))
    began = time.monotonic()
    desk.bring_in(box)
    return time.monotonic() - began


def kill_and_finish(tmp_path: Path, home: Path, times: int, seed: int, longest: float = 2.5) -> None:
    """Kill so often, then let it finish: everything is there, and once."""
    box = tmp_path / "box.mbox"
    write_mbox(box, MESSAGES)
    desk = Desk(home)
    chance = random.Random(seed)
    for _ in range(times):
        killed_somewhere(desk, box, longest, chance)
    desk.bring_in(box)
    ids = desk.exported()
    assert sorted(ids) == sorted(f"m{number}@x.example" for number in range(MESSAGES))
    assert desk.balance()["filed"] == MESSAGES


@pytest.mark.slow
def test_killed_at_random_points_nothing_is_lost_and_nothing_twice(tmp_path: Path, home: Path) -> None:
    """Four times here; two hundred times in `./do torture`."""
    kill_and_finish(tmp_path, home, 4, seed=1)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(20))
def test_killed_again_and_again(tmp_path: Path, home: Path, seed: int) -> None:
    """Twenty rounds of ten, at any point of an import, however busy the machine is."""
    kill_and_finish(tmp_path, home, 10, seed, seconds_of_one(tmp_path, home))


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_maildir_comes_in_with_what_was_sent_and_says_what_was_left_out(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answers out of the folder of sent mail are ours, on the conversation that they answer."""
    sent = reply("one@nordbake.example", sender="Help <help@desk.example>", to="ana@nordbake.example", message_id="b")
    box = tmp_path / "box"
    for folder, content in ((box, mail()), (box / ".Sent", sent), (box / ".Trash", mail(text="Gone"))):
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True)
        (folder / "cur" / "1.a:2,S").write_bytes(content)
    assert main(["import", "mail", str(box), "--inbox", "help@desk.example"]) == 0
    said = capsys.readouterr().out
    assert "2 filed" in said
    assert "Trash (1)" in said
    moments = Moment.objects.filter(conversation=Conversation.objects.get())
    assert sorted(moments.values_list("direction", flat=True)) == ["in", "out"]


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "mail", "nowhere.mbox", "--inbox", "help@desk.example"], "There is nothing at nowhere.mbox"),
        (["import", "mail", "README.md", "--inbox", "help@desk.example"], "is neither an mbox nor a mail"),
        (["import", "post"], "There is no command"),
        (["export"], "There is no command"),
    ],
)
def test_wrong_use_is_told_with_what_would_be_right(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and a sentence."""
    assert main(words) == 2
    assert said in capsys.readouterr().err
