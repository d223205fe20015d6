"""The normal form of each kind of handle: what is compared, whatever was written."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from regulars.base.results import Refused

LONGEST = 320


def normal_form(kind: str, written: str, region: str = "") -> str | Refused:
    """How a handle is compared: an address lower-cased, a phone number in E.164, a handle without its `@`, lower-cased,
    a card or external number without spaces. `region` is the country (two letters) of a number without a country code.

    Source: ITU-T E.164; RFC 5321 2.3.11 leaves the letter case of addresses to their hosts, and none of today's cares.
    """
    text = " ".join(written.split())
    if not text or len(text) > LONGEST:
        return Refused(_("Write between 1 and 320 letters."), "value")
    if kind == "email":
        return address(text)
    if kind == "phone":
        return phone(text, region)
    return text.removeprefix("@").casefold() if kind == "handle" else text.replace(" ", "").upper()


def address(text: str) -> str | Refused:
    """A mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return Refused(_("That is no mail address. Write it like anna@example.com."), "value")
    return text.lower()


def phone(text: str, region: str) -> str | Refused:
    """A phone number that can exist, in E.164. Without a region 00 stands for +, as it does for most who dial it."""
    dialled = text if region or not text.startswith("00") else f"+{text[2:]}"
    try:
        number = phonenumbers.parse(dialled, region.upper() or None)
    except phonenumbers.NumberParseException:
        return Refused(_("That is no phone number. Write it with its country code, like +351 21 123 4567."), "value")
    if not phonenumbers.is_possible_number(number):
        return Refused(_("This phone number is too short or too long. Check its figures."), "value")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
