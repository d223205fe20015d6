"""Offers: two or three amends, of which the customer chooses one, with us or on a page of their own."""
