"""Made-up mail to a desk, and the truth about it: an mbox and a manifest. The same arguments give the same bytes.

The manifest names for each message, under `items`: `message_id`, `sender`, `subject`, `thread` (a number), `root`
(opens its thread), `probe` (a phrase that must be readable in the text), `attachments` (name, size, sha256), `shape`,
and `expect`: ticket (opens a conversation), reply (belongs on its thread's), linked (an answer by somebody never seen
on the thread: a conversation of its own, suggested to belong with the other), no-autoreply (by a machine), ignored (a
copy).
"""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

TO = "help@desk.example"
BEGIN = datetime(2026, 1, 12, 7, tzinfo=UTC)
GIVEN = (
    "Alma Bo Cleo Dario Edda Fidel Greta Hugo Ines Jonah Kaja Luca Mona Nils Orla Pavel Rina Samir Thea Umut".split()
)
FAMILY = "Abel Brun Cruz Dahl Egger Fabri Grau Holm Ionescu Jansen Kaya Lind Moreau Nowak Okoye Prado Reis Sato".split()
PLACES = "birchmill copperlane dunewater eastquay finchfield glasshall".split()
THINGS = "tent lamp kettle rucksack voucher raincoat bicycle bell stove blanket compass lantern map bottle".split()
SENTENCES = (
    "The {thing} came on the {day}th and one corner of the box was open.",
    "I paid for the {thing} twice and the second payment was {amount} euros.",
    "On the telephone I was told to wait until the {day}th, and nothing happened.",
    "Could somebody look at order {number} and tell me where it is?",
    "It is a present, so it would be sad if the {thing} came late.",
    "The leaflet says {amount} days, the page says {day}.",
    "My neighbour has the same {thing} and hers works.",
    "I like the {thing} very much, only the strap is too short.",
    "Please do not send another form, I filled in {day} of them.",
)
# A charset, and a phrase that shows whether it was understood.
TONGUES = (
    ("us-ascii", "nothing but plain letters here"),
    ("utf-8", "Zürich – naïve crème, 30 € für’s Ölkännchen"),
    ("utf-8", "Ďakujem, žltý kôň – ☂ 12 €"),
    ("iso-8859-1", "die Bürgschaft läuft über Jörg Müßig"),
    ("windows-1252", "it’s “urgent” – 15 € too much"),
    ("iso-8859-2", "źle wysłano moją paczkę"),
    ("koi8-r", "посылка уже неделю в пути"),
    ("iso-2022-jp", "荷物がまだ着きません"),
    ("gb18030", "我的订单没有送到"),
    ("euc-kr", "택배가 아직 안 왔어요"),
)
OPENING = ("duplicate", "auto-reply", "mislabelled", "no-subject", "inline-picture")
ANSWERING = ("other-address", "refs-only", "new-subject")
EXPECTED = {"auto-reply": "no-autoreply", "other-address": "linked"}
REPLIES, STRANGERS, FILES = 0.30, 0.03, 0.10
Truth = dict[str, Any]


@dataclass
class Thread:
    """One matter: who opened it, in which tongue, and the ids and last words so far."""

    number: int
    person: int
    charset: str
    probe: str
    subject: str
    ids: list[str] = field(default_factory=list)
    last: str = ""


