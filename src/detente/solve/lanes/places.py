"""Lanes to and from any place of an array, and what loops over cells of a grid need of them.

`take` and `put` count in rows of lanes. Here a place is the number of an element, so that the eight
may begin anywhere, and lanes may each read from a place of their own (`columns`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types

from detente.shapes import Floats
from detente.solve.lanes.register import (
    _FLOATS,
    _LANES,
    WIDTH,
    Lanes,
    _call,
    _compiled,
    _one,
    _three,
    _two,
)

# what numba's stubs do not know the types of
_eight: Any = types.UniTuple
_WHOLE = ir.VectorType(ir.IntType(32), WIDTH)


def _order(*lanes: int) -> Any:
    return ir.Constant(ir.VectorType(ir.IntType(32), len(lanes)), list(lanes))


def _at(context: Any, builder: Any, kinds: Any, given: Any) -> Any:
    """Point at eight elements of an array, counted as if it had one axis."""
    data = context.make_array(kinds[0])(context, builder, given[0]).data
    place = context.cast(builder, given[1], kinds[1], types.intp)
    return builder.bitcast(builder.gep(data, [place]), _FLOATS.as_pointer())


def _load(_: Any, array: Any, place: Any) -> Any:
    def emit(context: Any, builder: Any, sign: Any, given: Any) -> Any:
        return builder.load(_at(context, builder, sign.args, given), align=8)

    return _LANES(array, place), emit


def _store(_: Any, array: Any, place: Any, _value: Any) -> Any:
    def emit(context: Any, builder: Any, sign: Any, given: Any) -> Any:
        builder.store(given[2], _at(context, builder, sign.args, given), align=8)
        return context.get_dummy_value()

    return types.void(array, place, _LANES), emit


def _columns(_: Any, array: Any, place: Any, _steps: Any) -> Any:
    """Read eight rows of eight and turn them, three rounds of exchanges between pairs of rows."""

    def emit(context: Any, builder: Any, sign: Any, given: Any) -> Any:
        data = context.make_array(sign.args[0])(context, builder, given[0]).data
        begin = builder.gep(data, [context.cast(builder, given[1], sign.args[1], types.intp)])
        steps, rows = builder.fptosi(given[2], _WHOLE), []
        for lane in range(WIDTH):
            step = builder.extract_element(steps, ir.Constant(ir.IntType(32), lane))
            where = builder.gep(begin, [builder.sext(step, ir.IntType(64))])
            rows.append(builder.load(builder.bitcast(where, _FLOATS.as_pointer()), align=8))
        for apart in (1, 2, 4):
            low = _order(*[n if not n & apart else n + WIDTH - apart for n in range(WIDTH)])
            high = _order(*[n + apart if not n & apart else n + WIDTH for n in range(WIDTH)])
            for n in range(WIDTH):
                if not n & apart:
                    one, two = rows[n], rows[n + apart]
                    rows[n] = builder.shuffle_vector(one, two, low)
                    rows[n + apart] = builder.shuffle_vector(one, two, high)
        return context.make_tuple(builder, sign.return_type, rows)

    return _eight(_LANES, WIDTH)(array, place, _LANES), emit


load: Callable[[Floats, int], Lanes] = _compiled(_load)
"""Read eight elements of a contiguous array from a place on."""
store: Callable[[Floats, int, Lanes], None] = _compiled(_store)
"""Write eight elements of a contiguous array from a place on."""
columns: Callable[[Floats, int, Lanes], tuple[Lanes, ...]] = _compiled(_columns)
"""Read, in every lane, the eight elements that follow a place and the lane's own whole number."""
smaller: Callable[[Lanes, Lanes], Lanes] = _two(
    lambda builder, *pair: builder.select(builder.fcmp_ordered("<", *pair), *pair)
)
"""Return the smaller of two in every lane; the second where either is no number."""
null_unless: Callable[[Lanes, Lanes, Lanes], Lanes] = _three(
    lambda builder, value, one, other: builder.select(
        builder.fcmp_ordered("==", one, other), value, ir.Constant(_FLOATS, [0.0] * WIDTH)
    )
)
"""Return the value in the lanes where two others are equal, else zero."""
root: Callable[[Lanes], Lanes] = _one(lambda builder, value: _call(builder, "sqrt", value))
"""Return the square root in every lane."""
whole: Callable[[Lanes], Lanes] = _one(lambda builder, value: _call(builder, "floor", value))
"""Return the largest whole number that is not above, in every lane."""


def _greatest(_: Any, _value: Any) -> Any:
    def emit(_: Any, builder: Any, __: Any, given: Any) -> Any:
        found, apart = given[0], WIDTH
        while apart > 1:
            apart //= 2
            turned = _order(*[(lane + apart) % WIDTH for lane in range(WIDTH)])
            other = builder.shuffle_vector(found, found, turned)
            found = builder.select(builder.fcmp_unordered(">", other, found), other, found)
        return builder.extract_element(found, ir.Constant(ir.IntType(32), 0))

    return types.float64(_LANES), emit


greatest: Callable[[Lanes], float] = _compiled(_greatest)
"""Return the largest over the lanes; what is no number may come through or not."""
