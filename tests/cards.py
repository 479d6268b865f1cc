"""Reads a notebook's card back: its tags, its texts, its attributes, and whether tags close."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

ALLOWED = {
    "caption", "details", "div", "li", "line", "p", "rect", "small", "strong", "summary", "svg",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
"""Elements that load nothing and run nothing."""


@dataclass
class Card(HTMLParser):
    """What a browser would make of a card."""

    source: str
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str | None]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.extend(attrs)
        self.opened.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_endtag(self, tag):
        assert self.opened.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


def harmless(source: str) -> Card:
    """Read a card and check that it loads nothing, runs nothing and closes what it opens."""
    card = Card(source)
    assert card.opened == []
    assert set(card.tags) <= ALLOWED
    names = {name for name, _ in card.attributes}
    assert not any(name.startswith("on") or name in {"src", "href"} for name in names)
    colours = {value for name, value in card.attributes if name in {"fill", "stroke"}}
    assert colours <= {"currentColor", "none"}  # the reader's own ink, on light and on dark
    return card
