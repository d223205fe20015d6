"""Screens of the room."""

from regulars.staff.pages import (
    account,
    allowances,
    audit,
    back_in,
    halfway,
    hours,
    joining,
    outside,
    people,
    roles,
    second,
    sign_in,
    teams,
)

__all__ = [
    "account",
    "allowances",
    "audit",
    "back_in",
    "halfway",
    "hours",
    "joining",
    "outside",
    "people",
    "roles",
    "second",
    "sign_in",
    "teams",
]
