"""Notes for colleagues: on the customer's book, for staff alone."""
