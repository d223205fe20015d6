"""What every registered channel must do with whatever arrives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.channels import registered
from regulars.channels.contract import Channel, Inbound, Unreadable

SAMPLES = [b"", b"\0", b"\n\n", b"hello", b"From: a@b.example\n\nhi\n", b"{}", b"\xff\xfe", b"Subject:", b'{"text": 1}']


def texts_of(found: Inbound | Unreadable) -> list[str]:
    """Every string that will be stored."""
    if isinstance(found, Unreadable):
        return [found.cause, found.detail]
    people = [*found.reply_to, *found.to, *found.cc, *([found.sender] if found.sender else [])]
    return [
        found.message_id,
        found.subject,
        found.text,
        *found.in_reply_to,
        *found.references,
        *found.delivered_to,
        *found.marks,
        *found.body_markers,
        *(p.name for p in people),
        *(p.email for p in people),
        *(f.name for f in found.files),
        *(f.content_type for f in found.files),
        *(f.content_id for f in found.files),
        *((found.bounce.recipient, found.bounce.diagnostic, found.bounce.message_id) if found.bounce else ()),
    ]


def holds(channel: Channel, raw: bytes) -> None:
    """The promises of the contract for one delivery."""
    found = channel.parse(raw)
    assert found == channel.parse(raw)
    assert len(found.fingerprint) == 64
    for text in texts_of(found):
        text.encode("utf-8")
        assert "\0" not in text
    if isinstance(found, Unreadable):
        assert found.cause
        assert found.cause != "broken"
        return
    assert found.message_id
    assert all(one.name for one in found.files)
    end = 0
    for fold in found.folds:
        assert end <= fold.start < fold.end <= len(found.text)
        end = fold.end
    for moment in (found.said_at, found.passed_at):
        assert moment is None or moment.utcoffset() is not None


@pytest.mark.parametrize("channel", registered().values(), ids=registered())
def test_a_channel_names_itself_and_reads_anything(channel: Channel) -> None:
    assert channel.code.isidentifier()
    assert channel.label
    for raw in SAMPLES:
        holds(channel, raw)


@pytest.mark.parametrize("channel", registered().values(), ids=registered())
@settings(max_examples=100, deadline=None)
@given(raw=st.binary(max_size=400))
def test_arbitrary_bytes_never_raise(channel: Channel, raw: bytes) -> None:
    holds(channel, raw)


def test_the_mail_channel_is_found_by_presence() -> None:
    assert registered()["email"].label == "Email"
