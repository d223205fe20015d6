"""Mail: RFC 5322 and MIME as they arrive, which is seldom as they are written."""

from regulars.channels.contract import Channel
from regulars.channels.email.mail import html_of, parse

CHANNEL = Channel(code="email", label="Email", parse=parse)

__all__ = ["CHANNEL", "html_of", "parse"]
