"""How times are said in German."""

from regulars.reading.times.atoms import (
    AFTERNOON,
    CLOCK,
    CLOSING,
    DAY,
    DAYNAME,
    DAYS,
    EDGE,
    ENDING,
    EVENING,
    HOURS,
    LUNCH,
    MINUTES,
    MONTH,
    MONTHS,
    MORNING,
    NIGHT,
    NUMBER,
    ORDINAL,
    PART,
    QUARTERS,
    UNIT,
    VAGUE,
    WEEKENDS,
    WEEKS,
    WHICH,
    WORKDAYS,
    YEARS,
    Entry,
    Lexicon,
    phrases,
)

DAYNAMES = "montag dienstag mittwoch donnerstag freitag samstag sonntag".split()
SHORT_DAYS = "mo di mi do fr sa so".split()
MONTHNAMES = "januar februar märz april mai juni juli august september oktober november dezember".split()
SHORT_MONTHS = "jan feb mär apr _ jun jul aug sep okt nov dez".split()
NUMBERS = "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn".split()
ROUND = {"zwanzig": 20, "fünfundzwanzig": 25, "dreißig": 30, "vierundzwanzig": 24, "achtundvierzig": 48}
ORDINALS = "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte".split()
UNITS = {
    MINUTES: "minute minuten min",
    HOURS: "stunde stunden std h",
    DAYS: "tag tage tagen nacht nächte nächten",
    WORKDAYS: "werktag werktage werktagen arbeitstag arbeitstage arbeitstagen",
    WEEKS: "woche wochen",
    MONTHS: "monat monate monaten monats",
    QUARTERS: "quartal quartals",
    YEARS: "jahr jahre jahren jahres",
    WEEKENDS: "wochenende wochenenden",
}
PARTS_OF_DAY = {
    "früh": MORNING,
    "vormittag": MORNING,
    "vormittags": MORNING,
    "morgens": MORNING,
    "mittag": LUNCH,
    "mittags": LUNCH,
    "nachmittag": AFTERNOON,
    "nachmittags": AFTERNOON,
    "abend": EVENING,
    "abends": EVENING,
    "nachts": NIGHT,
    "tagesende": ENDING,
    "feierabend": CLOSING,
    "geschäftsschluss": CLOSING,
    "ladenschluss": CLOSING,
    "ende des tages": ENDING,
}
NEXT = "nächste nächster nächsten nächstes nächstem folgende folgenden folgender".split()
THIS = "diese dieser diesen dieses diesem laufenden".split()
COMING = "kommende kommenden kommender kommendes kommendem".split()
LAST = "letzte letzten letzter letztes letztem vergangene vergangenen vergangener vorige vorigen".split()
SAYINGS: dict[str, Entry] = {
    "heute": (DAY, 0),
    "morgen": (DAY, 1),
    "übermorgen": (DAY, 2),
    "gestern": (DAY, -1),
    "vorgestern": (DAY, -2),
    "heute morgen": (DAY, 100 + MORNING),
    "heute nacht": (DAY, 100 + NIGHT),
    "heute früh": (DAY, 100 + MORNING),
    "mitternacht": (CLOCK, 24 * 60 - 1),
    "uhr": ("o'clock", 0),
    "ende": (EDGE, 2),
    "mitte": (EDGE, 1),
    "anfang": (EDGE, 0),
    "halb": ("half", 30),
    "viertel": ("quarter", 15),
    "paar": ("few", 0),
    "einige": ("few", 0),
    "einigen": ("few", 0),
    "wenige": ("few", 0),
    "wenigen": ("few", 0),
    "mehrere": ("few", 0),
    "bis": ("until", 0),
    "bis zum": ("until", 0),
    "bis zur": ("until", 0),
    "bis spätestens": ("by", 0),
    "bis spätestens zum": ("by", 0),
    "spätestens": ("by", 0),
    "spätestens bis": ("by", 0),
    "spätestens am": ("by", 0),
    "vor": ("before", 0),
    "vor dem": ("before", 0),
    "noch vor": ("before", 0),
    "am": ("on", 0),
    "im": ("in", 0),
    "im laufe": ("on", 0),
    "übers": ("on", 0),
    "zum": ("on", 0),
    "um": ("at", 0),
    "gegen": ("around", 0),
    "circa": ("around", 0),
    "ca": ("around", 0),
    "in": ("in", 0),
    "innerhalb": ("within", 0),
    "innerhalb von": ("within", 0),
    "innerhalb der": ("within", 0),
    "innerhalb eines": ("within", 0),
    "innerhalb einer": ("within", 0),
    "binnen": ("within", 0),
    "ab": ("from", 0),
    "von": ("from", 0),
    "vom": ("from", 0),
    "seit": ("since", 0),
    "nach": ("after", 0),
    "nach dem": ("after", 0),
    "für": ("for", 0),
    "zwischen": ("between", 0),
    "und": ("and", 0),
    "oder": ("or", 0),
    "der": ("the", 0),
    "die": ("the", 0),
    "das": ("the", 0),
    "den": ("the", 0),
    "dem": ("the", 0),
    "des": ("the", 0),
    "eine": ("a", 1),
    "einer": ("a", 1),
    "einem": ("a", 1),
    "einen": ("a", 1),
    "eines": ("a", 1),
    "jeden": ("each", 0),
    "jede": ("each", 0),
    "monatsende": ("monthend", 0),
    "jahresende": ("yearend", 0),
    "heiligabend": ("feast", 1224),
    "weihnachten": ("feast", 1225),
    "silvester": ("feast", 1231),
    "neujahr": ("feast", 101),
}
VAGUE_SAYINGS = (
    "bald",
    "demnächst",
    "in kürze",
    "sofort",
    "gleich",
    "umgehend",
    "schnellstmöglich",
    "so schnell wie möglich",
    "so bald wie möglich",
    "zeitnah",
    "unverzüglich",
    "bis dahin",
    "nächstes mal",
    "in den nächsten tagen",
)


