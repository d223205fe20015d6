"""Files that lie in the demo letters, drawn here so that the repository holds no binary ones."""

import struct
import zlib

WIDTH, HEIGHT = 240, 160
STRIPES = ((176, 58, 46), (244, 236, 219), (46, 89, 132), (244, 236, 219))


def chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk of a PNG. Source: https://www.w3.org/TR/png/#5Chunk-layout."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def striped_png() -> bytes:
    """A picture of a striped cloth."""
    rows = (bytes(channel for x in range(WIDTH) for channel in STRIPES[(x + y) // 24 % 4]) for y in range(HEIGHT))
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def one_page_pdf(line: str) -> bytes:
    """A page with one line in Helvetica; `line` is ASCII without brackets. Source: ISO 32000-1, 7.5."""
    drawn = f"BT /F1 18 Tf 72 720 Td ({line}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


def enclosure(name: str) -> tuple[str, bytes]:
    """The type and the bytes of the file of this name."""
    if name.endswith(".png"):
        return "image/png", striped_png()
    return "application/pdf", one_page_pdf(f"Gasthaus Linde: {name.removesuffix('.pdf')}")
