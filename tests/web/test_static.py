"""Static files: found by content, kept for ever, packed where that is smaller."""

import gzip

from django.test import Client

from regulars.web.static import address, bare, files


def test_an_address_with_its_version_may_be_kept_for_ever() -> None:
    response = Client().get(address("paper.css"))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/css"
    assert "immutable" in response.headers["Cache-Control"]


def test_an_old_version_is_asked_for_again() -> None:
    assert Client().get("/static/paper.css?v=old").headers["Cache-Control"] == "no-cache"


def test_it_is_packed_for_those_who_can_unpack() -> None:
    response = Client().get(address("htmx-2.min.js"), headers={"accept-encoding": "gzip, br"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == files()["htmx-2.min.js"].content


def test_what_the_browser_has_is_not_sent_again() -> None:
    tag = Client().get(address("live.js")).headers["ETag"]
    assert Client().get(address("live.js"), headers={"if-none-match": tag}).status_code == 304


def test_a_style_sheet_names_fonts_by_their_content() -> None:
    assert address("inter-latin.woff2").removeprefix("/static/").encode() in files()["fonts.css"].content
    response = Client().get(address("inter-latin.woff2"), headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Type"] == "font/woff2"
    assert "immutable" in response.headers["Cache-Control"]


def test_comments_are_not_sent() -> None:
    sheets = [one.content for name, one in files().items() if name.endswith(".css")]
    assert not any(b"/*" in content for content in sheets)
    assert not any(b"\n//" in one.content for name, one in files().items() if name.endswith(".js"))
    assert bare("a.js", b'// Why.\nfetch("https://a.example"); // stays\n') == b'fetch("https://a.example"); // stays\n'
