"""Facts: what is known of a customer, from one typed line to its being forgotten."""
