"""Promises: what we told a customer, who has to keep it, and how it ended."""
