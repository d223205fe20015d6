"""What a text says: text in, readings out. Pure: no rows, no network, no clock, nothing of ours but `base`."""
