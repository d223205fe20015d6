"""`python -m regulars COMMAND`: what `./do regulars COMMAND` calls."""

import sys

# A process that reads mail for an import starts from this module again. It must not start the command again, and would
# only wait for what a command needs.
if __name__ == "__main__":
    import gc

    # Next to nothing of what is loaded now becomes garbage: looking for it took a tenth of the start.
    gc.disable()
    from regulars.config import alone

    done = alone.main(sys.argv[1:])
    if done is None:
        from regulars.config.cli import main

        done = main(sys.argv[1:])
    sys.exit(done)
