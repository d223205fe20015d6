"""Learning on the desk: a head fitted at night to what people put right, and kept only where it wins."""
