"""Screens of the room."""

from regulars.staff.pages import account, audit, halfway, joining, outside, people, roles, second, sign_in, teams

__all__ = ["account", "audit", "halfway", "joining", "outside", "people", "roles", "second", "sign_in", "teams"]
