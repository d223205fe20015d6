"""A customer's HTML made harmless: it can run nothing, load nothing from outside and cover nothing of the desk."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

import nh3

TAGS = frozenset(
    "a abbr b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em font"
    " h1 h2 h3 h4 h5 h6 hr i img ins"
    " kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead"
    " tr tt u ul var wbr".split()
)
# Elements whose content is no text of the letter either.
SILENT = frozenset(
    "script style title template noscript noembed noframes iframe object applet svg math textarea select xmp".split()
)
ATTRIBUTES = {
    "*": {"align", "dir", "lang", "title", "style", "valign"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size", "face"},
    "td": {"colspan", "rowspan", "width", "height", "bgcolor", "nowrap"},
    "th": {"colspan", "rowspan", "width", "height", "bgcolor", "nowrap"},
    "tr": {"bgcolor"},
    "table": {"border", "cellpadding", "cellspacing", "width", "bgcolor"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "ol": {"start", "type"},
    "li": {"value"},
    "blockquote": set(),
}
# No position, no z-index, no background image: nothing that loads, covers or follows.
STYLES = frozenset(
    "color background-color font-family font-size font-style font-weight text-align text-decoration"
    " text-indent text-transform"
    " line-height white-space vertical-align list-style-type width max-width height border border-top"
    " border-bottom border-left"
    " border-right border-color border-style border-width border-collapse border-spacing padding"
    " padding-top padding-bottom padding-left"
    " padding-right margin margin-top margin-bottom margin-left margin-right".split()
)
UNSAFE_STYLE = re.compile(r"url|expression|import|attr\s*\(|var\s*\(|[\\@<>]|/\*", re.IGNORECASE)
PICTURE_TYPES = ("data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp")
OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li td tr th dd dt option".split()
)
# Work that the tree builder may be put to: it looks through the open elements at each tag.
MOST_WORK = 20_000_000
LONGEST = 5_000_000


def clean(html: str, cid_urls: Mapping[str, str], remote_pictures: bool) -> str:
    """The HTML with nothing but text, tables, links and pictures.

    Pictures of the mail (cid:) get the address that `cid_urls` has for their Content-ID; those from outside are left
    out (`data-remote` keeps their address) unless `remote_pictures`. Links open apart and tell nothing of the desk.
    Gives "" for what is too large or too deep to be looked at safely: show the text then.
    """
    if len(html) > LONGEST or _work(html) > MOST_WORK:
        return ""
    return nh3.clean(
        _without_conditionals(html),
        tags=set(TAGS),
        clean_content_tags=set(SILENT),
        attributes={**ATTRIBUTES, "img": ATTRIBUTES["img"] | {"data-remote"}},
        attribute_filter=_filter(cid_urls, remote_pictures),
        filter_style_properties=set(STYLES),
        url_schemes={"http", "https", "mailto", "tel", "data", "cid"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={
            "a": {"target": "_blank"},
            "img": {"loading": "lazy", "referrerpolicy": "no-referrer"},
        },
        strip_comments=True,
    )


def blocked_pictures(html: str) -> int:
    """How many pictures from outside `clean` would hold back."""
    return len(re.findall(r"<img\b[^>]{0,4000}?\bsrc\s*=\s*[\"']?\s*(?:https?:)?//", html, re.IGNORECASE))


def _without_conditionals(html: str) -> str:
    """Outlook's <![if ...]> marks are no comments to other programs and would show as text."""
    return re.sub(r"<!\[(?:if|endif)[^>]{0,200}>", "", html, flags=re.IGNORECASE)


def _filter(cid_urls: Mapping[str, str], remote_pictures: bool):  # type: ignore[no-untyped-def]  # nh3's own callback form
    def kept(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "style":
            return None if UNSAFE_STYLE.search(value) else value
        if tag == "img" and attribute == "src":
            return _picture(value.strip(), cid_urls, remote_pictures)
        if attribute == "href":
            return value if re.match(r"(?:https?:|mailto:|tel:)", value.strip(), re.IGNORECASE) else None
        return value

    return kept


def _picture(source: str, cid_urls: Mapping[str, str], remote_pictures: bool) -> str | None:
    low = source.lower()
    if low.startswith("cid:"):
        return cid_urls.get(source[4:]) or cid_urls.get(unquote(source[4:]))
    if low.startswith(PICTURE_TYPES):
        return source
    return source if remote_pictures and low.startswith(("https://", "http://")) else None


def _work(html: str) -> int:
    """How much the tree builder would do: each tag looks through what is open, each block reopens open formatting."""
    depth = formatting = work = 0
    for match in OPENING.finditer(html):
        name = match[2].lower()
        if name not in VOID:
            step = -1 if match[1] else 1
            depth = max(0, depth + step)
            formatting = max(0, formatting + step) if name in FORMATTING else formatting
        work += depth // 8 + formatting * 4 + 1
    return work
