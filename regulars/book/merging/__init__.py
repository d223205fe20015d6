"""Two books that turn out to be one person's, and the way back. Source: docs/decisions/0012-merging-people.md."""
