"""Guards: they look at what was given, speak to the lead, and stop nobody."""
