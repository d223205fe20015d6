"""The reading that runs apart: models are loaded in one process of a machine, and the others ask it over a socket."""
