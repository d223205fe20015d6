"""Rows of the room: agents, the roles that say what they may, and the teams they are in."""

from regulars.staff.models.agent import Agent
from regulars.staff.models.role import Role
from regulars.staff.models.team import Membership, Team

__all__ = ["Agent", "Membership", "Role", "Team"]
