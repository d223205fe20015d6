"""A desk of any size whose customers have a true rhythm, and the truth beside it (docs/decisions/0018)."""
