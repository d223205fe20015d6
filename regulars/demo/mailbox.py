"""The mailbox of the demo company: its letters as raw mails that end now."""

import html
from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses

from regulars.demo.company import stories
from regulars.demo.company.letters import letters as company_letters
from regulars.demo.enclosures import enclosure
from regulars.demo.letters import Letter, written

ADDRESS, NAME = "help@linde.example", "Gasthaus Linde"
MAIL = policy.SMTP.clone(cte_type="7bit")


def demo_mails(now: datetime) -> list[bytes]:
    """About 70 raw mails over the two years before `now`, oldest first; the same for the same `now`.

    Among them are answers of ours, an answer by a stranger, one of a machine, a bounce, a copy that came twice, and one
    that says nothing of its sender.
    """
    letters = sorted([*written(), *company_letters(stories.written(), now)], key=lambda one: one.age, reverse=True)
    known = {letter["Id"]: letter for letter in letters if not letter["Repeat"]}
    return [mail(known[letter["Id"]], known, now) for letter in letters]


def mail(letter: Letter, known: dict[str, Letter], now: datetime) -> bytes:
    """The raw mail of one letter."""
    made = EmailMessage(policy=MAIL)
    made["Date"] = format_datetime((now - letter.age).replace(microsecond=0))
    for name in ("From", "To", "Cc"):
        if letter[name]:
            made[name] = [Address(shown, addr_spec=address) for shown, address in getaddresses([letter[name]])]
    made["Subject"] = letter["Subject"]
    made["Message-ID"] = message_id(letter)
    earlier = list(answered(letter, known))
    if earlier:
        made["In-Reply-To"] = message_id(earlier[-1])
        made["References"] = " ".join(map(message_id, earlier))
    if letter["Automatic"]:
        made["Auto-Submitted"] = letter["Automatic"]
    write(made, letter, said(letter, known, now))
    for number, part in enumerate(part for part in made.walk() if part.is_multipart()):
        # The library would take boundaries by chance, and the mails be others at each start.
        part.set_boundary(f"=_{letter['Id']}_{number}")
    return made.as_bytes()


def message_id(letter: Letter) -> str:
    """Its Message-ID, in the domain of who wrote it."""
    _, address = getaddresses([letter["From"] or ADDRESS])[0]
    return f"<{letter['Id']}@{address.rpartition('@')[2].lower()}>"


def answered(letter: Letter, known: dict[str, Letter]) -> Iterator[Letter]:
    """The letters before it in its thread, first one first."""
    parent = known.get(letter["Answers"])
    if parent is not None:
        yield from answered(parent, known)
        yield parent


def said(letter: Letter, known: dict[str, Letter], now: datetime) -> str:
    """Its text, with what it answers quoted below where mail programmes do so."""
    parent = known.get(letter["Answers"])
    if parent is None or not letter["Quote"]:
        return letter.text
    shown, address = getaddresses([parent["From"]])[0]
    when = (now - parent.age).strftime("%d %B %Y at %H:%M")
    quoted = "".join(f"> {line}\n" if line else ">\n" for line in parent.text.splitlines())
    return f"{letter.text}\nOn {when}, {shown} <{address}> wrote:\n\n{quoted}"


def write(made: EmailMessage, letter: Letter, text: str) -> None:
    """Put the text and whatever comes with it into the mail."""
    if letter["Bounce"]:
        report(made, letter, text)
        return
    charset = letter["Charset"] or "utf-8"
    made.set_content(text, charset=charset, cte="7bit" if charset.startswith("iso-2022") else "quoted-printable")
    if letter["Html"]:
        made.add_alternative(page(letter, text), subtype="html", cte="quoted-printable")
    shown = made.get_body(("html",))
    if letter["Picture"] and shown:
        kind, content = enclosure(letter["Picture"])
        maintype, _, subtype = kind.partition("/")
        cid = f"<{letter['Picture']}>"
        shown.add_related(content, maintype, subtype, cid=cid, filename=letter["Picture"], disposition="inline")
    if letter["Attach"]:
        kind, content = enclosure(letter["Attach"])
        maintype, _, subtype = kind.partition("/")
        made.add_attachment(content, maintype, subtype, filename=letter["Attach"])


def page(letter: Letter, text: str) -> str:
    """The text as HTML, from right to left where the letter is."""
    paragraphs = "".join(f"<p>{html.escape(part)}</p>\n" for part in text.strip().split("\n\n"))
    picture = f'<p><img src="cid:{letter["Picture"]}" alt="{letter["Picture"]}"></p>\n' if letter["Picture"] else ""
    direction = ' dir="rtl"' if letter["Html"] == "rtl" else ""
    return f"<html><body{direction}>\n{paragraphs}{picture}</body></html>\n"


def report(made: EmailMessage, letter: Letter, text: str) -> None:
    """A delivery status notification. Source: RFC 3464."""
    boundary = f"=_{letter['Id']}"
    made["Content-Type"] = f'multipart/report; report-type=delivery-status; boundary="{boundary}"'
    status = (
        f"Reporting-MTA: dns; mx.linde.example\n\nFinal-Recipient: rfc822; {letter['Bounce']}\n"
        "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n"
    )
    parts = (
        f"Content-Type: text/plain; charset=us-ascii\n\n{text}",
        f"Content-Type: message/delivery-status\n\n{status}",
        f"Content-Type: text/rfc822-headers\n\nMessage-ID: {made['In-Reply-To']}\nTo: {letter['Bounce']}\n",
    )
    made.set_payload("".join(f"--{boundary}\n{part}\n" for part in parts) + f"--{boundary}--\n")
