"""How somebody seemed to feel over time: a quiet line, with its doubt."""
