"""How a file is meant: which column is which field, and what the file itself does not say."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, field, fields
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.money import CODES
from regulars.base.results import Refused
from regulars.book.records.rows import STATUSES
from regulars.imports.records.columns import FIELDS, proposed
from regulars.imports.records.times import ORDERS
from regulars.staff.rules import is_zone

WORDS: Mapping[str, Mapping[str, str]] = {
    "order": {
        "placed": "placed open new pending processing unfulfilled received offen neu eingegangen inbearbeitung "
        "bestellt onhold",
        "paid": "paid bezahlt authorized payed",
        "sent": "sent shipped fulfilled complete completed dispatched versandt versendet verschickt unterwegs "
        "abgeschlossen erledigt",
        "delivered": "delivered geliefert zugestellt ausgeliefert",
        "damaged": "damaged broken beschädigt beschaedigt transportschaden",
        "cancelled": "cancelled canceled storniert abgebrochen voided failed",
        "returned": "returned refunded retourniert zurückgesandt zurueckgesandt erstattet retoure",
    },
    "visit": {
        "booked": "booked confirmed reserved gebucht bestätigt bestaetigt reserviert pending open offen",
        "came": "came arrived checkedin checkedout completed stayed seated finished da angereist abgereist "
        "erschienen gekommen abgeschlossen",
        "missed": "missed noshow nichterschienen nichtgekommen",
        "cancelled": "cancelled canceled storniert abgesagt",
    },
    "reward": {},
}


@dataclass(frozen=True, slots=True)
class Meant:
    """`mapping` is by column its field. `zone` is that of times that name none, `order` which of 3/4/2026 comes first,
    `point` where decimals begin, `region` the country (two letters) of phone numbers without code, `unit` what a
    balance counts. `statuses` are by word of the file ours. `vouched`: the system answers for its addresses."""

    noun: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""
    currency: str = ""
    order: str = ""
    point: str = ""
    region: str = ""
    unit: str = ""
    programme: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)
    vouched: bool = True

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def from_kept(kept: Mapping[str, Any]) -> Meant:
    """The same back; what a later release has put there beside is left out."""
    names = {one.name for one in fields(Meant)}
    return Meant(**{name: value for name, value in kept.items() if name in names})


def folded(word: str) -> str:
    """A word of a status without case, blanks and signs."""
    return "".join(sign for sign in word.casefold() if sign.isalnum())


def status_words(meant: Meant) -> dict[str, str]:
    """Our status for each folded word."""
    known = {word: status for status, words in WORDS[meant.noun].items() for word in words.split()}
    return {**known, **{folded(word): status for word, status in meant.statuses.items()}}


def faults(meant: Meant, columns: Iterable[str]) -> list[Refused]:
    """What is wrong with how a file is meant, by field of its form; also that it lacks what every row needs."""
    there = set(columns)
    given = list(meant.mapping.values())
    found = []
    for column, name in meant.mapping.items():
        if column not in there:
            said = _("There is no column “%(column)s”. There are: %(known)s.")
            found.append(Refused(said % {"column": column, "known": ", ".join(sorted(there))}, "map"))
        elif name not in FIELDS[meant.noun]:
            said = _("There is no field “%(field)s”. There are: %(known)s.")
            found.append(Refused(said % {"field": name, "known": ", ".join(FIELDS[meant.noun])}, "map"))
    twice = sorted({name for name in given if given.count(name) > 1})
    said = _("Two columns are meant to be “%(field)s”. Choose one.")
    found += [Refused(said % {"field": name}, "map") for name in twice]
    if meant.zone and not is_zone(meant.zone):
        found.append(Refused(_("There is no such time zone. Write it like Europe/Berlin."), "zone"))
    if meant.currency and meant.currency not in CODES:
        found.append(Refused(_("There is no such currency. Write its three letters, like EUR."), "currency"))
    if meant.order not in ORDERS:
        found.append(Refused(_("Dates are dmy or mdy."), "dates"))
    if any(status not in STATUSES[meant.noun] for status in meant.statuses.values()):
        known = ", ".join(STATUSES[meant.noun])
        found.append(Refused(_("A word can stand for one of these: %(known)s.") % {"known": known}, "status"))
    return found or lacking(meant, given)


def lacking(meant: Meant, given: Iterable[str]) -> list[Refused]:
    """What no row could do without."""
    there = set(given)
    needed = {
        "order": ({"id", "number"}, {"ordered_at"}),
        "visit": ({"id", "number"}, {"starts"}),
        "reward": ({"id", "card", "customer_id", "email"}, {"balance"}),
    }[meant.noun]
    who = {"email", "phone", "card", "customer_id"}
    missing = [one for one in (*needed, who) if not one & there]
    if not missing:
        return []
    names = "; ".join(" / ".join(sorted(one)) for one in missing)
    said = _("No column says this, and without it no row can be brought: %(fields)s. Say which column it is.")
    return [Refused(said % {"fields": names}, "map")]


def first_guess(noun: str, columns: Collection[str], **known: Any) -> Meant:
    """How a file is probably meant, by its headers."""
    return Meant(noun, proposed(noun, columns), **known)
