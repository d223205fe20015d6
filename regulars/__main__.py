"""`python -m regulars COMMAND`: what `./do regulars COMMAND` calls."""

import sys

from regulars.config.cli import main

# A process that reads mail for an import starts from this module again and must not start the command again.
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
