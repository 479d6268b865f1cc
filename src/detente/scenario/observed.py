"""What has been observed, as a file: moves with dates, in YAML or CSV, each with its place.

```yaml
observed:
  - {date: 2024-05-10, move: strike, source: AP}
  - {date: 2024-06-01, move: hold}
```

A CSV has a head with the same names. `outcome` says how the move turned out, if that is known;
`stage` names the turn, if the date alone does not tell.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from detente.errors import Span
from detente.scenario.document import read_document
from detente.scenario.files import text_of
from detente.scenario.nodes import Mapping, Node, Scalar, Sequence
from detente.scenario.problems import Problems, did_you_mean

KEYS = ("date", "move", "outcome", "stage", "source")
NEEDED = ("date", "move")


@dataclass(frozen=True, slots=True)
class Observed:
    """A move that was made on a date, as it stands in a file; empty texts are not known."""

    date: date
    move: str
    outcome: str = ""
    stage: str = ""
    source: str = ""
    span: Span | None = None
    file: str = ""


def read_observed(path: str | Path) -> tuple[Observed, ...]:
    """Return what a file says was observed; `ScenarioError` with every mistake in it."""
    return parse_observed(text_of(path, what="list of moves"), name=str(path))


def parse_observed(text: str, *, name: str = "<text>") -> tuple[Observed, ...]:
    """Return what a text says was observed; a name that ends in `.csv` is read as a table.

    >>> parse_observed("observed: [{date: 2024-05-10, move: strike}]")[0].move
    'strike'
    """
    text = text.removeprefix("\ufeff")
    problems = Problems(text, source=name, what="list of moves")
    table = name.lower().endswith(".csv")
    rows = _table(text, problems) if table else _listed(text, problems)
    found = [one for fields, span in rows if (one := _observed(fields, span, problems)) is not None]
    if not found and not problems:
        problems.add("nothing is said to have been observed", span=None, hint="list moves, dated")
    problems.refuse()
    return tuple(found)


Fields = dict[str, tuple[str, Span | None]]


def _table(text: str, problems: Problems) -> list[tuple[Fields, Span | None]]:
    reader = csv.reader(io.StringIO(text))
    head = [name.strip() for name in next(reader, [])]
    for name in head:
        if name not in KEYS:
            hint = did_you_mean(name, KEYS) or f"the columns are {', '.join(KEYS)}"
            problems.add(f"no column is called `{name}`", span=Span(1, 1), hint=hint)
    rows: list[tuple[Fields, Span | None]] = []
    for cells in reader:
        place = Span(reader.line_num, 1)
        if any(cell.strip() for cell in cells):
            pairs = zip(head, cells, strict=False)
            rows.append(({k: (v.strip(), place) for k, v in pairs if v.strip()}, place))
    return rows


def _listed(text: str, problems: Problems) -> list[tuple[Fields, Span | None]]:
    document = read_document(text, problems=problems)
    problems.refuse()
    listed = document.root.get("observed")
    for key, _ in document.root.entries:
        if key.text != "observed":
            hint = did_you_mean(key.text, ("observed",)) or "the list stands under `observed:`"
            problems.add(f"there is no key `{key.text}`", span=key.span, hint=hint)
    if not isinstance(listed, Sequence):
        place = None if listed is None else listed.span
        problems.add("`observed` has to be a list of moves", span=place)
        return []
    return [(_fields(node, problems), node.span) for node in listed.items]


def _fields(node: Node, problems: Problems) -> Fields:
    if not isinstance(node, Mapping):
        problems.add("an observation is a mapping: {date: ..., move: ...}", span=node.span)
        return {}
    fields: Fields = {}
    for key, value in node.entries:
        if key.text not in KEYS:
            hint = did_you_mean(key.text, KEYS) or f"the keys are {', '.join(KEYS)}"
            problems.add(f"an observation has no key `{key.text}`", span=key.span, hint=hint)
        elif not isinstance(value, Scalar):
            problems.add(f"`{key.text}` has to be a text", span=value.span)
        else:
            fields[key.text] = (value.text, value.span)
    return fields


def _observed(fields: Fields, span: Span | None, problems: Problems) -> Observed | None:
    missing = [key for key in NEEDED if key not in fields]
    if missing:
        if fields:
            problems.add(f"an observation needs {' and '.join(missing)}", span=span)
        return None
    text, place = fields["date"]
    try:
        when = date.fromisoformat(text)
    except ValueError:
        problems.add(f"`{text}` is no date", span=place, hint="write it as 2020-01-08")
        return None
    rest = {key: fields[key][0] for key in KEYS[1:] if key in fields}
    return Observed(date=when, span=fields["move"][1], file=problems.source, **rest)
