"""The archive of one customer: a zip with JSON for programs, a page for people, and the files. See docs/archive.md."""
