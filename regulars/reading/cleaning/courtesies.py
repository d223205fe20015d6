"""Greetings and signatures without a mark: said to be polite, and not to be read."""

import re
from collections.abc import Sequence

Lines = Sequence[tuple[int, int]]

LONGEST_SIGNATURE = 10
LONGEST_LINE = 80
LONGEST_GREETING = 200
GREETED = (
    r"hi|hiya|hello|hey|howdy|dear|greetings|good (?:morning|afternoon|evening|day)|to whom it may concern"
    r"|hallo|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|moin|servus|bonjour|bonsoir|salut|cher|chère|chers"
    r"|hola|buen[oa]s (?:días|dias|tardes|noches)|estimad[oa]s?|ciao|buongiorno|buonasera|gentil[ei]|olá|bom dia"
    r"|boa (?:tarde|noite)|prezad[oa]s?|hoi|beste|geachte|goede(?:morgen|middag|navond)|hej|hei|cześć|dzień dobry"
    r"|добрый день|здравствуйте|привет"
)
FIRST = frozenset(
    "hi hiya hello hey howdy dear greetings good to hallo guten liebe lieber liebes sehr moin servus bonjour bonsoir"
    " salut cher chère chers hola buenos buenas estimado estimada estimados estimadas ciao buongiorno buonasera gentile"
    " gentili olá bom boa prezado prezada prezados hoi beste geachte goedemorgen goedemiddag goedenavond hej hei cześć"
    " dzień добрый здравствуйте привет".split()
)
CALLED = (
    r"there|all|team|everyone|everybody|again|sir|madam|folks|guys|both|and|or|the|customer|service|services|care|support"
    r"|help|desk|friends?|zusammen|damen|und|herren|frau|herr|madame|monsieur|tous|à|equipo|señores?|señora|&|/"
)
GREETING = re.compile(
    rf"\W{{0,3}}(?i:{GREETED})(?:[ ,]+(?:(?i:{CALLED})\b|@?[A-ZÀ-ÞА-Я][\w'’.-]*|[\w'’-]+(?=,))){{0,6}}\s*"
    r"(?:[,!.:;–—-]+(?=\s|\Z)\s*|\Z)"
)
PARTED = (
    r"(?:(?:with |many |my )?(?:kind|kindest|best|warm|warmest|good)(?: (?:personal|and warm))? )?(?:regards|wishes)"
    r"|(?:yours |very |most )?(?:sincerely|truly|faithfully|respectfully|cordially)(?: yours)?|yours(?: always)?"
    r"|all the best|with (?:appreciation|gratitude|thanks)|rgds|kr|br|(?:mit )?(?:freundliche[nm]?|viele[n]?|liebe[n]?"
    r"|beste[n]?|herzliche[n]?|schöne[n]?) (?:grüße[n]?|gruß|gruss|grüsse[n]?)|mfg|lg|vg|hochachtungsvoll"
    r"|(?:bien )?cordialement"
    r"|bien à vous|salutations(?: distinguées)?|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente"
    r"|(?:cordiali|distinti) saluti|atenciosamente|cumprimentos|met vriendelijke groet(?:en)?|groetjes|mvg"
    r"|med vänliga hälsningar|med venlig hilsen|mvh|ystävällisin terveisin|pozdrawiam|с уважением"
)
# These are also what is meant; only a name below, or a comma at the end, makes them a way to part.
MAYBE_PARTED = (
    r"(?:many |with |best )?thanks(?: (?:again|in advance|so much|a lot|and (?:kind|best) regards))?"
    r"|thank you(?: (?:again|in advance|so much|very much|and (?:kind|best) regards))?"
    r"|thx|cheers|best|love|take care|ta|xx+|xoxo|danke|vielen dank|merci(?: d'avance)?|gracias|grazie|obrigad[oa]"
)
PARTING = re.compile(rf"\s*(?i:{PARTED})\W*\Z")
MAYBE_PARTING = re.compile(rf"\s*(?i:{MAYBE_PARTED})\W*\Z")
NAME = re.compile(
    r"\s*[-–—~*/]?\s*[A-ZÀ-ÞА-Я][\w'’.-]*(?:\s+(?:[A-ZÀ-ÞА-Я&(][\w'’.)-]*|van|von|de|der|and|und)){0,4}\s*,?\s*\Z"
)
SIGNED = re.compile(r"\s*(?:[-–—~]\s?[A-Z][\w'’.]+(?: [A-Z][\w'’.]*){0,3}|\^[A-Z]{2,3})\s*\Z")
INLINE = re.compile(rf"(?<=[.!?,;)\n])\s*(?i:{PARTED})\s*[,.!]*\s*(?:[A-ZÀ-ÞА-Я][\w'’.-]*\s*){{0,3}}\Z")
LAST = frozenset(
    "regards wishes sincerely truly faithfully respectfully cordially yours best grüße grüßen gruß gruss grüssen"
    " cordialement saludos groet groeten saluti mfg lg vg mvg mvh".split()
)
AFTERTHOUGHT = re.compile(r"\s*(?i:p\.? ?s\b)")


def without(text: str, lines: Lines) -> Lines:
    """The lines without greeting and signature. Where nothing else was said, all of them."""
    if not lines:
        return lines
    kept = list(lines)
    (start, end), *rest = kept
    begin = text[start : start + 24].split(None, 1)
    if begin and begin[0].strip(",.!:;-–*").lower() in FIRST:
        greeting = GREETING.match(text, start, min(end, start + LONGEST_GREETING))
        if greeting:
            kept = [(greeting.end(), end), *rest] if greeting.end() < end else rest
    kept = _unsigned(text, kept)
    return kept or lines


def _unsigned(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if not lines:
        return lines
    if len(lines) == 1:
        return [_unsigned_line(text, *lines[0])]
    start, end = lines[-1]
    if end - start <= LONGEST_LINE and SIGNED.match(text, start, end):
        lines = lines[:-1]
    for at in range(len(lines) - 1, max(len(lines) - LONGEST_SIGNATURE, 0) - 1, -1):
        if _parts(text, lines, at):
            behind = _signature_end(text, lines, at)
            return lines[:at] + lines[behind:]
    return [*lines[:-1], _unsigned_line(text, *lines[-1])]


def _unsigned_line(text: str, start: int, end: int) -> tuple[int, int]:
    """The last line without a goodbye at its end."""
    tail = max(start, end - LONGEST_LINE)
    words = text[tail:end].rsplit(None, 1)
    if words and (words[-1][0].isupper() or words[-1].strip(",.!").lower() in LAST):
        found = INLINE.search(text, tail, end)
        return start, found.start() if found else end
    return start, end


def _parts(text: str, lines: Lines, at: int) -> bool:
    """Whether the line says goodbye: clearly, or in words that a name behind them makes one."""
    start, end = lines[at]
    if end - start > LONGEST_LINE:
        return False
    if PARTING.match(text, start, end):
        return True
    if at == 0 or not MAYBE_PARTING.match(text, start, end):
        return False
    if at + 1 == len(lines):
        return text[start:end].rstrip().endswith(",")
    start, end = lines[at + 1]
    return end - start <= LONGEST_LINE and NAME.match(text, start, end) is not None


def _signature_end(text: str, lines: Lines, at: int) -> int:
    """The line behind the last of a signature that begins at `at`."""
    behind = at + 1
    while behind < len(lines) and behind - at <= LONGEST_SIGNATURE:
        line = text[slice(*lines[behind])]
        if AFTERTHOUGHT.match(line) or (len(line.split()) > 6 and line.rstrip()[-1:] in ".?!…"):
            break
        behind += 1
    return behind
