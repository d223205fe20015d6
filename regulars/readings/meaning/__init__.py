"""Search by meaning: one bit of each number of a message's vector, in a file, and the few nearest compared in full."""
