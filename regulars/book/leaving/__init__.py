"""A customer who leaves: the archive of what is theirs, and being erased. Source: docs/decisions/0016-leaving.md."""
