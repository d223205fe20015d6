"""One file for each language that times are read in, named by its ISO 639-1 code; it offers `LEXICON`."""

import pkgutil
from importlib import import_module

from regulars.reading.times.atoms import Lexicon

LEXICONS: dict[str, Lexicon] = {
    found.name: import_module(f"{__name__}.{found.name}").LEXICON for found in pkgutil.iter_modules(__path__)
}
