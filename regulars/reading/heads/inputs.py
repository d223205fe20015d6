"""What heads look at beside words: the numbers of a meaning, and what the base heads made of words and of meaning."""

from collections.abc import Mapping

import numpy as np

from regulars.reading.heads.vocabulary import Floats

BASES = ("emotion", "polarity")
# Numbers of a vector of length 1 are small; so long, each is about 1.
LONG = np.float32(np.sqrt(512))
# Logits are about three times as large as the numbers of a meaning.
CALM = np.float32(1 / 3)


def numbers(way: str, words: Mapping[str, Floats], vectors: Floats | None, meaning: Mapping[str, Floats]) -> Floats:
    """A row for each text. `words` and `meaning` are logits of the base heads; `vectors` are as long as LONG says.

    Ways: "fast" sees words; "meaning" sees meanings (of any language that the encoder knows); "full" sees both.
    """
    from_words = [words[kind] * CALM for kind in BASES]
    if way == "fast" or vectors is None:
        return np.concatenate(from_words, axis=1)
    from_meaning = [vectors, *(meaning[kind] * CALM for kind in BASES)]
    return np.concatenate(from_meaning if way == "meaning" else [*from_words, *from_meaning], axis=1)
