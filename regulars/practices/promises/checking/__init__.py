"""What we say held against what is on record, before it is sent and whenever a record changes."""

from regulars.practices.promises.checking import checks, one, pages, shown, spoken, tasks, term_pages

__all__ = ["checks", "one", "pages", "shown", "spoken", "tasks", "term_pages"]
