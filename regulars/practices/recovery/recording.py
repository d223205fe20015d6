"""What of recovery stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from regulars.staff import changes
from regulars.staff.auditing import ACTS
from regulars.staff.changes import Names, Side
from regulars.web.words import decimal

EXPORTED, SETTLED = "recoveries.exported", "recovery.experiment"
ACTS.offer(EXPORTED, _("exported all recoveries"))
ACTS.offer(SETTLED, _("settled whether a lot decides about extras"))


def percent(value: object, side: Side, names: Names) -> str:
    """A share that is kept in thousandths."""
    return f"{decimal(value / 10, 0)}\u00a0%" if isinstance(value, int) else ""


changes.offer(
    "recovery",
    {"is_on": _("A lot decides"), "permille": changes.Field(_("Share that gets the extra"), percent)},
)
