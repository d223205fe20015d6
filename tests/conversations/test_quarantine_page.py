"""What could not be read, on its page."""

import pytest
from django.test import Client

from regulars.book.models import Conversation
from regulars.engine import blobs
from regulars.intake.models import Delivery
from tests.builders import quarantined, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


def held(raw: bytes) -> Delivery:
    """A delivery in quarantine."""
    return quarantined(blobs.put(raw), size=len(raw))


def test_raw_bytes_are_shown_as_text_and_never_as_markup(client: Client) -> None:
    shown = client.get(f"/quarantine/{held(b'<script>x</script>' + bytes(range(256))).public_id}").content.decode()
    assert "&lt;script&gt;" in shown
    assert "<script>x" not in shown


def test_only_the_beginning_is_shown_and_the_whole_can_be_had(client: Client) -> None:
    raw = b"Z" * 300_000
    delivery = held(raw)
    shown = client.get(f"/quarantine/{delivery.public_id}").content.decode()
    assert shown.count("Z" * 1000) == 200
    assert "Only the first 200 kB are shown" in shown
    download = client.get(f"/deliveries/{delivery.public_id}/raw")
    assert b"".join(download.streaming_content) == raw
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["Content-Type"] == "application/octet-stream"


def test_what_can_be_guessed_stands_in_the_form(client: Client) -> None:
    raw = b"junk\nFrom: Ana Novak <ana@nordbake.example>\nSubject: =?utf-8?q?K=C3=A4se?=\n"
    shown = client.get(f"/quarantine/{held(raw).public_id}").content.decode()
    for value in ("ana@nordbake.example", "Ana Novak", "Käse"):
        assert f'value="{value}"' in shown


def test_it_becomes_a_conversation(client: Client) -> None:
    delivery = held(b"torn to pieces")
    path = f"/quarantine/{delivery.public_id}"
    response = client.post(path, {"sender": "Ana@Nordbake.example", "name": "Ana Novak", "subject": "Torn"})
    made = Conversation.objects.get()
    assert response.url == f"/conversations/{made.public_id}"
    assert made.subject == "Torn"
    assert "torn to pieces" in client.get(response.url).content.decode()
    assert client.get(path).url == "/quarantine"
    assert client.post(path, {"sender": "ana@nordbake.example"}).url == "/quarantine"
    assert Conversation.objects.count() == 1


def test_a_wrong_sender_is_told_and_nothing_typed_is_lost(client: Client) -> None:
    path = f"/quarantine/{held(b'torn').public_id}"
    response = client.post(path, {"sender": "ana", "name": "Ana Novak", "subject": "Torn"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert "That is no mail address" in shown
    for value in ("ana", "Ana Novak", "Torn"):
        assert f'value="{value}"' in shown
    assert not Conversation.objects.exists()
