"""The Admiralty grades of a source, spelled out.

Source: NATO STANAG 2022 / AJP-2.1, the reliability of the source (A-F) and the credibility of the
information (1-6). F and 6 mean that it cannot be judged, not that it is bad.
"""

from __future__ import annotations

RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "reliability cannot be judged",
}
CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "truth cannot be judged",
}


def spelled(grade: str) -> str:
    """Spell out a grade.

    >>> spelled("B2")
    'B2: usually reliable source, information probably true'
    """
    source, information = RELIABILITY.get(grade[:1], ""), CREDIBILITY.get(grade[1:], "")
    if not source or not information:
        return f"{grade}: no Admiralty grade" if grade else "no grade"
    noun = "" if grade[0] == "F" else " source"
    said = information if grade[1] == "6" else f"information {information}"
    return f"{grade}: {source}{noun}, {said}"


def good(grade: str) -> bool:
    """Say whether a grade is C3 or better on both counts.

    >>> good("B2"), good("F6"), good("A4")
    (True, False, False)
    """
    return len(grade) == 2 and grade[0] in "ABC" and grade[1] in "123"
