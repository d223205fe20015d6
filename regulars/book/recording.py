"""Words for what this room puts into the audit trail."""

from django.utils.translation import gettext_lazy as _

from regulars.staff.auditing import ACTS
from regulars.staff.changes import Field, among, offer

MADE, CHANGED = "customer.made", "customer.changed"
ACTS.offer(MADE, _("made a customer"))
ACTS.offer(CHANGED, _("changed how a customer is called or addressed"))
PARTICULARS = {
    "name": _("Name"),
    "greeting": _("How they want to be addressed"),
    "language": _("Language"),
    "time_zone": _("Time zone"),
}
HANDLES = {
    "email": _("Mail address"),
    "phone": _("Telephone"),
    "handle": _("Handle"),
    "card": _("Card"),
    "external": _("Number in another system"),
}
offer(
    "customer",
    {
        "fields": Field(_("What was changed"), among(PARTICULARS)),
        "handles": Field(_("Known by"), among(HANDLES)),
        "takes": Field(_("Taken over"), among(PARTICULARS)),
        "gone": _("Merged book"),
        "merge": _("Number of the merge"),
        "given": _("Given back"),
        "belonging": _("What kind"),
        "row": _("Which one"),
        "move": _("Number of the move"),
        "due": _("To be erased"),
        "archive": _("File"),
        "digest": _("Digest of the certificate"),
    },
)
offer("handle", {"kind": Field(_("What kind"), among(HANDLES)), "handle": _("Handle")})
offer("fact", {"customer": _("Customer")})
OPENS = {"page": _("their page"), "form": _("a form")}
offer(
    "link",
    {
        "purpose": Field(_("What it opens"), among(OPENS)),
        "form": _("Which form"),
        "link": _("Number of the link"),
    },
)
offer("brief", {"to": _("To"), "at": _("At"), "place": _("Place"), "ahead": _("Days ahead")})
offer(
    "records",
    {
        "noun": Field(_("What"), among({"order": _("Orders"), "visit": _("Visits"), "reward": _("Rewards")})),
        "source": _("Out of"),
        "brought": _("New rows"),
        "changed": _("Changed rows"),
        "unchanged": _("Rows as before"),
        "refused": _("Refused rows"),
        "gone": _("Taken out again"),
        "restored": _("Restored"),
        "left": _("Left as they are"),
    },
)
