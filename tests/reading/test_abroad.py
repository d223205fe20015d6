"""A desk's own head in other languages: its scores are there for programs, and nothing is read by them."""

import pytest

from regulars.reading.loaded import adapted_to
from regulars.reading.tiers import read_many
from regulars.reading.training.adapting import Adapted
from regulars.reading.values import Tier, Utterance

GLAD = ("The cake was wonderful, thank you.", "Lovely people, we had a great time.", "It works perfectly, I am happy.")
CROSS = ("The cake was stale and dry.", "Rude people, a terrible evening.", "It is broken again, I am angry.")
FRENCH = (
    "Le gâteau était merveilleux, merci beaucoup, nous sommes très heureux.",
    "C'est cassé encore, je suis en colère.",
)


@pytest.mark.slow
def test_own_heads_give_scores_in_other_languages_and_read_nothing() -> None:
    own = adapted_to([*GLAD, *CROSS] * 3, ["glad"] * 3 + ["cross"] * 3 + (["glad"] * 3 + ["cross"] * 3) * 2, "mood")
    assert isinstance(own, Adapted)
    said = read_many([Utterance(text) for text in FRENCH], Tier.FULL, {"mood": own})
    assert [max(one.scores["mood"], key=one.scores["mood"].__getitem__) for one in said] == ["glad", "cross"]
    assert all(sum(one.scores["mood"].values()) == pytest.approx(1.0, abs=0.01) for one in said)
    assert not any(reading.kind == "mood" for one in said for reading in one.readings)
