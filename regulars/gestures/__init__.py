"""What we give: amends for what failed, gifts, vouchers, and the money of both in double entry."""
