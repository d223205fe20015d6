"""What we say held against what is on record, before it is sent and whenever a record changes."""

from regulars.practices.promises.checking import answered, checks, one, pages, shown, spoken, tasks, term_pages

__all__ = ["answered", "checks", "one", "pages", "shown", "spoken", "tasks", "term_pages"]