@dataclass
class Writer:
    """Writes one message after the other; `seed` decides everything."""

    customers: int
    seed: int
    threads: list[Thread] = field(default_factory=list)
    written: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def person(self, number: int) -> tuple[str, str]:
        """Name and address."""
        own = random.Random(self.seed * 7_919 + number)
        given, family = own.choice(GIVEN), own.choice(FAMILY)
        return f"{given} {family}", f"{given}.{family}{number}@{own.choice(PLACES)}.example".lower()

    def open(self) -> Thread:
        """A new matter, by the next person in turn."""
        number = len(self.threads)
        subject = f"About the {self.chance.choice(THINGS)} {self.chance.randint(1000, 9999)}"
        self.threads.append(Thread(number, number % self.customers, *self.chance.choice(TONGUES), subject))
        return self.threads[-1]

    def recent(self) -> Thread:
        """One of the matters of late."""
        return self.threads[-1 - min(len(self.threads) - 1, int(self.chance.expovariate(1 / 20)))]

    def said(self) -> str:
        """A few sentences."""
        chance = self.chance
        fill = {"thing": chance.choice(THINGS), "day": chance.randint(4, 28), "amount": chance.randint(5, 300)}
        chosen = chance.sample(SENTENCES, chance.randint(3, 6))
        return "\n".join(sentence.format(number=chance.randint(10**6, 10**7), **fill) for sentence in chosen)

    def mail(self, thread: Thread, person: int, expect: str, shape: str = "") -> tuple[bytes, Truth]:
        """One message on a thread, and the truth about it."""
        name, address = self.person(person)
        address = f"home.{address}" if shape == "other-address" else address
        root = not thread.ids
        text = f"{'Hello' if root else 'Hello again'},\n\n{self.said()}\n\n{thread.probe}\n\n{name}\n"
        quoted = "" if root else f"\nOn Monday somebody wrote:\n{thread.last}"
        shape = shape or self.chance.choice(("plain", "plain", "alternative", "alternative", "html"))
        made, files = self.body(thread.charset, text + quoted, shape)
        subject = subject_of(thread, shape)
        message_id = f"<{self.seed}.{self.written}@mail.{address.rpartition('@')[2]}>"
        when = BEGIN + timedelta(minutes=self.written)
        for header, value in headers(thread, shape):
            made[header] = value
        made["From"], made["To"], made["Date"] = f"{name} <{address}>", TO, format_datetime(when)
        made["Message-ID"] = message_id
        made["Subject"] = subject if subject.isascii() else Header(subject, thread.charset).encode()
        thread.ids.append(message_id)
        thread.last = "".join(f"> {line}\n" for line in text.splitlines()[:10])
        self.written += 1
        truth = {"message_id": message_id, "sender": address, "subject": subject, "thread": thread.number, "root": root}
        truth |= {"probe": thread.probe, "attachments": files, "shape": shape, "expect": expect}
        return made.as_bytes(), truth

    def body(self, charset: str, text: str, shape: str) -> tuple[Message, list[Truth]]:
        """The text in its shape, perhaps with a file, and what is true of the file."""
        boundary = f"=_{self.seed}_{self.written}"
        if shape == "mislabelled":
            made: Message = MIMEText(text, "plain", "utf-8")
            made.set_param("charset", "us-ascii")
        elif shape == "html":
            made = MIMEText(paragraphs(text), "html", charset)
        elif shape == "alternative":
            both = [MIMEText(text, "plain", charset), MIMEText(paragraphs(text), "html", charset)]
            made = MIMEMultipart("alternative", f"{boundary}_a", both)
        elif shape == "inline-picture":
            return self.with_picture(charset, text, boundary)
        else:
            made = MIMEText(text, "plain", charset)
        if shape not in ("plain", "alternative", "html") or self.chance.random() >= FILES:
            return made, []
        file = MIMEApplication(self.chance.randbytes(20_480))
        name = f"receipt-{self.written}.pdf"
        file.add_header("Content-Disposition", "attachment", filename=name)
        return MIMEMultipart("mixed", f"{boundary}_m", [made, file]), [true_file(name, file)]

    def with_picture(self, charset: str, text: str, boundary: str) -> tuple[Message, list[Truth]]:
        """HTML that shows a picture which lies in the mail."""
        picture = MIMEImage(b"\x89PNG\r\n\x1a\n" + self.chance.randbytes(900), "png")
        picture.add_header("Content-ID", "<view>")
        picture.add_header("Content-Disposition", "inline", filename="view.png")
        page = MIMEText(f'{paragraphs(text)}<img src="cid:view">', "html", charset)
        return MIMEMultipart("related", f"{boundary}_r", [page, picture]), [true_file("view.png", picture)]


def true_file(name: str, part: Message) -> Truth:
    """What is true of an attachment."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise TypeError(name)
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def paragraphs(text: str) -> str:
    """The text as HTML."""
    return "".join(f"<p>{escape(part)}</p>\n".replace("\n&gt;", "<br>\n&gt;") for part in text.split("\n\n"))


def subject_of(thread: Thread, shape: str) -> str:
    """The subject of the next message on a thread."""
    odd = {"no-subject": "", "new-subject": "One more thing", "auto-reply": "Out of office"}
    return odd.get(shape, f"Re: {thread.subject}" if thread.ids else thread.subject)


def headers(thread: Thread, shape: str) -> Iterator[tuple[str, str]]:
    """What says which message is answered, and that a machine wrote."""
    if shape == "auto-reply":
        yield "Auto-Submitted", "auto-replied"
    if thread.ids and shape != "refs-only":
        yield "In-Reply-To", thread.ids[-1]
    if thread.ids and shape != "new-subject":
        yield "References", " ".join(thread.ids[-8:])


def generate(count: int, customers: int, seed: int, hard: int) -> Iterator[tuple[bytes, Truth]]:
    """`count` everyday messages, then `hard` of each difficult shape, in the order in which they came."""
    writer = Writer(customers, seed)
    for _ in range(count):
        if not writer.threads or writer.chance.random() >= REPLIES:
            thread = writer.open()
            yield writer.mail(thread, thread.person, "ticket")
            continue
        thread = writer.recent()
        stranger = writer.chance.random() < STRANGERS / REPLIES
        person = (thread.person + 1) % customers if stranger else thread.person
        yield writer.mail(thread, person, "linked" if stranger and person != thread.person else "reply")
    for shape in OPENING * hard:
        thread = writer.open()
        raw, truth = writer.mail(thread, thread.person, EXPECTED.get(shape, "ticket"), shape)
        yield raw, truth
        if shape == "duplicate":
            yield raw, truth | {"expect": "ignored", "root": False}
    for shape in ANSWERING * hard:
        thread = writer.recent()
        yield writer.mail(thread, thread.person, EXPECTED.get(shape, "reply"), shape)


def write_mbox(path: Path, count: int, customers: int, seed: int, hard: int) -> Path:
    """Write the messages to `path` in mboxrd form, and beside it the manifest, whose path is given back."""
    items = []
    with path.open("wb") as box:
        for raw, truth in generate(count, customers, seed, hard):
            lines = (b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in raw.splitlines())
            box.write(b"From sender Mon Jan 12 07:00:00 2026\n" + b"\n".join(lines) + b"\n\n")
            items.append(truth)
    manifest = path.with_suffix(".manifest.json")
    manifest.write_text(json.dumps({"seed": seed, "items": items}, ensure_ascii=False))
    return manifest
