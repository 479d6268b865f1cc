"""Ways out as plain data: everything that was found, for a program."""

from __future__ import annotations

from collections.abc import Mapping

from detente.brief.compose.plain import plain_number, plain_spread
from detente.findings.offramps import Offramps, Tried, Variant, WayOut
from detente.findings.offramps.cart import Branching
from detente.findings.offramps.conditions import Conditions
from detente.findings.offramps.robustness import MEASURES
from detente.forecast.results import Spread
from detente.shapes import Floats


def offramps_record(found: Offramps) -> Mapping[str, object]:
    """Return everything as plain data: each way out, its robustness, and the Pareto set."""
    return {
        "risks": [risk.name for risk in found.risks],
        "draws_solved": found.solved,
        "draws_common": found.common,
        "goals": list(found.goals),
        "ways": [_way(found, way, i) for i, way in enumerate(found.ways)],
        "pareto": [
            {
                "way": member.way,
                "best_on": list(member.best_on),
                "beaten_by": [{"goal": g, "way": other} for g, other in member.beaten_by],
            }
            for member in found.front
        ],
        "orders": [[_tried(found, tried) for tried in group] for group in found.orders],
        "levers_added": [
            {
                "lever": added.lever.name,
                **_variant(added.package),
                "draws": added.draws,
                "further_change": _named(found, added.change),
                "noise": _pair(added.noise),
                "cost_to_giver": {who: plain_number(value) for who, value in added.cost},
            }
            for added in found.added
        ],
        "tried": [_tried(found, tried) for tried in found.tried],
    }


def _variant(variant: Variant) -> dict[str, object]:
    return {
        "package": variant.package.name if variant.package else None,
        "beside": [edit.name for edit in variant.beside],
        "order": list(variant.order),
        "on": variant.on.isoformat() if variant.on else None,
    }


def _way(found: Offramps, way: WayOut, place: int) -> dict[str, object]:
    delivery = way.delivery
    return {
        **_variant(way.variant),
        "draws": len(way.rows),
        "not_converged": way.unsolved,
        "change": {
            risk.name: {
                **plain_spread(Spread.of(way.change[:, q])),
                "noise_of_mean": _pair(way.noise[q]),
            }
            for q, risk in enumerate(found.risks)
        },
        "robustness": {
            risk.name: {
                name: {"value": plain_number(value), "tied_with_best": bool(tied)}
                for name, value, tied in zip(
                    MEASURES, robust.values[place], robust.tied[place], strict=True
                )
            }
            for risk, robust in zip(found.risks, found.robustness, strict=True)
        },
        "cost_to_those_who_act": plain_spread(Spread.of(way.cost)),
        "change_of_worth": {
            f"{actor}.{type_}" if type_ else actor: plain_spread(Spread.of(way.worth[:, k]))
            for k, (actor, type_) in enumerate(found.slots)
        },
        "delivery": None
        if delivery is None
        else {
            "begun": plain_spread(Spread.of(delivery.begun)),
            "whole": plain_spread(Spread.of(delivery.whole)),
            "stalled": plain_spread(Spread.of(delivery.stalled)),
            "breaks": [
                {"stage": stage, "move": move, **plain_spread(Spread.of(delivery.values[:, i]))}
                for i, (stage, move) in enumerate(delivery.breaks)
            ],
        },
        "answers": [
            {
                "stage": a.stage,
                "actor": a.actor,
                "start": a.start.isoformat(),
                "end": a.end.isoformat(),
                "as_seen_by": a.observer,
                "if_type": a.type or None,
                "played": plain_spread(Spread.of(a.chance)),
                "moves": {
                    m: plain_spread(Spread.of(a.values[:, i])) for i, m in enumerate(a.moves)
                },
            }
            for a in way.answers
        ],
        "what_must_be_true": None if way.conditions is None else _conditions(way.conditions),
    }


def _conditions(about: Conditions) -> dict[str, object]:
    return {
        "works_in": plain_number(about.share),
        "draws": about.draws,
        "coverage": plain_number(about.coverage),
        "density": plain_number(about.density),
        "limits": [
            {
                "unknown": x.path,
                "side": x.side,
                "value": plain_number(x.value),
                "quasi_p": plain_number(x.chance),
                "recurs": plain_number(x.recurs),
            }
            for x in about.limits
        ],
        "tree": None if about.tree is None else _tree(about.tree, about.paths),
    }


def _tree(node: Branching, paths: tuple[str, ...]) -> dict[str, object]:
    found: dict[str, object] = {"cases": node.cases, "works": node.wanted}
    if node.below is not None and node.above is not None:
        found |= {
            "unknown": paths[node.column],
            "limit": plain_number(node.limit),
            "below": _tree(node.below, paths),
            "above": _tree(node.above, paths),
        }
    return found


def _tried(found: Offramps, tried: Tried) -> dict[str, object]:
    return {
        **_variant(tried.variant),
        "draws": tried.draws,
        "change": _named(found, tried.change),
        "noise": _pair(tried.noise),
        "whole": plain_number(tried.whole),
        "cost_to_those_who_act": plain_number(tried.cost),
    }


def _named(found: Offramps, values: Floats) -> dict[str, float | None]:
    return {risk.name: plain_number(v) for risk, v in zip(found.risks, values, strict=True)}


def _pair(pair: tuple[float, float]) -> list[float | None]:
    return [plain_number(value) for value in pair]
