"""The unknowns of a crisis in words: what it is that a limit is set to."""

from __future__ import annotations

from detente.brief.compose.reading import Titled, spaced
from detente.forecast.figures import percent, quantity
from detente.model.crisis import ANALYST, Edit, Stake


def limit_in_words(
    titled: Titled, path: str, value: float, *, low: bool, edits: tuple[Edit, ...] = ()
) -> str:
    """Say that an unknown lies above (`low`) or below a value, in the argument's words."""
    match path.split("."):
        case ["stakes", actor, stake, *type_]:
            return _stake(titled, (actor, stake, "".join(type_)), value, low=low, edits=edits)
        case ["moves", move, "outcomes", outcome, "chance"]:
            side = "above" if low else "below"
            told = f"{spaced(outcome)} after \u201c{titled.move(move)}\u201d"
            return f"the chance of {told} is {side} {percent(value)}"
        case ["beliefs", observer, about, which]:
            who = "the analyst" if observer == ANALYST else titled.actor(observer)
            more = "more" if low else "less"
            known = {actor.name for actor in titled.crisis.actors}
            thing = (
                f"{titled.actor(about)} being {spaced(which)}"
                if about in known
                else f"{spaced(which)} after \u201c{titled.move(about)}\u201d"
            )
            return f"{who} puts {more} than {percent(value)} on {thing}"
        case ["rationality", actor]:
            side = "more" if low else "less"
            return (
                f"{titled.actor(actor)} keeps to its interest {side} closely than {quantity(value)}"
            )
    return f"{path} is {'above' if low else 'below'} {quantity(value)}"


def _stake(
    titled: Titled, path: tuple[str, str, str], value: float, *, low: bool, edits: tuple[Edit, ...]
) -> str:
    actor, name, type_ = path
    stakes = (*titled.crisis.stakes, *(s for edit in edits for s in edit.stakes))
    found = next((s for s in stakes if (s.actor, s.name) == (actor, name)), None)
    what = _named(found, name)
    kind = f" if {spaced(type_)}" if type_ else ""
    side = "better" if low else "worse"
    return f"{what} is {side} for {titled.actor(actor)}{kind} than {quantity(value)}"


def _named(stake: Stake | None, name: str) -> str:
    text = stake.text if stake is not None and stake.text else ""
    return f"\u201c{text}\u201d ({spaced(name)})" if text else spaced(name)
