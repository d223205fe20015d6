"""What a person says of an account, checked before any server is asked."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.intake import submission
from regulars.intake.accounts import SecretGone, first_line

IMAP_PORTS: Mapping[str, int] = MappingProxyType({"tls": 993, "starttls": 143, "none": 143})
SMTP_PORTS: Mapping[str, int] = MappingProxyType(submission.PORTS)
KINDS = ("password", "oauth", "file")


@dataclass(frozen=True, slots=True)
class Connection:
    """An account as it was typed. `secret` is a password, an OAuth token, or, for `file`, the token's path.

    `port` None is the usual one. `folder` means nothing for SMTP, where nobody logs in without a `username`.
    """

    host: str
    username: str
    secret: str
    kind: str = "password"
    security: str = "tls"
    port: int | None = None
    folder: str = "INBOX"


def checked(wanted: Connection, ports: Mapping[str, int]) -> Connection | Refused:
    """The same, tidy and with its port, or what is wrong with what was typed. `ports` are the usual ones."""
    place = placed(wanted, ports)
    if isinstance(place, Refused) or (ports is SMTP_PORTS and not wanted.username.strip()):
        return place
    if not wanted.username.strip():
        return Refused(_("Say who logs in: most often the whole address."), "username")
    if not (wanted.username + wanted.folder).isprintable():
        return Refused(_("There is a line break in the name or the folder. Leave it out."), "username")
    if wanted.kind not in KINDS or not wanted.secret.isprintable() or not wanted.secret:
        return Refused(_("A password or an OAuth token is needed to log in."), "secret")
    return place


def placed(wanted: Connection, ports: Mapping[str, int]) -> Connection | Refused:
    """Where the server is, checked; what is said of the login is only tidied."""
    host = wanted.host.strip()
    if not host or any(sign in host for sign in " /@") or not can_be_looked_up(host):
        return Refused(_("Write the mail server's name alone, such as imap.example.com."), "host")
    if wanted.security not in ports:
        return Refused(_("“%s” is not known. Say tls, starttls or none.") % wanted.security, "security")
    port = ports[wanted.security] if wanted.port is None else wanted.port
    if not 0 < port < 65536:
        usual = {"port": port, "usual": ports["tls"]}
        return Refused(_("%(port)s is no port. Give a number from 1 to 65535, such as %(usual)s.") % usual, "port")
    if wanted.security == "starttls" and port == ports["tls"]:
        return Refused(_("On port %s servers encrypt from the start. Choose tls, or another port.") % port, "port")
    folder = wanted.folder.strip() or "INBOX"
    return replace(wanted, host=host, port=port, username=wanted.username.strip(), folder=folder)


def can_be_looked_up(host: str) -> bool:
    """Whether the system can be asked for a name; it raises what is no OSError for an empty or too long label."""
    try:
        return host.isprintable() and bool(host.encode("idna"))
    except UnicodeError:
        return False


def secret_now(wanted: Connection) -> tuple[str, str] | Refused:
    """What to log in with now, and whether it is a password or a token; one kept in a file is read."""
    if wanted.kind != "file":
        return wanted.secret, wanted.kind
    try:
        return first_line(wanted.secret), "oauth"
    except SecretGone as fault:
        return Refused(str(fault), "secret")
