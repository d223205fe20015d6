"""An encoder that is asked for the same text by several heads, and reads it once."""

from collections.abc import Callable, Sequence

import numpy as np

from regulars.reading.encoders.english import Encoded
from regulars.reading.heads.vocabulary import Floats

Encode = Callable[[Sequence[str]], Encoded | None]
Row = tuple[Floats, Floats, Floats]


class Once:
    """`encode` with a memory for one batch: what was asked for before is given as it was."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._known: dict[str, Row] = {}

    def __call__(self, texts: Sequence[str]) -> Encoded | None:
        """As `encode` gives it; None where that cannot run, and for no texts at all."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        said = self._encode(new) if new else None
        if (new and said is None) or not texts:
            return None
        if said is not None:
            self._known.update(zip(new, zip(said.vectors, said.emotion, said.groups, strict=True), strict=True))
        vectors, emotion, groups = zip(*(self._known[text] for text in texts), strict=True)
        return Encoded(np.stack(vectors), np.stack(emotion), np.stack(groups))
