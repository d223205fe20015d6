"""Which language a text is taken for, and when nothing is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.reading.language import language_of

SAID = {
    "Where is my parcel? It should have been here on Monday.": "en",
    "thanks!": "en",
    "URGENT please call me": "en",
    "I\u2019m not happy with the way you\u2019ve handled this": "en",
    "Wh\u200bere is my par\u200bcel? I ne\u200bed it by Friday": "en",
    "We had lunch in Los Angeles and the de la Cruz family loved it": "en",
    "私の注文はどこですか。二週間待っています。": "ja",
    "我的订单在哪里？我已经等了两个星期。": "zh",
    "제 주문은 어디에 있나요?": "ko",
    "Πού είναι η παραγγελία μου;": "el",
    "": "",
    "👍": "",
    "12345 - 99.50": "",
    "https://shop.example/a ana@samphire.example #12": "",
    "...!!!": "",
    "qzx": "",
    "Where is it? Где мой заказ? Where? Где он": "",
}
# What scripts and small words do not tell; the classifier takes a second to load.
HARD = {
    "Wo bleibt meine Bestellung? Ich warte seit zwei Wochen darauf.": "de",
    "Ich habe den refund immer noch nicht bekommen, das ist nicht gut": "de",
    "Bonjour, je n'ai toujours pas reçu mon colis, pouvez-vous m'aider ?": "fr",
    "¿Dónde está mi pedido? Llevo dos semanas esperando.": "es",
    "Buongiorno, il mio ordine non è ancora arrivato, potete aiutarmi?": "it",
    "Onde está a minha encomenda? Já estou à espera há duas semanas.": "pt",
    "Waar blijft mijn bestelling? Ik wacht al twee weken op het pakket.": "nl",
    "Gdzie jest moje zamówienie? Czekam już od dwóch tygodni.": "pl",
    "Где мой заказ? Я жду уже две недели.": "ru",
    "أين طلبي؟ أنا أنتظر منذ أسبوعين.": "ar",
    "mera order abhi tak nahi aaya hai, kya aap bata sakte ho": "hi",
}


@pytest.mark.parametrize("text", SAID)
def test_languages_are_told_apart(text: str) -> None:
    assert language_of(text).code == SAID[text]


@pytest.mark.slow
@pytest.mark.parametrize("text", HARD)
def test_languages_are_told_apart_by_more_than_small_words(text: str) -> None:
    assert language_of(text).code == HARD[text]


@pytest.mark.slow
@settings(max_examples=50)
@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    found = language_of(text)
    assert found.code == "" or (len(found.code) == 2 and found.code.isalpha())
    assert 0 <= found.sureness <= 1
    assert language_of(text) == found
