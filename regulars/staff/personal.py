"""The rows of this room tell of staff, not of customers."""

from regulars.engine.personal import stays

stays(
    "of staff and their seats",
    "staff.Absence",
    "staff.Agent",
    "staff.Allowance",
    "staff.Guidance",
    "staff.Holiday",
    "staff.Invitation",
    "staff.Membership",
    "staff.OpeningHours",
    "staff.Role",
    "staff.Session",
    "staff.Team",
)
