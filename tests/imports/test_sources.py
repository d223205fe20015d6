"""Reading mailboxes from files."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.imports.sources import Source, open_source, split_mbox

FROM = b"From ana@nordbake.example Fri Nov 20 10:00:00 2026\n"


def contents(raw: bytes) -> list[bytes]:
    """The messages of an mbox."""
    return [found.content for found in split_mbox(io.BytesIO(raw))]


def test_messages_are_split_and_unescaped() -> None:
    """A sentence that begins with From is no separator, and a `>` that was put on comes off."""
    raw = FROM + b"A: 1\n\nFrom now on\n>From here\n>>From there\n\nFrom me to you\n\n" + FROM + b"B: 2\n\nx\n\n"
    assert contents(raw) == [b"A: 1\n\nFrom now on\nFrom here\n>From there\n\nFrom me to you\n", b"B: 2\n\nx\n"]


def test_a_sentence_with_a_time_stays_in_its_message() -> None:
    """Not every program escapes it, and what is taken for a separator is kept nowhere."""
    letter = b"A: 1\n\nHello,\n\nFrom our call at 10:30 I know that you refund it.\n\nAna\n"
    assert contents(FROM + letter + b"\n" + FROM + b"B: 2\n\n") == [letter, b"B: 2\n"]


def test_messages_without_a_date_are_split_too() -> None:
    """Some programs name only the sender; two people's mail must not become one."""
    plain = b"From ana@nordbake.example\r\n"
    assert contents(plain + b"A: 1\r\n\r\nx\r\n\r\n" + plain + b"B: 2\r\n\r\ny\r\n") == [
        b"A: 1\r\n\r\nx\r\n",
        b"B: 2\r\n\r\ny\r\n",
    ]


def test_messages_without_a_blank_line_between_them_are_split_too() -> None:
    """What is not, stands in somebody else's letter, where everybody who reads that one reads it."""
    for other in (b"From b@x.example Fri, 20 Nov 2026 10:00:00 +0100\r\n", b"From - Fri Nov 20 10:00:00 2026\n", FROM):
        assert contents(FROM + b"A: 1\n\nx\n" + other + b"B: 2\n\ny\n") == [b"A: 1\n\nx\n", b"B: 2\n\ny\n"]


@pytest.mark.parametrize(
    "text",
    [
        b"Hello,\nFrom our call at 10:30 I know that:\nNote: you refund it.\n",
        b"Hello,\nFrom ana@nordbake.example\nSubject: the kettle\nyou heard already.\n",
        b"Hello,\nFrom ana@nordbake.example Fri Nov 20 10:30\nSubject: the kettle\n",
        b"Hello,\nFrom Ana Fri Nov 20 10:30:00 2026\nSubject: the kettle\n",
        b"Hello,\nFrom ana@nordbake.example Fri Nov 20 10:30:00 2026\ncame what I answer.\n",
        b"Hello,\n> From ana@nordbake.example Fri Nov 20 10:30:00 2026\n> Subject: the kettle\n",
    ],
)
def test_what_only_looks_like_a_separator_within_a_paragraph_cuts_nothing(text: bytes) -> None:
    """Where no blank line stands before it, all of it has to speak for a separator."""
    letter = b"A: 1\n\n" + text
    assert contents(FROM + letter + b"\n" + FROM + b"B: 2\n\n") == [letter, b"B: 2\n"]


def test_a_message_without_a_header_is_one_all_the_same() -> None:
    """A date as programs write it is enough."""
    assert contents(FROM + b"A: 1\n\nx\n\n" + FROM + b"\nno header\n\n") == [b"A: 1\n\nx\n", b"\nno header\n"]


bodies = st.lists(st.binary(max_size=40).map(lambda body: body.replace(b"\r", b"")), max_size=5)


@given(bodies)
def test_what_was_written_is_read(texts: list[bytes]) -> None:
    """Any bodies, escaped as mboxrd is, come back as they were."""
    wanted = [b"H: v\n\n" + text + b"\n" for text in texts]
    raw = b"".join(FROM + escaped(message) + b"\n" for message in wanted)
    assert contents(raw) == wanted


def escaped(message: bytes) -> bytes:
    """mboxrd's escaping."""
    lines = message.split(b"\n")
    return b"\n".join(b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines)


def test_sizes_add_up() -> None:
    """For the progress bar."""
    raw = FROM + b"A: 1\n\nx\n\n" + FROM + b"B: 2\n\n"
    assert sum(found.size for found in split_mbox(io.BytesIO(raw))) == len(raw)


