"""How the heads are made: numpy only, seeded, the same again on the same machine."""