def _weekday_entries() -> dict[str, Entry]:
    return {
        **{word: (DAYNAME, n) for n, word in enumerate(DAYNAMES)},
        "sonnabend": (DAYNAME, 5),
        **{word + " .": (DAYNAME, n) for n, word in enumerate(SHORT_DAYS)},
        **{word + "s": ("recurring", n) for n, word in enumerate(DAYNAMES)},
    }


def _entries() -> dict[str, Entry]:
    return {
        **{word: (NUMBER, n) for n, word in enumerate(NUMBERS, 1)},
        **{word: (NUMBER, n) for word, n in ROUND.items()},
        **{word + end: (ORDINAL, n) for n, word in enumerate(ORDINALS, 1) for end in ("", "n", "r")},
        **_weekday_entries(),
        **{word: (MONTH, n) for n, word in enumerate(MONTHNAMES, 1)},
        **{word: (MONTH, n) for n, word in enumerate(SHORT_MONTHS, 1) if word != "_"},
        **{word: (UNIT, unit) for unit, line in UNITS.items() for word in line.split()},
        **{word: (PART, part) for word, part in PARTS_OF_DAY.items()},
        **dict.fromkeys(NEXT, (WHICH, 1)),
        **dict.fromkeys(THIS, (WHICH, 0)),
        **dict.fromkeys(COMING, (WHICH, 2)),
        **dict.fromkeys(LAST, (WHICH, -1)),
        **dict.fromkeys(VAGUE_SAYINGS, (VAGUE, 0)),
        **SAYINGS,
    }


PLAIN = (
    "ich wir sie er es ihr du dann ist wird werden haben hat kann können muss müsste soll sollte bitte danke aber weil "
    "wenn damit da wieder fertig zu zurück dort hier noch nicht"
)

LEXICON = Lexicon(
    phrases=phrases(_entries()),
    shy=frozenset(),
    suffixes=frozenset(),
    plain=frozenset(PLAIN.split()),
    ago_before=True,
    half_before=True,
    dotted=True,
    compounds={
        day + word: ((DAYNAME, n), (PART, part))
        for n, day in enumerate(DAYNAMES)
        for word, part in {**PARTS_OF_DAY, "morgen": MORNING}.items()
    },
)
