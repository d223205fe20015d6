"""What of recovery stands in the audit trail."""

from django.utils.translation import gettext_lazy as _

from regulars.staff.auditing import ACTS

EXPORTED, SETTLED = "recoveries.exported", "recovery.experiment"
ACTS.offer(EXPORTED, _("exported all recoveries"))
ACTS.offer(SETTLED, _("settled whether a lot decides about extras"))
