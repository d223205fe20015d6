"""What of a message are the writer's own sentences, and where they stand."""

from regulars.reading.cleaning import cleaned
from regulars.reading.values import Utterance


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in cleaned(Utterance(text)).sentences]


def test_sentences_end_where_they_end() -> None:
    text = "Dr. Novak called at 9.30 a.m. about it. Can you help?!  Thanks!!! See www.shop.example/a.b. for more"
    assert sentences(text) == [
        "Dr. Novak called at 9.30 a.m. about it.",
        "Can you help?!",
        "Thanks!!!",
        "See www.shop.example/a.b.",
        "for more",
    ]


def test_a_quote_is_not_read() -> None:
    text = "It came broken.\n\nOn 5 Jan 2026 Ada wrote:\n> We will refund you by Friday.\n"
    assert sentences(text) == ["It came broken."]
    assert sentences("> We will refund you by Friday.\n") == []
