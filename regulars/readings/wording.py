"""How readings are called on screen: what somebody seems to feel or to say, never what somebody is."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Said = str | Promise
KINDS: Mapping[str, Said] = {
    "sentiment": _("Good or bad"),
    "emotion": _("Emotion"),
    "feeling": _("Feeling"),
    "failure": _("What failed"),
    "severity": _("How bad it was"),
    "thanks": _("Thanks and delight"),
    "rule": _("A rule that annoys"),
    "expectation": _("What was expected"),
    "preference": _("Preference, need, fact"),
    "urgency": _("Hurry"),
    "repeat": _("Writing again"),
    "leaving": _("Thinks of leaving"),
    "request": _("Request"),
    "promise": _("Promise"),
    "refusal": _("Refused by a rule"),
    "apology": _("Apology"),
    "question": _("Question"),
    "amends": _("Amends"),
}
LABELS: Mapping[tuple[str, str], Said] = {
    ("sentiment", "negative"): _("unhappy"),
    ("sentiment", "neutral"): _("neither glad nor unhappy"),
    ("sentiment", "positive"): _("glad"),
    ("feeling", "valued"): _("feels valued"),
    ("feeling", "appreciated"): _("feels appreciated"),
    ("feeling", "relieved"): _("relieved"),
    ("feeling", "confident"): _("confident"),
    ("feeling", "confused"): _("confused"),
    ("feeling", "anxious"): _("anxious"),
    ("feeling", "annoyed"): _("annoyed"),
    ("feeling", "frustrated"): _("frustrated"),
    ("feeling", "disappointed"): _("disappointed"),
    ("feeling", "angry"): _("angry"),
    ("feeling", "leaving"): _("about to leave"),
    ("failure", "product"): _("something did not work or was not as it should be"),
    ("failure", "delivery"): _("a delivery went wrong"),
    ("failure", "wait"): _("it took too long"),
    ("failure", "staff"): _("somebody of us was not as we should be"),
    ("failure", "billing"): _("money went wrong"),
    ("failure", "rule"): _("a rule of ours got in the way"),
    ("failure", "promise"): _("we did not keep our word"),
    ("severity", "minor"): _("a small thing"),
    ("severity", "serious"): _("serious"),
    ("severity", "severe"): _("severe"),
    ("thanks", "thanks"): _("says thank you"),
    ("thanks", "delight"): _("delighted"),
    ("rule", "complaint"): _("a rule of ours annoys"),
    ("expectation", "expectation"): _("expected something"),
    ("preference", "preference"): _("likes it so"),
    ("preference", "need"): _("needs this"),
    ("preference", "fact"): _("says something about themselves"),
    ("urgency", "urgent"): _("it is urgent"),
    ("urgency", "deadline"): _("there is a day or hour for it"),
    ("repeat", "repeat"): _("has asked before"),
    ("leaving", "threat"): _("thinks of leaving"),
    ("request", "request"): _("asks for something"),
    ("promise", "explicit"): _("promised"),
    ("promise", "implied"): _("promised, more or less"),
    ("promise", "policy"): _("promised by our own rules"),
    ("refusal", "rule"): _("refused because of a rule"),
    ("apology", "apology"): _("an apology"),
    ("apology", "hollow"): _("an apology that is none"),
    ("question", "question"): _("asks something"),
    ("amends", "offered"): _("offers to make it good"),
}
EMOTIONS: Mapping[str, Said] = {
    "admiration": _("admiration"),
    "amusement": _("amusement"),
    "anger": _("anger"),
    "annoyance": _("annoyance"),
    "approval": _("approval"),
    "caring": _("caring"),
    "confusion": _("confusion"),
    "curiosity": _("curiosity"),
    "desire": _("desire"),
    "disappointment": _("disappointment"),
    "disapproval": _("disapproval"),
    "disgust": _("disgust"),
    "embarrassment": _("embarrassment"),
    "excitement": _("excitement"),
    "fear": _("fear"),
    "gratitude": _("gratitude"),
    "grief": _("grief"),
    "joy": _("joy"),
    "love": _("love"),
    "nervousness": _("nervousness"),
    "neutral": _("no strong emotion"),
    "optimism": _("optimism"),
    "pride": _("pride"),
    "realization": _("realization"),
    "relief": _("relief"),
    "remorse": _("remorse"),
    "sadness": _("sadness"),
    "surprise": _("surprise"),
}


def kind_name(kind: str) -> str:
    """What a kind of reading is called; one that a new file brought, as it calls itself."""
    return str(KINDS.get(kind, kind))


def label_name(kind: str, label: str) -> str:
    """What a label is called."""
    return str(EMOTIONS.get(label, label) if kind == "emotion" else LABELS.get((kind, label), label))
