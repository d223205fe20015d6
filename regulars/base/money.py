"""Amounts of money: whole numbers of the smallest unit of their currency. Pure.

Written amounts come from files of other systems, which say neither where the decimals begin nor what stands between
thousands. What could mean two things is not guessed at.
"""

import re

# Source: ISO 4217:2015, list one, and from list three what ended in the last years: old orders name it.
CODES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP "
    "LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN "
    "PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS "
    "TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW "
    "ZWG ZWL".split()
)
WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()
WITH_THREE = "BHD IQD JOD KWD LYD OMR TND".split()
WITH_FOUR = "CLF UYW".split()
DECIMALS = {**dict.fromkeys(WITHOUT, 0), **dict.fromkeys(WITH_THREE, 3), **dict.fromkeys(WITH_FOUR, 4)}
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹"}

# What a sign may stand for in a file.
MEANT = {
    "€": {"EUR"},
    "£": {"GBP", "EGP", "FKP", "GIP", "SHP"},
    "$": set("USD ARS AUD CAD CLP COP HKD MXN NZD SGD TWD".split()),
    "¥": {"JPY", "CNY"},
    "₹": {"INR"},
}

MOST = 10**15
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+")
# Between thousands only, in any language; U+00A0, U+2009 and U+202F are spaces of print.
SHORT = re.compile(r"[0-9]{1,9}[.,][0-9]{2}")
GAPS = str.maketrans("", "", " '\u2019\u00a0\u2009\u202f")
MINUS = "-\u2212"


class NotMoney(ValueError):
    """What is written is no amount, or may be two. `why`: "nothing", "currency", "ambiguous", "precise", "large"."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why = why


def decimals(currency: str) -> int:
    """How many decimals a currency has; two where it is not known. Source: ISO 4217."""
    return DECIMALS.get(currency, 2)


def parse(text: str, currency: str, point: str = "") -> int:
    """A written amount in the smallest unit of `currency`: "1.234,50" and "1,234.50" are 123450 for EUR.

    The currency's code or sign may stand before or after. `point`, "." or ",", says where the decimals begin; without
    it, "1.234" raises, as it may be a thousand. Raises NotMoney where it is no amount, ambiguous, more precise than
    the currency, in another one, or beyond 10**15.
    """
    if SHORT.fullmatch(text) and decimals(currency) == 2 and (not point or point in text):
        # As nearly all files write nearly all of their amounts.
        return int(text[:-3]) * 100 + int(text[-2:])
    bare = without_currency(text.strip(), currency)
    negative, bare = unsigned(bare)
    bare = without_currency(bare, currency).translate(GAPS)
    if len(bare) > 40 or not NUMBER.fullmatch(bare):
        raise NotMoney("nothing", f"“{text[:60]}” is no amount. Write it like 1234.50.")
    whole, rest = divided(bare, point, text)
    places = decimals(currency)
    if rest[places:].strip("0"):
        raise NotMoney("precise", f"“{text[:60]}” is more precise than {currency}, which has {places} decimals.")
    scale: int = 10**places
    amount = int(whole or "0") * scale + int(rest[:places].ljust(places, "0") or "0")
    if amount > MOST:
        raise NotMoney("large", f"“{text[:60]}” is more than any order. Check its separators.")
    return -amount if negative else amount


def without_currency(text: str, currency: str) -> str:
    """The amount without the code or sign that stands before or after it. Raises NotMoney for another currency's."""
    for named in (text[:3], text[-3:], text[:1], text[-1:]):
        if named == currency or currency in MEANT.get(named, ()):
            return text.replace(named, "", 1).strip()
        if named in CODES or named in MEANT:
            raise NotMoney("currency", f"“{text[:60]}” is not in {currency}.")
    return text


def unsigned(text: str) -> tuple[bool, str]:
    """Whether it is negative, and the rest. Book-keeping writes the minus behind, or brackets around."""
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text[:1] in tuple(MINUS):
        return True, text[1:].strip()
    if text[-1:] in tuple(MINUS):
        return True, text[:-1].strip()
    return False, text.removeprefix("+")


def divided(number: str, point: str, text: str) -> tuple[str, str]:
    """The digits before and behind the point. Raises NotMoney where the separators do not tell."""
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return number, ""
    sign, before, behind = number[last], number[:last], number[last + 1 :]
    other = "," if sign == "." else "."
    if point and sign != point:
        return grouped(number, sign, text), ""
    if sign in before:
        if point or other in before:
            raise NotMoney("nothing", f"“{text[:60]}” has more than one place where decimals begin.")
        return grouped(number, sign, text), ""
    if other not in before and not point and len(behind) == 3 and 1 <= len(before) <= 3 and before[0] != "0":
        raise NotMoney(
            "ambiguous", f"“{text[:60]}” may be {before}{behind} or {before}.{behind}. Say where decimals begin."
        )
    return grouped(before, other, text), behind


def grouped(digits: str, sign: str, text: str) -> str:
    """Digits without what stands between thousands. Groups of two are India's. Raises NotMoney where they are not
    such groups."""
    first, *groups = digits.split(sign)
    is_even = all(len(one) in (2, 3) and one.isdigit() for one in groups) and (not groups or len(groups[-1]) == 3)
    if not is_even or (groups and not 1 <= len(first) <= 3):
        raise NotMoney("nothing", f"“{text[:60]}” is no amount. Write it like 1234.50.")
    return first + "".join(groups)


def plain(amount: int, currency: str) -> str:
    """An amount as programs write it: "-1234.50", with all decimals of its currency."""
    places = decimals(currency)
    digits = str(abs(amount)).rjust(places + 1, "0")
    sign = "-" if amount < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
