"""Rows of the room: agents, the roles that say what they may, the teams they are in, and the seats they take."""

from regulars.staff.models.agent import Agent
from regulars.staff.models.allowance import Allowance, Guidance
from regulars.staff.models.hours import Absence, Holiday, OpeningHours
from regulars.staff.models.invitation import Invitation
from regulars.staff.models.role import Role
from regulars.staff.models.session import Session
from regulars.staff.models.team import Membership, Team

__all__ = [
    "Absence",
    "Agent",
    "Allowance",
    "Guidance",
    "Holiday",
    "Invitation",
    "Membership",
    "OpeningHours",
    "Role",
    "Session",
    "Team",
]
