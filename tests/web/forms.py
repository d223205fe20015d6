"""Forms as they stand on a page: where they are sent, and what stands in their fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = frozenset({"text", "search", "email", "tel", "url", "number", "date", "time", "datetime-local", "textarea"})
WITHOUT_END = frozenset({"input", "img", "br", "meta", "link", "hr"})
Given = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `kind` is that of an input, or textarea or select."""

    name: str
    kind: str
    value: str


@dataclass(slots=True)
class Form:
    """One form that is sent by POST: `path` where it goes, `buttons` the paths, names and values of what is pressed."""

    path: str
    id: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def typed(self) -> list[str]:
        """The names of what somebody types into it; passwords are never shown again."""
        return [one.name for one in self.fields if one.kind in TYPED]

    @property
    def long(self) -> list[str]:
        """The names of those with room for several lines."""
        return [one.name for one in self.fields if one.kind == "textarea"]

    @property
    def sent(self) -> dict[str, str]:
        """What a browser sends where nothing is touched."""
        return {one.name: one.value for one in self.fields}


class Page(HTMLParser):
    """The forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.within: Form | None = None
        self.written: tuple[Form, Given] | None = None
        self.chosen: tuple[Form, str, str | None] | None = None
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Given = dict(attrs)
        if tag == "form":
            self.within = Form(given.get("action") or given.get("hx-post") or "", given.get("id") or "")
            if (given.get("method") or "").lower() == "post" or "hx-post" in given:
                self.forms.append(self.within)
            return
        of = next((one for one in self.forms if one.id and one.id == given.get("form")), self.within)
        if of is not None:
            self.within_form(of, tag, given)

    def within_form(self, of: Form, tag: str, given: Given) -> None:
        """Take in a part of a form."""
        if tag == "input":
            self.take_input(of, given)
        elif tag == "textarea":
            self.written, self.text = (of, given), ""
        elif tag == "select":
            self.chosen = (of, given.get("name") or "", None)
        elif tag == "option" and self.chosen and ("selected" in given or self.chosen[2] is None):
            self.chosen = (*self.chosen[:2], given.get("value") or "")
        elif tag == "button" and "disabled" not in given:
            of.buttons.append((given.get("formaction") or "", given.get("name") or "", given.get("value") or ""))

    def take_input(self, of: Form, given: Given) -> None:
        """Take in an input, unless nothing of it is sent."""
        kind, name = given.get("type") or "text", given.get("name") or ""
        idle = kind == "file" or (kind in ("checkbox", "radio") and "checked" not in given) or "disabled" in given
        if name and not idle and "readonly" not in given:
            of.fields.append(Field(name, kind, given.get("value") or ""))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.within = None
        elif tag == "textarea" and self.written:
            of, given = self.written
            # A browser drops the first line break.
            of.fields.append(Field(given.get("name") or "", tag, self.text.removeprefix("\n")))
            self.written = None
        elif tag == "select" and self.chosen:
            of, name, value = self.chosen
            of.fields.append(Field(name, tag, value or ""))
            self.chosen = None
