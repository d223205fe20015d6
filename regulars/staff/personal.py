"""The rows of this room tell of staff, not of customers."""

from regulars.engine.personal import stays

stays(
    "of staff and their seats",
    "staff.Agent",
    "staff.Allowance",
    "staff.Guidance",
    "staff.Invitation",
    "staff.Membership",
    "staff.Role",
    "staff.Session",
    "staff.Team",
)