def test_each_kind_is_recognised(tmp_path: Path) -> None:
    """By looking, not by name."""
    (tmp_path / "box").write_bytes(FROM + b"A: 1\n\nx\n")
    (tmp_path / "dateless").write_bytes(b"From ana@nordbake.example\nA: 1\n\nx\n")
    (tmp_path / "one.eml").write_bytes(b"A: 1\n\nx\n")
    (tmp_path / "damaged.eml").write_bytes(b"no header\n")
    (tmp_path / "saved").write_bytes(b"\xef\xbb\xbfReturn-Path: <ana@nordbake.example>\n\nx\n")
    for part in ("cur", "new", "tmp"):
        (tmp_path / "dir" / part).mkdir(parents=True)
    (tmp_path / "dir" / "new" / "1.x").write_bytes(b"A: 1\n\nx\n")
    (tmp_path / "emls" / "deep").mkdir(parents=True)
    (tmp_path / "emls" / "deep" / "b.EML").write_bytes(b"A: 1\n\nx\n")
    kinds = {
        "box": "mbox",
        "dateless": "mbox",
        "one.eml": "eml",
        "damaged.eml": "eml",
        "saved": "eml",
        "dir": "maildir",
        "emls": "eml",
    }
    for name, kind in kinds.items():
        source = open_source(tmp_path / name)
        assert isinstance(source, Source)
        assert source.kind == kind
        assert len(list(source.messages())) == 1


@pytest.mark.parametrize("before", [b"\n\n", b"\xef\xbb\xbf", b"\r\n"])
def test_what_stands_before_an_mbox_does_not_make_one_mail_of_it(tmp_path: Path, before: bytes) -> None:
    (tmp_path / "box").write_bytes(before + FROM + b"A: 1\n\nx\n\n" + FROM + b"B: 2\n\ny\n")
    source = open_source(tmp_path / "box")
    assert isinstance(source, Source)
    assert [found.content for found in source.messages()] == [b"A: 1\n\nx\n", b"B: 2\n\ny\n"]


def put(folder: Path, part: str, name: str, text: bytes) -> None:
    """A message in a folder of a Maildir."""
    for one in ("cur", "new", "tmp"):
        (folder / one).mkdir(parents=True, exist_ok=True)
    (folder / part / name).write_bytes(b"A: " + text + b"\n\nx\n")


def test_a_maildir_is_read_with_the_folders_inside_it(tmp_path: Path) -> None:
    """In the order in which they came; what was thrown away or never sent is named with its count."""
    put(tmp_path, "cur", "100.a:2,S", b"in")
    put(tmp_path / ".Sent", "cur", "150.a:2,S", b"sent")
    put(tmp_path / ".Sent", "cur", "151.D:2,DS", b"not sent")
    put(tmp_path / ".Archive.2024", "new", "120.a", b"dots")
    put(tmp_path / "Archive" / "2025", "cur", "130.a", b"nested")
    put(tmp_path / ".INBOX.Spam complaints", "cur", "140.a", b"complaints")
    put(tmp_path / ".Trash", "cur", "110.a", b"trash")
    put(tmp_path / ".Trash" / ".Old", "cur", "111.a", b"old trash")
    put(tmp_path / ".Entw&APw-rfe", "cur", "112.a", b"draft")
    put(tmp_path / ".Junk E-mail", "cur", ".hidden", b"none")
    source = open_source(tmp_path)
    assert isinstance(source, Source)
    said = [found.content.split(b"\n")[0][3:] for found in source.messages()]
    assert said == [b"in", b"dots", b"nested", b"complaints", b"sent"]
    assert source.left_out == {"Drafts": 1, "Entwürfe": 1, "Trash": 1, "Trash/Old": 1}


def test_what_gmail_calls_spam_or_a_draft_is_left_out_of_its_archive(tmp_path: Path) -> None:
    """A draft is nothing that we told anybody."""
    labels = (b"Inbox,Opened", b"Spam", b"Sent", b"=?utf-8?Q?Ge=C3=B6ffnet,Entw=C3=BCrfe?=", b"Important,\r\n Trash")
    kept = (b"A: no label\n", *(b"A: 1\nX-Gmail-Labels: " + one + b"\n" for one in labels))
    (tmp_path / "box").write_bytes(b"".join(FROM + head + b"\nX-Gmail-Labels: Spam\n\n" for head in kept))
    source = open_source(tmp_path / "box")
    assert isinstance(source, Source)
    assert len(list(source.messages())) == 3
    assert source.left_out == {"Spam": 1, "Entwürfe": 1, "Trash": 1}


def test_a_folder_that_is_named_itself_is_read(tmp_path: Path) -> None:
    """Whatever it is called; and one that holds only folders."""
    put(tmp_path / "mail" / ".Trash", "cur", "1.a", b"trash")
    put(tmp_path / "mail" / "Sent", "cur", "2.a", b"sent")
    for path, wanted in ((tmp_path / "mail", 1), (tmp_path / "mail" / ".Trash", 1)):
        source = open_source(path)
        assert isinstance(source, Source)
        assert len(list(source.messages())) == wanted


def test_what_holds_no_mail_is_refused_with_a_hint(tmp_path: Path) -> None:
    """Missing, empty, a folder of something else, an mbox that is none."""
    (tmp_path / "empty").touch()
    (tmp_path / "box.mbox").write_bytes(b"hello\n")
    (tmp_path / "notes.txt").write_bytes(b"# Regulars\n\nA desk: read this first.\n")
    (tmp_path / "folder").mkdir()
    for name in ("missing", "empty", "box.mbox", "notes.txt", "folder"):
        refused = open_source(tmp_path / name)
        assert isinstance(refused, Refused)
        assert name in refused.reason
