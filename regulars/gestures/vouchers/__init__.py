"""Vouchers: their codes, how they come into being, and how one is taken for money once."""
