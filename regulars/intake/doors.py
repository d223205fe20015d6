"""The two ways to bring mail over a socket. Talk only: what is admitted and how it is stored is the receiver's.

Source: RFC 5321, RFC 2033 (LMTP), RFC 1870 (SIZE), RFC 6531 (SMTPUTF8), RFC 3463 (status codes).
"""

import asyncio
from typing import Any, Protocol

from aiosmtpd.smtp import SMTP, Envelope, syntax

LARGEST = 100 * 1024 * 1024
CHUNK = 64 * 1024
END = b"\r\n.\r\n"
TOO_LARGE = f"552 5.3.4 This message is too large. Up to {LARGEST:,} bytes are taken."
TOO_MANY = "421 4.3.2 Too many connections. Please come again later."


class Letter(Envelope):
    """The mail at hand. `inboxes` has the id of each recipient's inbox, in the order of RCPT."""

    def __init__(self) -> None:
        super().__init__()
        self.inboxes: list[int] = []


class Receiver(Protocol):
    """What stands behind a door. Its `handle_RCPT` and `handle_exception` are called by aiosmtpd under these names."""

    def come(self) -> bool:
        """A connection opens. False where there are too many."""

    def leave(self) -> None:
        """A connection ends."""

    async def take(self, letter: Letter, content: bytes, road: str) -> str:
        """Store a mail; the answer to its sender."""


class SmtpDoor(SMTP):
    """One SMTP connection. It takes mail for our inboxes only, and hands the bytes on as they were sent.

    Only CR LF . CR LF ends a mail. A server that takes LF . LF for it, too, lets a sender smuggle a second mail in
    under a false name. Source: https://sec-consult.com/blog/detail/smtp-smuggling-spoofing-e-mails-worldwide/.
    """

    road = "smtp"
    line_length_limit = CHUNK

    def __init__(self, receiver: Receiver, hostname: str, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(
            receiver,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="Regulars",
            loop=loop,
        )
        self.receiver = receiver

    def _create_envelope(self) -> Letter:
        return Letter()

    async def _handle_client(self) -> None:
        try:
            if self.receiver.come():
                await super()._handle_client()
            else:
                await self.push(TOO_MANY)
                self._writer.close()
        finally:
            self.receiver.leave()

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd finds it by this name
        """Take the mail itself. Overridden for a reply to each recipient, and for lines of any length."""
        letter = self.envelope
        if await self.check_helo_needed():
            return
        if not isinstance(letter, Letter) or not letter.inboxes:
            await self.push("503 5.5.1 Name a recipient first")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await self._read_mail()
        answer = TOO_LARGE if content is None else await self.receiver.take(letter, content, self.road)
        self._set_post_data_state()  # type: ignore[no-untyped-call] # aiosmtpd leaves it without types
        await self.push(self.reply(letter, answer))

    def reply(self, letter: Letter, answer: str) -> str:
        """What is said after a mail: one line."""
        return answer

    async def _read_mail(self) -> bytes | None:
        """The mail up to its end, dots unstuffed; None where it is too large, and was read and dropped."""
        mail = bytearray(b"\r\n")
        too_large = False
        while not mail.endswith(END):
            mail += await self._chunk()
            self._reset_timeout()
            too_large = too_large or len(mail) > LARGEST + len(END) + 2
            if too_large:
                del mail[: -len(END)]
        if too_large:
            return None
        del mail[-3:]
        return bytes(mail.replace(b"\r\n.", b"\r\n")[2:])

    async def _chunk(self) -> bytes:
        """What comes next: up to something that may be the end, or as much as is looked at in one go."""
        try:
            return await self._reader.readuntil(b".\r\n")
        except asyncio.LimitOverrunError as overrun:
            return await self._reader.readexactly(overrun.consumed)


class LmtpDoor(SmtpDoor):
    """One LMTP connection: greeted with LHLO, and after a mail each recipient gets a reply. Source: RFC 2033."""

    road = "lmtp"

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802 - as above
        """The greeting."""
        await super().smtp_EHLO(arg)

    async def smtp_HELO(self, arg: Any) -> None:  # noqa: N802 - as above
        """None of this protocol's words."""
        await self.push("500 5.5.1 This is LMTP. Say LHLO.")

    async def smtp_EHLO(self, arg: Any) -> None:  # noqa: N802 - as above
        """The same."""
        await self.smtp_HELO(arg)

    def reply(self, letter: Letter, answer: str) -> str:
        """A line for each recipient, in their order."""
        return "\r\n".join([answer] * len(letter.inboxes))
