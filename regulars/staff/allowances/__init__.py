"""Allowances: what each person may give without asking, and what is usual for how much."""
