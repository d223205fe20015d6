"""Screens of the book."""

from regulars.book.dealings import pages as dealings
from regulars.book.facts import pages as facts
from regulars.book.leaving import pages as leaving
from regulars.book.leaving import section as leaving_section  # noqa: F401 - offers its sections
from regulars.book.matching import pages as matching
from regulars.book.merging import pages as merging
from regulars.book.pages import customer, files, finders, particulars, search
from regulars.book.relations import pages as relations
from regulars.book.theirs import pages as theirs
from regulars.book.today import pages as today
from regulars.book.today import tasks as today_tasks  # noqa: F401 - offers its matters
from regulars.book.todo import pages as todo
from regulars.book.visits import pages as visits
from regulars.book.visits import today as visits_today  # noqa: F401 - offers its matters

__all__ = [
    "customer",
    "dealings",
    "facts",
    "files",
    "finders",
    "leaving",
    "matching",
    "merging",
    "particulars",
    "relations",
    "search",
    "theirs",
    "today",
    "todo",
    "visits",
]
