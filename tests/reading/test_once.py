"""What several heads ask of the encoder is worked out once."""

from collections.abc import Sequence

import numpy as np

from regulars.reading.encoders.english import Encoded
from regulars.reading.encoders.once import Once


def test_a_text_is_encoded_once_and_given_in_any_order() -> None:
    asked: list[str] = []

    def encode(texts: Sequence[str]) -> Encoded:
        asked.extend(texts)
        numbers = np.array([[len(text)] for text in texts], np.float32)
        return Encoded(numbers, numbers + 1, numbers + 2)

    once = Once(encode)
    first, second = once(["a", "bb", "a"]), once(["ccc", "bb"])
    assert first is not None
    assert second is not None
    assert first.vectors[:, 0].tolist() == [1, 2, 1]
    assert second.groups[:, 0].tolist() == [5, 4]
    assert asked == ["a", "bb", "ccc"]
    assert once([]) is None


def test_where_the_encoder_cannot_run_nothing_is_said() -> None:
    assert Once(lambda texts: None)(["a"]) is None
