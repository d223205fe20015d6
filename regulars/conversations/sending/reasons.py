"""Why a mail did not arrive, in plain words: from the codes and the usual words of mail servers."""

import re

from django.utils.translation import gettext as _

ENHANCED = re.compile(r"(?<![\d.])[245]\.(\d{1,3})\.(\d{1,3})(?![\d.])")
SPAM = re.compile(
    r"\bspam|\bjunk|blacklist|blocklist|blocked|reputation|spamhaus|\bRBL\b|content rejected", re.IGNORECASE
)
FULL = re.compile(r"quota|mailbox (?:is )?full|over ?quota|insufficient (?:system )?storage", re.IGNORECASE)
NOBODY = re.compile(
    r"user unknown|unknown user|no such (?:user|address|recipient)|does not exist|unknown recipient", re.IGNORECASE
)
LARGE = re.compile(r"too (?:large|big)|size limit|exceeds .{0,20}size", re.IGNORECASE)
NO_SUCH_ADDRESS, MAILBOX_FULL, SPAMMY, TOO_LARGE = "address", "full", "spam", "large"
NO_SUCH_HOST, NOT_IN_TIME, SWITCHED_OFF, RULES, LETTERS = "host", "time", "off", "rules", "letters"
# By subject and detail of the code; a detail of None is any.
# Source: RFC 3463, sections 3.2 to 3.8; RFC 6531, section 3.5; RFC 7505.
BY_CODE = {
    (1, 2): NO_SUCH_HOST,
    (1, 10): NO_SUCH_HOST,
    (1, None): NO_SUCH_ADDRESS,
    (2, 1): SWITCHED_OFF,
    (2, 2): MAILBOX_FULL,
    (2, 3): TOO_LARGE,
    (3, 1): MAILBOX_FULL,
    (3, 4): TOO_LARGE,
    (4, 4): NO_SUCH_HOST,
    (4, None): NOT_IN_TIME,
    (6, 7): LETTERS,
    (7, None): RULES,
}
BY_WORDS = ((SPAM, SPAMMY), (FULL, MAILBOX_FULL), (NOBODY, NO_SUCH_ADDRESS), (LARGE, TOO_LARGE))


def sort_of(status: str, said: str) -> str:
    """Which of the reasons it is, or "". `status` is an enhanced code, or empty where `said` may hold one."""
    if SPAM.search(said):
        return SPAMMY
    found = ENHANCED.search(status) or ENHANCED.search(said)
    if found:
        subject, detail = int(found[1]), int(found[2])
        known = BY_CODE.get((subject, detail)) or BY_CODE.get((subject, None))
        if known and known != RULES:
            return known
    by_words = next((sort for pattern, sort in BY_WORDS if pattern.search(said)), "")
    return by_words or (RULES if found and int(found[1]) == 7 else "")


def in_words(status: str, said: str) -> str:
    """A sentence for a person; "" where the server's own words are all there is."""
    sentences = {
        NO_SUCH_ADDRESS: _("There is no such address."),
        NO_SUCH_HOST: _("What stands behind the @ takes no mail. Is the address written correctly?"),
        MAILBOX_FULL: _("The mailbox is full."),
        SWITCHED_OFF: _("The mailbox is switched off."),
        TOO_LARGE: _("The mail is too large for the other side."),
        SPAMMY: _("The other side took it for spam."),
        LETTERS: _("A mail server on the way cannot write to an address with such letters. Is there another one?"),
        NOT_IN_TIME: _("The other side could not be reached in time."),
        RULES: _("The other side's rules do not let it in."),
    }
    return sentences.get(sort_of(status, said), "")
