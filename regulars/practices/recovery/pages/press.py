"""A button of a recovery's page that was pressed, and what every verb there does alike."""

from datetime import datetime

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.practices.recovery import hollow, letters
from regulars.practices.recovery.acts.opening import conversation_of
from regulars.practices.recovery.models import Recovery
from regulars.practices.recovery.pages.evidence import places
from regulars.staff.models import Agent
from regulars.web.forms import Form
from regulars.web.templating import url

FIELDS = (
    "words",
    "reason",
    "moment",
    "step",
    "row",
    "how",
    "why",
    "whose",
    "day",
    "hour",
    "severity",
    "failed",
    "failure",
    "fault",
    "need",
    "quote",
    "key",
    "code",
    "anyway",
    "reason_beyond",
)


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed, by whom, with what typed."""

    recovery: Recovery
    form: Form
    agent: Agent
    now: datetime
    codes: tuple[str, ...] = ()
    home: str = ""

    def value(self, name: str) -> str:
        """A field."""
        return self.form.value(name)


# Why not; or where to go on, empty for the page itself.
Outcome = Refused | str


def became(answer: object) -> Outcome:
    """Of a verb's answer."""
    return answer if isinstance(answer, Refused) else ""


def needs_words(press: Press, asked: str) -> Refused | None:
    """Why it cannot do without."""
    return None if press.value("words") else Refused(asked, "words")


def evidence(press: Press) -> str:
    """The moment that shows it: what stood on the page when it was pressed, as far as that is this customer's."""
    moment = press.value("moment")
    return moment if places(press.recovery, [moment], press.agent) else ""


def drafted(press: Press, text: str) -> Outcome:
    """Begin the letter in their conversation, and go there."""
    talk = conversation_of(press.recovery)
    if talk is None:
        return Refused(_("There is no conversation to write in. Say it on the phone, or write to them first."), "words")
    letters.begin(talk, text, press.agent, press.now)
    return f"{url('conversation', public_id=talk.public_id)}?write=reply#writing"


def hollow_in(press: Press) -> Refused | None:
    """What makes an apology none, pointed out once."""
    found = hollow.first(press.value("words"), press.recovery.failure)
    if found is None or press.value("anyway"):
        return None
    said = _("“%(words)s” is no apology to them. Better: %(better)s")
    return Refused(said % {"words": found.words, "better": found.better}, "words")
