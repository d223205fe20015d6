"""What a text says: text in, readings out. Pure: no rows, no network, no clock, nothing of ours but `base`."""

import os

# NumPy reads it once, when it is first loaded, which happens below here. Its products are small: more threads wait for
# each other longer than they work, and a second core has readers of its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
