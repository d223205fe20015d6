"""How mailboxes of well-known providers are reached, so that most people need to type a password only.

Source: what each provider tells its customers of IMAP and SMTP; port 465 is RFC 8314, section 3.3, port 587 RFC 6409.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass

APP_PASSWORD = gettext_lazy(
    "It takes an app password, which you make in your account there, not the one you sign in with."
)
TOKEN_ONLY = gettext_lazy("It takes no password from programs: log in with an OAuth token.")


@dataclass(frozen=True, slots=True)
class Provider:
    """Where one provider's servers are. `kind` is how they let programs in; `note` is what people stumble over."""

    label: str
    imap: str
    smtp: str
    domains: tuple[str, ...] = ()
    smtp_security: str = "tls"
    kind: str = "password"
    note: str | Promise = ""


PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        "google": Provider(
            "Google", "imap.gmail.com", "smtp.gmail.com", ("gmail.com", "googlemail.com"), note=APP_PASSWORD
        ),
        "microsoft": Provider(
            "Microsoft 365", "outlook.office365.com", "smtp.office365.com", (), "starttls", "oauth", TOKEN_ONLY
        ),
        "outlook": Provider(
            "Outlook.com",
            "outlook.office365.com",
            "smtp-mail.outlook.com",
            ("outlook.com", "outlook.de", "hotmail.com", "live.com", "msn.com"),
            "starttls",
            "oauth",
            TOKEN_ONLY,
        ),
        "yahoo": Provider(
            "Yahoo",
            "imap.mail.yahoo.com",
            "smtp.mail.yahoo.com",
            ("yahoo.com", "yahoo.de", "yahoo.fr", "yahoo.co.uk", "ymail.com"),
            note=APP_PASSWORD,
        ),
        "icloud": Provider(
            "iCloud",
            "imap.mail.me.com",
            "smtp.mail.me.com",
            ("icloud.com", "me.com", "mac.com"),
            "starttls",
            note=APP_PASSWORD,
        ),
        "fastmail": Provider(
            "Fastmail", "imap.fastmail.com", "smtp.fastmail.com", ("fastmail.com", "fastmail.fm"), note=APP_PASSWORD
        ),
        "zoho": Provider("Zoho", "imap.zoho.com", "smtp.zoho.com", ("zoho.com", "zohomail.com")),
        "gmx": Provider("GMX", "imap.gmx.net", "mail.gmx.net", ("gmx.de", "gmx.net", "gmx.at", "gmx.ch")),
        "webde": Provider("WEB.DE", "imap.web.de", "smtp.web.de", ("web.de",), "starttls"),
        "tonline": Provider("T-Online", "secureimap.t-online.de", "securesmtp.t-online.de", ("t-online.de",)),
        "mailboxorg": Provider("mailbox.org", "imap.mailbox.org", "smtp.mailbox.org", ("mailbox.org",)),
        "posteo": Provider("Posteo", "posteo.de", "posteo.de", ("posteo.de", "posteo.net", "posteo.org")),
        "ionos": Provider("IONOS", "imap.ionos.com", "smtp.ionos.com"),
        "strato": Provider("STRATO", "imap.strato.de", "smtp.strato.de"),
    }
)


def of_domain(domain: str) -> Provider | None:
    """The provider whose customers have addresses at `domain`."""
    return next((one for one in PROVIDERS.values() if domain in one.domains), None)


def guess(address: str, named: str = "") -> Provider:
    """Where the mailbox of `address` most likely is: at the provider `named`, at that of its domain, or at its own."""
    domain = address.rpartition("@")[2]
    return PROVIDERS.get(named) or of_domain(domain) or Provider("", f"imap.{domain}", f"smtp.{domain}")
