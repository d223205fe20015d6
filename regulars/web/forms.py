"""What was typed into a form and what is wrong with it, so that it can be shown again with nothing lost."""

from collections.abc import Iterable, Mapping
from dataclasses import field

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Form:
    """A form as a page shows it. A password is never shown again: its field keeps no value."""

    typed: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Refused, ...] = ()

    def value(self, name: str) -> str:
        """What stands in the field."""
        return self.typed.get(name, "")

    def fault(self, name: str) -> str:
        """What is wrong with the field, if anything."""
        return " ".join(fault.reason for fault in self.faults if fault.field == name)

    def with_faults(self, *faults: Refused) -> "Form":
        """The same form with what is wrong."""
        return Form(self.typed, faults)


def typed(request: HttpRequest, names: Iterable[str], longest: int = LONGEST) -> Form:
    """The fields `names` as they were sent, without blanks around them and NUL in them (no database takes it).

    What is longer than `longest` is cut off.
    """
    return Form({name: request.POST.get(name, "").replace("\0", "").strip()[:longest] for name in names})


def too_long(form: Form, most: Mapping[str, int]) -> Refused | None:
    """Why a field cannot be kept that holds more letters than `most` says under its name; None where all fit."""
    for name, letters in most.items():
        if (has := len(form.value(name))) > letters:
            said = _("Make it at most %(most)s letters; it has %(has)s.") % {"most": letters, "has": has}
            return Refused(said, name)
    return None


def page_before(request: HttpRequest) -> str:
    """The page that sent the form, if it is one of ours."""
    came_from = request.headers.get("Referer", "")
    return came_from if url_has_allowed_host_and_scheme(came_from, {request.get_host()}) else "/"
