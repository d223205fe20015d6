"""When the desk is open, on which days it is not, and who is away."""
