"""What makes the encoder that the desk ships. It needs torch, in an environment of its own; the desk never does."""
