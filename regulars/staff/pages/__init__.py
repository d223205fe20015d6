"""Screens of the room."""

from regulars.staff.pages import account, audit, joining, people, roles, sign_in, teams

__all__ = ["account", "audit", "joining", "people", "roles", "sign_in", "teams"]
