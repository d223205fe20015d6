"""Which language a text is written in: by its script and small words where these tell, by a classifier where not."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from regulars.reading.languagewords import ENGLISH, EVERYWHERE, FALSE_FRIENDS, OTHERS, SHARED
from regulars.reading.values import Language

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# What comes behind is in the same language, or the text is in two.
LOOKED_AT = 600
SCRIPT_LOOKED_AT = 150
# Chosen on tweets in eight languages so that a wrong answer is rarer than one in a hundred: with fewer words the
# classifier must be surer.
SURE, SURE_OF_FEW, FEW = 0.6, 0.8, 3
# Less will do where small words say the same.
AGREED = 0.4
# A word or two tell nothing below this length, nor where no language is known to have them.
SHORTEST = 4
UNKNOWN = Language("", 0.0)
PLAINLY_ENGLISH = Language("en", 0.99)
_SHARED = frozenset(SHARED.split())
_ENGLISH = frozenset(ENGLISH.split()) - _SHARED - frozenset(EVERYWHERE.split())
_WORDS = {code: frozenset(words.split()) for code, words in OTHERS.items()}
_COMMON = _SHARED | frozenset(EVERYWHERE.split())
_ENGLISH_TOO, _KNOWN_HERE = _ENGLISH | _SHARED, _ENGLISH | _COMMON
_OTHER = frozenset().union(*_WORDS.values()) - _ENGLISH - _COMMON - frozenset(FALSE_FRIENDS.split())
_OTHER = frozenset(word for word in _OTHER if len(word) > 1)
# Shorter ones stand in English texts too, as abbreviations and names.
_FOREIGN = frozenset(word for word in _OTHER if len(word) > 2)
_NOISE = re.compile(r"https?:\S*|www\.\S*|\S*@\S*|[#&]\S*|\S*\d\S*")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
# Scripts of one language each, in practice; "" where a classifier must tell more.
_SCRIPTS = {
    "latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    "": "\u0400-\u052f\u0600-\u06ff\u0750-\u077f\u0900-\u097f\u0980-\u09ff",
    "zh": "\u3400-\u9fff\uf900-\ufaff",
    "ja": "\u3040-\u30ff\u31f0-\u31ff",
    "ko": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "th": "\u0e00-\u0e7f",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u0590-\u05ff",
    "hy": "\u0530-\u058f",
    "ka": "\u10a0-\u10ff",
    "pa": "\u0a00-\u0a7f",
    "gu": "\u0a80-\u0aff",
    "or": "\u0b00-\u0b7f",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff",
    "ml": "\u0d00-\u0d7f",
    "si": "\u0d80-\u0dff",
    "lo": "\u0e80-\u0eff",
    "my": "\u1000-\u109f",
    "am": "\u1200-\u139f",
    "km": "\u1780-\u17ff",
}
_LETTERS = {code: re.compile(f"[{letters}]") for code, letters in _SCRIPTS.items()}
# Letters that a language has, and those of its neighbours that it has not.
_TELLING = (
    (
        "ar",
        re.compile("[\u0629\u0623\u0625\u0649\u0643\u064a]"),
        re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc\u0679\u0688]"),
    ),
    ("uk", re.compile("[їєґ]"), re.compile("[ыэёъў]")),
    ("ru", re.compile("[ыэё]"), re.compile("[іїєґўәғқңөұүһ]")),
)
_BEYOND_LATIN = re.compile("[^\\x00-\u036f\u1e00-\u2fff\ufe00-\ufe0f\ufff0-\uffff\U00010000-\U0010ffff]")
# Those with a code of two letters that customers are likely to write; of more, short texts are mistaken for rare ones.
_KNOWN = (
    "af am ar ary arz as az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka"
    " kk km kn ko ky lb lo lt lv mk ml mn mr ms mt my ne nl no nn or pa pl ps pt ro ru si sk sl so sq sr sv sw ta te th"
    " tl tr uk ur uz vi zh"
)
_SAME = {"arz": "ar", "ary": "ar", "nn": "no"}


def language_of(text: str) -> Language:
    """The language of most of `text`, as ISO 639-1, and how sure that is; "" where nothing can be told: too short,
    mixed, signs only, or a language that is not known here."""
    begin = text[:LOOKED_AT]
    words = begin.lower().split()
    if _is_english(words):
        return PLAINLY_ENGLISH
    return _looked_closer(begin)


def _is_english(words: Sequence[str]) -> bool:
    """Whether enough of these words are English, and too few of another language to leave a doubt."""
    english = len(_ENGLISH.intersection(words))
    if not english:
        return False
    foreign = sum(1 if len(word) < len("the") else 2 for word in _OTHER.intersection(words))
    if foreign or english == 1 or english * 4 < len(words):
        shared = len(_SHARED.intersection(words))
        return 2 * english + shared >= 3 + 3 * foreign and (english + shared) * 4 >= len(words)
    return True


def _looked_closer(text: str) -> Language:
    plain = _NOISE.sub(" ", _plain(text))
    words = _WORD.findall(plain)
    if not words:
        return UNKNOWN
    if _BEYOND_LATIN.search(plain):
        script, share = _script(plain[:SCRIPT_LOOKED_AT])
        if share < 0.7:
            return UNKNOWN
        if script and script != "latin":
            return Language(script, share)
        for code, letters, others in _TELLING:
            if letters.search(plain) and not others.search(plain):
                return Language(code, 0.95)
    if _is_english(words):
        return PLAINLY_ENGLISH
    votes = _votes(words)
    if len(words) < FEW and (len("".join(words)) < SHORTEST or not any(votes.values())):
        return UNKNOWN
    return _by_words(words, votes) or _classified(words, votes)


def _plain(text: str) -> str:
    """Small letters, without what is unseen."""
    text = text.lower()
    if text.isascii():
        return text
    usual = unicodedata.normalize("NFKC", text.replace("’", "'"))
    return "".join(sign for sign in usual if unicodedata.category(sign) != "Cf")


def _script(text: str) -> tuple[str, float]:
    """The script of most letters, and which share of them it has."""
    counts = {code: len(letters.findall(text)) for code, letters in _LETTERS.items()}
    # Japanese is written in kana and Chinese characters together.
    if counts["ja"] * 10 > counts["zh"]:
        counts["ja"] += counts.pop("zh")
    most = max(counts, key=counts.__getitem__)
    return most, counts[most] / max(sum(counts.values()), 1)


def _votes(words: Sequence[str]) -> dict[str, int]:
    """How many of the words are small words of each language in Latin letters."""
    votes = {code: sum(map(known.__contains__, words)) for code, known in _WORDS.items()}
    votes["en"] = sum(map(_ENGLISH_TOO.__contains__, words))
    return votes


def _by_words(words: Sequence[str], votes: Mapping[str, int]) -> Language | None:
    """By the small words of languages in Latin letters; None where they do not tell."""
    first, second = sorted(votes, key=votes.__getitem__, reverse=True)[:2]
    if votes[first] >= 3 + 2 * votes[second] and votes[first] * 4 >= len(words):
        return Language(first, 0.98)
    if _FOREIGN.isdisjoint(words):
        known = sum(map(_KNOWN_HERE.__contains__, words))
        return Language("en", 0.9) if not _ENGLISH.isdisjoint(words) and known * 2 >= len(words) else None
    return Language(first, 0.9) if votes[first] >= 2 and not votes[second] and len(words) <= FEW else None


def _classified(words: Sequence[str], votes: Mapping[str, int]) -> Language:
    best, sureness = _identified(" ".join(words))
    own, most = votes.get(best, 0), max(votes.values())
    needed = SURE_OF_FEW if len(words) <= FEW else SURE
    if own and own == most:
        needed -= AGREED
    # Two languages in one text, or one in the letters of another that the classifier does not know, as romanised Hindi.
    return Language(best, sureness) if sureness >= needed and most <= own + 1 else UNKNOWN


def _identified(text: str) -> tuple[str, float]:
    """The classifier's first choice, and how sure it is; a language's kinds count together."""
    ranked = _identifier().rank(text)
    best = _SAME.get(ranked[0][0], ranked[0][0])
    return best, sum(sureness for code, sureness in ranked if _SAME.get(code, code) == best)


@cache
def _identifier() -> "LanguageIdentifier":
    """The classifier, loaded where it is first needed: that takes a second, and most desks write English all day."""
    from regulars.reading.identifier import identifier  # noqa: PLC0415 - see above

    return identifier(_KNOWN.split())
