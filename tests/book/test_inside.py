"""What stands inside files: read after filing, found like all else, bounded whatever somebody sends, gone with it."""

import random
import resource
import sys
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.book.models import Attachment, FileText, Moment
from regulars.book.search import files, find, forget_moments, index_moments
from regulars.book.search.inside import MOST_TEXT, MOST_UNPACKED, inside, kind_of
from regulars.book.search.pdf import of_pdf
from regulars.book.search.pdf_apart import keep_within
from regulars.book.search.tasks import bring
from regulars.engine import blobs
from regulars.engine.models import Job
from tests import builders

DOCX = "<w:document><w:p><w:r><w:t>Ter</w:t></w:r><w:r><w:t>rine R&amp;D</w:t></w:r></w:p><w:p>Spoon</w:p></w:document>"


def packed(parts: dict[str, str | bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.csv", "Krüge;3\r\nTeller;4".encode("cp1252"), "Krüge;3 Teller;4"),
        ("page.html", b"<p>One<b>two</b><script>var x='<p>no'</script><td>four &lt;5", "One two four <5"),
        ("a.docx", packed({"word/document.xml": DOCX, "word/media/a.png": b"no"}), "Terrine R&D Spoon"),
        ("a.xlsx", packed({"xl/sharedStrings.xml": "<sst><si><t>Ana</t></si><si><t>Cup</t></si></sst>"}), "Ana Cup"),
        ("a.odt", packed({"content.xml": "<text:p>A<text:tab/>b</text:p><text:p>c</text:p>"}), "A b c"),
        ("a.docx", b"PK\x03\x04 not a zip", ""),
        ("a.docx", packed({"other.xml": "x"}), ""),
    ],
)
def test_words_are_read(name: str, content: bytes, words: str) -> None:
    assert inside(kind_of(name, "application/octet-stream"), content) == words


@pytest.mark.parametrize("name", ["a.exe", "noending", "picture.png"])
def test_what_is_not_read(name: str) -> None:
    assert kind_of(name, "application/zip") == ""
    assert kind_of(name, "text/plain; charset=utf-8") in ("text", "")


def test_bombs_are_bounded() -> None:
    bomb = packed({"word/document.xml": b"<w:p>a</w:p>" * (MOST_UNPACKED // 8), "word/footnotes.xml": b"late"})
    assert len(bomb) < 200_000
    read = inside("office", bomb)
    assert len(read) == MOST_TEXT
    assert "late" not in read
    assert inside("office", packed({f"word/header{n}.xml": b"x" for n in range(5_001)})) == ""
    assert inside("html", b"<script" * 20_000) == ""
    assert inside("html", b"<" * 100_000).startswith("<")


@given(st.binary(max_size=300), st.sampled_from(["text", "html", "office"]))
def test_anything_is_a_file(content: bytes, kind: str) -> None:
    assert len(inside(kind, content)) <= MOST_TEXT


@given(st.integers(0, 2**32))
def test_a_broken_zip_is_only_not_read(seed: int) -> None:
    chance, whole = random.Random(seed), bytearray(packed({"word/document.xml": DOCX}))
    for _ in range(3):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    assert isinstance(inside("office", bytes(whole)), str)


def pdf(*pages: str) -> bytes:
    """A PDF with these words on its pages, each Latin and one line."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    made = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, words in enumerate(pages):
        drawn = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET"
        content, font = f"/Contents {5 + 2 * number} 0 R", "/Resources<</Font<</F1 3 0 R>>>>"
        made += [f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{font}{content}>>"]
        made += [f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream"]
    whole, places = b"%PDF-1.4\n", []
    for number, one in enumerate(made, 1):
        places.append(len(whole))
        whole += f"{number} 0 obj{one}endobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size {len(made) + 1}/Root 1 0 R>>\nstartxref\n{len(whole)}\n%%EOF"
    return whole + f"xref\n0 {len(made) + 1}\n0000000000 65535 f \n{table}{end}".encode()


@pytest.mark.slow
def test_words_of_a_pdf_are_read_page_by_page_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert of_pdf(pdf("Blue teapot", "Größe 4"), MOST_TEXT) == "Blue teapot Größe 4"
    assert of_pdf(b"%PDF-1.4 and no more", MOST_TEXT) == ""
    monkeypatch.setattr("regulars.book.search.pdf.MOST_PAGES", 1)
    assert of_pdf(pdf("Blue teapot", "Lid"), 6) == "Blue t"


@pytest.mark.slow
def test_a_pdf_that_takes_too_much_ends_with_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "(a) Tj " * 1_000_000
    monkeypatch.setattr("regulars.book.search.pdf.SECONDS", 1)
    assert of_pdf(pdf("Blue teapot", f") Tj {endless}("), MOST_TEXT) == "Blue teapot"
    monkeypatch.setattr("regulars.book.search.pdf.MOST_MEMORY", 20_000_000)
    assert of_pdf(pdf("Blue teapot"), MOST_TEXT) == ("Blue teapot" if sys.platform == "darwin" else "")


def test_only_what_the_system_can_bound_is_asked_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[int] = set()
    monkeypatch.setattr("resource.setrlimit", lambda what, bounds: asked.add(what))
    monkeypatch.setattr("sys.platform", "linux")
    keep_within(1, 1)
    assert asked == {resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE}
    asked.clear()
    monkeypatch.setattr("sys.platform", "darwin")
    keep_within(1, 1)
    assert asked == {resource.RLIMIT_CPU, resource.RLIMIT_CORE}


def letter() -> Moment:
    (moment,) = builders.messages(builders.conversation(builders.customer()), ["See the list."])
    return moment


def enclose(moment: Moment, name: str, content: bytes) -> Attachment:
    return Attachment.objects.create(
        message=moment.messages.get(),
        position=moment.messages.get().attachments.count(),
        name=name,
        content_type="application/octet-stream",
        sha256=blobs.put(content),
        size=len(content),
    )


def found(query: str) -> list[str]:
    return [result.moment for result in find(query).results]


@pytest.mark.sqlite
@pytest.mark.django_db
def test_what_stands_in_a_file_is_found_after_a_job_and_gone_with_it() -> None:
    moment = letter()
    enclose(moment, "order.docx", packed({"word/document.xml": DOCX}))
    enclose(moment, "plan.pdf", pdf("Sauce boat"))
    bring([moment.pk])
    assert found("terrine ") == []
    assert Job.objects.filter(kind=files.READ).count() == 1
    files.read_files(moment.pk)
    assert found("terrine spoon list ") == found("sauce boat ") == [moment.public_id]
    (hit,) = find("terrine ").results
    assert "".join(text for text, _ in hit.files[0]) == "order.docx: Terrine R&D Spoon"
    assert ("Terrine", True) in hit.files[0]
    # Again is as once, and brings no job.
    files.read_files(moment.pk)
    index_moments([moment.pk])
    assert found("terrine ") == [moment.public_id]
    Job.objects.all().delete()
    bring([moment.pk])
    assert not Job.objects.exists()
    forget_moments([moment.pk])
    Attachment.objects.all().delete()
    assert not FileText.objects.exists()
    assert found("terrine ") == found("list ") == []
    index_moments([moment.pk])
    assert found("terrine ") == []
    assert found("list ") == [moment.public_id]


@pytest.mark.django_db
def test_a_file_that_was_erased_before_it_was_read_is_left_alone() -> None:
    moment = letter()
    kept = enclose(moment, "note.txt", b"terrine")
    blobs.delete(kept.sha256)
    files.read_files(moment.pk)
    assert not FileText.objects.exists()
