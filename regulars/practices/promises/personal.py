"""What of promises is personal: what was said goes with the person; that something was promised and kept, stays."""

from collections.abc import Sequence

from regulars.engine.personal import CODE, ID, TIME, goes, shell, stays
from regulars.engine.references import REFERENCES
from regulars.practices.promises import belonging  # noqa: F401 - says what belongs to whom
from regulars.practices.promises.checking import belonging as contradictions  # noqa: F401 - the same of these
from regulars.practices.promises.models import Evidence

shell(
    "promises.Promise",
    {"what": "", "quote": "", "on_behalf_of": ""},
    public_id=ID,
    sort=CODE,
    reader=CODE,
    strength=CODE,
    concerns=ID,
    due_local=TIME,
    due_zone=TIME,
    due_means=CODE,
    state=CODE,
)
shell("promises.Holding", {"why": ""})
shell("promises.Told", {}, due_local=TIME, due_zone=TIME, due_means=CODE)
shell("promises.Outcome", {"words": ""}, public_id=ID, kind=CODE, currency=CODE)
goes("promises.Evidence", "promises.Sign", "promises.PassedOver")
stays("that an outcome was taken back", "promises.Undone")
stays("that they said it did not happen", "promises.Denied")


def shown(digests: Sequence[str]) -> set[str]:
    """Which of these show a promise."""
    return set(Evidence.objects.filter(sha256__in=digests).values_list("sha256", flat=True))


REFERENCES.offer("evidence of promises", shown)
