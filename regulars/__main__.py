"""`python -m regulars COMMAND`: what `./do regulars COMMAND` calls."""

import sys

from regulars.config.cli import main

sys.exit(main(sys.argv[1:]))
