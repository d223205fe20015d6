"""Mail whose truth is known: the generator's, and the files that other parsers found hard."""

import hashlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from regulars.channels.contract import Inbound
from regulars.channels.email import html_of, parse
from regulars.channels.email.html import clean

pytestmark = pytest.mark.slow

SEEDS = [1, 2, 3]


@pytest.fixture(scope="module")
def generator(data_folder: Path) -> ModuleType:
    path = data_folder.parent / "tools" / "gen_mail.py"
    if not path.is_file():
        pytest.skip("the mail generator: it does not lie beside the sample data")
    spec = importlib.util.spec_from_file_location("gen_mail", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(raw: bytes) -> Inbound:
    found = parse(raw)
    assert isinstance(found, Inbound), found
    return found


def senders_faults(found: Inbound, truth: dict) -> Iterator[str]:  # type: ignore[type-arg]  # as below
    """Whose mail it is. The manifest's names of the hard cases are not always those in the mail."""
    if found.sender is None or found.sender.email != truth["sender"].lower():
        yield f"sender {found.sender}"
    elif not truth["shape"].startswith("hard:") and found.sender.name != truth["name"]:
        yield f"name {found.sender}"


def faults(raw: bytes, truth: dict) -> Iterator[str]:  # type: ignore[type-arg]  # the generator's manifest row
    """What the parser says otherwise than the manifest."""
    found = read(raw)
    yield from senders_faults(found, truth)
    if truth["shape"] != "hard:empty-body" and truth["probe"] not in found.text:
        yield "probe phrase"
    if found.subject != truth["subject"]:
        yield f"subject {found.subject!r}"
    if f"<{found.message_id}>" != truth["message_id"]:
        yield f"id {found.message_id}"
    if truth["in_reply_to"] and f"<{found.in_reply_to[0]}>" != truth["in_reply_to"]:
        yield f"in reply to {found.in_reply_to}"
    files = {(one.name, len(one.content), hashlib.sha256(one.content).hexdigest()) for one in found.files}
    if not {(one["name"], one["size"], one["sha256"]) for one in truth["attachments"]} <= files:
        yield f"files {files}"
    if (found.automatic is not None) != (truth["expect"] == "no-autoreply"):
        yield f"automatic {found.automatic}"
    if found.said_at is None:
        yield "date"
    if found.marks and not truth["shape"].startswith("hard:"):
        yield f"marks {found.marks}"


@pytest.mark.parametrize("crlf", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_generated_mail_is_read_as_it_was_meant(seed: int, crlf: bool, generator: ModuleType) -> None:
    every = generator.generate(250, 80, seed=seed, hard=2, crlf=crlf)
    wrong = [
        (truth["i"], truth["shape"], truth["charset"], fault) for raw, truth in every for fault in faults(raw, truth)
    ]
    assert wrong == []


def test_copies_share_their_fingerprint_and_others_do_not(generator: ModuleType) -> None:
    every = list(generator.generate(120, 40, seed=1, hard=2))
    prints = {truth["i"]: read(raw).fingerprint for raw, truth in every}
    copies = sum(truth["expect"] == "ignored" for _, truth in every)
    assert copies == 2
    assert len(set(prints.values())) == len(every) - copies
    for raw, truth in generator.generate(120, 40, seed=1, hard=2, crlf=True):
        assert read(b"Delivered-To: help@desk.example\r\n" + raw).fingerprint == prints[truth["i"]]


def test_quotes_of_replies_are_folded(generator: ModuleType) -> None:
    for raw, truth in generator.generate(120, 40, seed=2):
        found = read(raw)
        if truth["in_reply_to"] and truth["shape"].startswith(("plain", "alternative")):
            assert [fold.kind for fold in found.folds] == ["quote"]
            assert truth["token"] in found.text[: found.folds[0].start]
        elif not truth["in_reply_to"]:
            assert found.folds == ()


def test_every_sample_goes_through(data_folder: Path) -> None:
    files = [path for path in sorted((data_folder / "mail_fixtures").rglob("*")) if path.is_file()]
    assert files
    for path in files:
        raw = path.read_bytes()
        found = parse(raw)
        assert isinstance(found, Inbound) or found.cause == "empty", (path, found)
        if path.suffix == ".eml" and isinstance(found, Inbound):
            assert found.sender or found.subject or found.text or found.files, path
            html = html_of(raw)
            assert "<script" not in clean(html or "", {}, remote_pictures=False)


# File, sender, a piece of the subject, a piece of the text, names of the files.
SAMPLES = [
    (
        "django-helpdesk_django-helpdesk/all-special-chars.eml",
        "timothy.hobbs@auto-mat.cz",
        "Testovácí",
        "íářčšáíéřášč",
        [],
    ),
    ("mailgun_flanker/8bitmime.eml", "bob@example.com", "2 RCPT", "Превел", []),
    ("mailgun_flanker/enclosed.eml", "bob@example.net", "Wow", "Hello", ["thanks.eml"]),
    ("mailgun_flanker/missing-final-boundary.eml", "me@example.com", "Test", "Some body", []),
    ("mikel_mail/multi_charset/japanese.eml", "raasdnil@gmail.com", "まみむめも", "かきくえこ", []),
    ("mikel_mail/multi_charset/ks_c_5601-1987.eml", "from@example.com", "test", "스티해", []),
    ("mikel_mail/plain_emails/raw_email.eml", "jamis@37signals.com", "한국말로", "대부분의", []),
    (
        "mikel_mail/attachment_emails/attachment_nonascii_filename.eml",
        "foo@example.com",
        "testing",
        "first part",
        ["ciële.txt"],
    ),
    ("mikel_mail/rfc6532/utf8_headers.eml", "jdöe@mächine.example", "Säying", "body", []),
    ("mikel_mail/rfc2822/example13.eml", "jdoe@machine", "Saying Hello", "just to say hello", []),
    ("mikel_mail/plain_emails/raw_email_incorrect_header.eml", "xxx@xxx.xxx", "Stop adware", "Ad Ware and Spy", []),
    ("mailgun_talon/standard_replies/thunderbird.eml", "bob@xxx.mailgun.org", "Re: Test", "Hello", []),
]


@pytest.mark.parametrize(("name", "sender", "subject", "text", "files"), SAMPLES)
def test_samples_are_read_right(
    name: str, sender: str, subject: str, text: str, files: list[str], data_folder: Path
) -> None:
    found = read((data_folder / "mail_fixtures" / name).read_bytes())
    assert found.sender is not None
    assert found.sender.email == sender
    assert subject in found.subject
    assert text in found.text
    assert [one.name for one in found.files] == files


@pytest.mark.parametrize("path", ["android", "apple_mail", "comcast", "iphone", "sparrow", "thunderbird", "yahoo"])
def test_the_reply_is_what_stays_in_sight(path: str, data_folder: Path) -> None:
    folder = data_folder / "mail_fixtures" / "mailgun_talon" / "standard_replies"
    found = read((folder / f"{path}.eml").read_bytes())
    seen, at = "", 0
    for fold in found.folds:
        seen, at = seen + found.text[at : fold.start], fold.end
    assert (seen + found.text[at:]).strip() == "Hello"


@pytest.mark.parametrize(
    ("raw", "cause"),
    [(b"", "empty"), (b"\r\n \r\n", "empty"), (b"\0" * 50, "empty"), (bytes(range(256)) * 4, "not_mail")],
)
def test_what_holds_nothing_is_unreadable(raw: bytes, cause: str) -> None:
    found = parse(raw)
    assert not isinstance(found, Inbound)
    assert found.cause == cause
    assert len(found.fingerprint) == 64
