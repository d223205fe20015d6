"""Files, the frame of a mail, and search, as they go out."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from regulars.book import letters
from regulars.book.models import Attachment, Message, Moment
from regulars.book.passages import LONGEST_KEPT
from regulars.book.search import rebuild
from regulars.readings.models import Correction, Reading
from tests import mails
from tests.builders import signed_in
from tests.web.conftest import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def desk() -> Desk:
    """One of everything."""
    return Desk()


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


@pytest.mark.sqlite
@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/pdf", "image/png"])
def test_a_file_is_a_download_and_only_a_picture_is_ever_drawn(desk: Desk, client: Client, kind: str) -> None:
    Attachment.objects.filter(pk=desk.file.pk).update(content_type=kind)
    path = f"/attachments/{desk.file.public_id}"
    plain, inline = client.get(path), client.get(f"{path}?inline")
    drawn = kind == "image/png"
    for response in (plain, inline):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert plain.headers["Content-Disposition"].startswith("attachment")
    assert inline.headers["Content-Disposition"].startswith("inline" if drawn else "attachment")
    assert inline.headers["Content-Type"] == (kind if drawn else "application/octet-stream")


@pytest.mark.sqlite
def test_a_name_cannot_break_out_of_its_header(desk: Desk, client: Client) -> None:
    Attachment.objects.filter(pk=desk.file.pk).update(name='a"; filename=evil.exe\r\nX: y')
    response = client.get(f"/attachments/{desk.file.public_id}")
    assert "X" not in response.headers
    assert response.status_code == 200


@pytest.mark.sqlite
def test_a_file_that_was_erased_is_not_there(desk: Desk, client: Client) -> None:
    Attachment.objects.filter(pk=desk.file.pk).update(sha256="0" * 64)
    assert client.get(f"/attachments/{desk.file.public_id}").status_code == 404


@pytest.mark.sqlite
def test_where_answers_go_is_said_of_what_came_and_not_of_our_own(desk: Desk, client: Client) -> None:
    Message.objects.filter(moment=desk.moment).update(reply_to=[["", "orders@nordbake.example"]])
    path = f"/customers/{desk.moment.customer.public_id}"
    assert ' · <span class="to">answers go to' in client.get(path).content.decode()
    Moment.objects.filter(pk=desk.moment.pk).update(direction=Moment.OUT)
    assert "answers go to" not in client.get(path).content.decode(), "it is the address that the desk itself put there"


@pytest.mark.sqlite
@pytest.mark.parametrize("more", [0, 1])
def test_a_text_without_end_does_not_stop_the_desk(desk: Desk, client: Client, more: int) -> None:
    Message.objects.filter(moment=desk.moment).update(text="é" * (LONGEST_KEPT + more), folds=[])
    # What was read in it is told beside it, in its words.
    Reading.objects.all().delete()
    Correction.objects.all().delete()
    for path in (f"/conversations/{desk.conversation.public_id}", f"/customers/{desk.moment.customer.public_id}"):
        page = client.get(path).content.decode()
        assert page.count("é") == LONGEST_KEPT
        assert ("All of it is in the raw mail" in page) == bool(more)


@pytest.mark.sqlite
def test_a_letter_is_shown_without_its_programs_line_breaks(desk: Desk, client: Client) -> None:
    said = f"We were awake at {'five on both mornings, ' * 3}and nobody could\ntell us why.\n\nAna\nLisbon"
    Message.objects.filter(moment=desk.moment).update(text=said, folds=[])
    page = client.get(f"/customers/{desk.moment.customer.public_id}").content.decode()
    assert "nobody could tell us why.\n\nAna\nLisbon" in page


@pytest.mark.sqlite
def test_an_address_seen_twice_within_a_minute_has_one_time(desk: Desk, client: Client) -> None:
    seen, later = datetime(2026, 1, 5, 9, 0, 5, tzinfo=UTC), datetime(2026, 1, 5, 9, 0, 45, tzinfo=UTC)
    desk.moment.customer.identities.update(first_seen=seen, last_seen=later)
    assert ", last " not in client.get(f"/customers/{desk.moment.customer.public_id}").content.decode()


@pytest.mark.sqlite
def test_an_address_that_was_only_told_says_so(desk: Desk, client: Client) -> None:
    path = f"/customers/{desk.moment.customer.public_id}"
    assert "only said, not seen in use" not in client.get(path).content.decode()
    desk.moment.customer.identities.update(verified_at=None)
    assert "only said, not seen in use" in client.get(path).content.decode()


@pytest.mark.sqlite
def test_the_frame_holds_the_mail_without_what_could_run(desk: Desk, client: Client) -> None:
    response = client.get(f"/messages/{desk.moment.public_id}/html")
    shown = response.content.decode()
    assert "<b>this</b>" in shown
    assert "script" not in shown
    assert "onclick" not in shown
    assert "spy.png" not in shown.replace("data-remote", "") or 'src="https://outside' not in shown
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert policy.endswith("img-src 'self' data:")
    asked = client.get(f"/messages/{desk.moment.public_id}/html?outside")
    assert asked.headers["Content-Security-Policy"].endswith("https: http:")
    assert 'src="https://outside.example/spy.png"' in asked.content.decode()


@pytest.mark.sqlite
def test_a_mail_of_text_alone_has_no_look_of_its_own(desk: Desk, client: Client) -> None:
    mails.take_in(mails.mail(message_id="plain@nordbake.example", subject="Plain"))
    plain = letters.Message.objects.get(message_id="plain@nordbake.example").moment.public_id
    assert client.get(f"/messages/{plain}/html").status_code == 404
    assert client.get(f"/messages/{plain}/as-sent").status_code == 404


@pytest.mark.sqlite
def test_a_pictures_address_cannot_be_made_up_and_grows_old(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = letters.picture_address(desk.file.public_id)
    assert Client().get(path).status_code == 200
    assert Client().get(path[:-1] + ("a" if path[-1] != "a" else "b")).status_code == 404
    monkeypatch.setattr(letters, "PICTURE_SECONDS", -1)
    assert Client().get(path).status_code == 404


@pytest.mark.sqlite
def test_search_marks_what_was_found_and_leads_to_it(desk: Desk, client: Client) -> None:
    rebuild()
    shown = client.get("/search", {"q": "boil"}).content.decode()
    assert "<mark>boil</mark>" in shown
    assert f"?to={letters.Message.objects.get(message_id='one@nordbake.example').moment.public_id}#latest" in shown
    assert "Nothing found" in client.get("/search", {"q": "submarine"}).content.decode()


@pytest.mark.parametrize("query", ['"', "\x00", "<script>", "a" * 2000, "(((", "-", "💥", "AND OR NOT *"])
def test_any_search_is_answered(desk: Desk, client: Client, query: str) -> None:
    response = client.get("/search", {"q": query, "before": query})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()
