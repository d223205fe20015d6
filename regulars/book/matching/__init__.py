"""Who may be whom: handles of a person, traces that two books have in common, and what is suggested of them."""
