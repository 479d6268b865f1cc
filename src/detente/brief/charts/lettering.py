"""How wide text will be, roughly, so that it can be broken and cut without a font."""

from __future__ import annotations

import unicodedata

NARROW, WIDE = set("iljtfrI.,:;'|!()[]·- "), set("mwMW@%")
ELLIPSIS = "\u2026"


def width_of(text: str, size: float) -> float:
    """Estimate the width of a line, on the generous side; `size` is the font size.

    >>> round(width_of("Iran", 10), 1)
    19.4
    """
    return size * sum(_em(char) for char in text)


def _em(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in NARROW:
        return 0.36
    if char in WIDE:
        return 0.94
    return 0.72 if char.isupper() else 0.61


def fit(text: str, width: float, *, size: float) -> str:
    """Cut a line with an ellipsis so that it fits.

    >>> fit("A missile strike on a base", 60, size=10) == "A missile" + ELLIPSIS
    True
    """
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + ELLIPSIS, size) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def wrap(text: str, width: float, *, size: float, lines: int = 2) -> tuple[str, ...]:
    """Break a text into at most so many lines that fit, the last one cut if need be.

    >>> wrap("A missile strike on a base", 90, size=10)
    ('A missile strike', 'on a base')
    """
    words = text.split()
    broken: list[str] = []
    while words and len(broken) < lines - 1:
        taken = 1
        while taken < len(words) and width_of(" ".join(words[: taken + 1]), size) <= width:
            taken += 1
        broken.append(fit(" ".join(words[:taken]), width, size=size))
        words = words[taken:]
    if words:
        broken.append(fit(" ".join(words), width, size=size))
    return tuple(broken)
