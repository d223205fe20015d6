"""What a browser calls itself, in words for people."""

import re

from django.utils.translation import gettext as _

# In this order: each later one's name stands in the words of those before it.
BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"Chrome/|\bCriOS/|\bChromium/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("Mac", r"\bMacintosh\b|\bMac OS\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
)


def first(known: tuple[tuple[str, str], ...], said: str) -> str:
    """The name of the first pattern that is found."""
    return next((name for name, pattern in known if re.search(pattern, said)), "")


def device_words(said: str) -> str:
    """A User-Agent header as "Firefox on Windows". It is what the browser claims, and good for telling one's own apart.

    Source: RFC 9110, section 10.1.5.
    """
    browser, system = first(BROWSERS, said), first(SYSTEMS, said)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another program")
