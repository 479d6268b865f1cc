"""Several numbers side by side in one vector register: a type for compiled loops.

A loop over draws inside the loop over edges would have to be found by the compiler and turned into
vector instructions; whether it is hangs on details. `Lanes` says what is meant: one number for each
of `WIDTH` draws, one instruction for all. Where registers are narrower, the compiler splits them.

Arrays that hold lanes have them on their last axis, `aligned`, and are read by row. What is defined
here works in compiled functions only.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.typing.templates import ConcreteTemplate, infer_global
from numba.extending import intrinsic, lower_builtin, models, register_model

from detente.shapes import Floats, Ints

WIDTH = 8
"""Draws side by side: a cache line, and the widest register there is."""
_LINE = 64
_FLOATS = ir.VectorType(ir.DoubleType(), WIDTH)
_LONGS = ir.VectorType(ir.IntType(64), WIDTH)
# what numba's stubs do not know the result of
_compiled: Any = intrinsic
_named: Any = infer_global
_lowered: Any = lower_builtin


class Lanes(Protocol):
    """One number for each of `WIDTH` draws, as the type checker sees it."""

    def __add__(self, other: Lanes) -> Lanes: ...
    def __sub__(self, other: Lanes) -> Lanes: ...
    def __mul__(self, other: Lanes) -> Lanes: ...
    def __truediv__(self, other: Lanes) -> Lanes: ...


class _LanesType(types.Type):
    """The same, as the compiler sees it."""

    def __init__(self) -> None:
        super().__init__(name=f"lanes({WIDTH})")


_LANES = _LanesType()


@register_model(_LanesType)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: _LanesType) -> None:
        super().__init__(manager, kind, _FLOATS)  # type: ignore[no-untyped-call]


def aligned(*shape: int) -> Floats:
    """Make an array of zeros whose rows of lanes do not straddle cache lines.

    >>> aligned(3, WIDTH).ctypes.data % 64
    0
    """
    size = int(np.prod(shape)) * 8
    raw = np.zeros(size + _LINE, np.uint8)
    start = -raw.ctypes.data % _LINE
    return raw[start : start + size].view(np.float64).reshape(shape)


def _arithmetic(symbol: Any, instruction: str) -> None:
    """Let a Python operator between lanes be one vector instruction."""

    @_named(symbol)
    class _Typing(ConcreteTemplate):
        cases = [_LANES(_LANES, _LANES)]  # noqa: RUF012 (numba reads it off the class)

    def emit(_: Any, builder: Any, __: Any, sides: Any) -> Any:
        return getattr(builder, instruction)(*sides)

    _lowered(symbol, _LanesType, _LanesType)(emit)


_arithmetic(operator.add, "fadd")
_arithmetic(operator.sub, "fsub")
_arithmetic(operator.mul, "fmul")
_arithmetic(operator.truediv, "fdiv")


# --- to and from memory ---------------------------------------------------------------------------
def _row(context: Any, builder: Any, kinds: Any, given: Any) -> Any:
    """Point at the lanes in a row of an array, counted as if all axes but the last were one."""
    data = context.make_array(kinds[0])(context, builder, given[0]).data
    row = context.cast(builder, given[1], kinds[1], types.intp)
    step = builder.mul(row, ir.Constant(row.type, WIDTH))
    return builder.bitcast(builder.gep(data, [step]), _FLOATS.as_pointer())


def _take(_: Any, array: Any, row: Any) -> Any:
    def emit(context: Any, builder: Any, sign: Any, given: Any) -> Any:
        return builder.load(_row(context, builder, sign.args, given), align=8)

    return _LANES(array, row), emit


def _put(_: Any, array: Any, row: Any, _value: Any) -> Any:
    def emit(context: Any, builder: Any, sign: Any, given: Any) -> Any:
        builder.store(given[2], _row(context, builder, sign.args, given), align=8)
        return context.get_dummy_value()

    return types.void(array, row, _LANES), emit


def _look(_: Any, array: Any, place: Any) -> Any:
    def emit(context: Any, builder: Any, sign: Any, given: Any) -> Any:
        data = context.make_array(sign.args[0])(context, builder, given[0]).data
        number = context.cast(builder, given[1], sign.args[1], types.intp)
        found = builder.load(builder.gep(data, [number]))
        return context.cast(builder, found, sign.args[0].dtype, types.intp)

    return types.intp(array, place), emit


take: Callable[[Floats, int], Lanes] = _compiled(_take)
"""Read a row of a contiguous array."""
put: Callable[[Floats, int, Lanes], None] = _compiled(_put)
"""Write a row of a contiguous array."""
look: Callable[[Ints, int], int] = _compiled(_look)
"""Read an index from a contiguous array; unlike `[]`, never counted from its end."""


# --- arithmetic -----------------------------------------------------------------------------------
def _one(emit: Callable[..., Any]) -> Any:
    def typed(_: Any, _one: Any) -> Any:
        return _LANES(_LANES), lambda _, builder, __, given: emit(builder, *given)

    return _compiled(typed)


def _two(emit: Callable[..., Any]) -> Any:
    def typed(_: Any, _one: Any, _two: Any) -> Any:
        return _LANES(_LANES, _LANES), lambda _, builder, __, given: emit(builder, *given)

    return _compiled(typed)


def _three(emit: Callable[..., Any]) -> Any:
    def typed(_: Any, _one: Any, _two: Any, _three: Any) -> Any:
        return _LANES(*[_LANES] * 3), lambda _, builder, __, given: emit(builder, *given)

    return _compiled(typed)


def _spread(_: Any, _number: Any) -> Any:
    def emit(_: Any, builder: Any, __: Any, given: Any) -> Any:
        empty, zero = ir.Constant(_FLOATS, ir.Undefined), ir.Constant(ir.IntType(32), 0)
        order = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
        first = builder.insert_element(empty, given[0], zero)
        return builder.shuffle_vector(first, empty, order)

    return _LANES(types.float64), emit


def _sum_up(_: Any, _value: Any) -> Any:
    def emit(_: Any, builder: Any, __: Any, given: Any) -> Any:
        places = [ir.Constant(ir.IntType(32), lane) for lane in range(WIDTH)]
        parts = [builder.extract_element(given[0], place) for place in places]
        while len(parts) > 1:
            parts = [builder.fadd(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
        return parts[0]

    return types.float64(_LANES), emit


def _call(builder: Any, name: str, *given: Any) -> Any:
    """Call what LLVM knows by name."""
    kind = ir.FunctionType(_FLOATS, [_FLOATS] * len(given))
    function = builder.module.declare_intrinsic(f"llvm.{name}.v{WIDTH}f64", (), kind)
    return builder.call(function, given)


spread: Callable[[float], Lanes] = _compiled(_spread)
"""Return the same number in every lane."""
sum_up: Callable[[Lanes], float] = _compiled(_sum_up)
"""Return the sum over the lanes, always in the same order."""
add_product: Callable[[Lanes, Lanes, Lanes], Lanes] = _three(
    lambda builder, total, left, right: _call(builder, "fmuladd", left, right, total)
)
"""Return total + left * right, rounded once where the processor can."""
larger: Callable[[Lanes, Lanes], Lanes] = _two(
    lambda builder, *pair: builder.select(builder.fcmp_ordered(">", *pair), *pair)
)
"""Return the larger of two in every lane; the second where either is no number."""
null_below: Callable[[Lanes, Lanes, Lanes], Lanes] = _three(
    lambda builder, value, limit, null: builder.select(
        builder.fcmp_ordered("<", value, limit), null, value
    )
)
"""Return `null` in the lanes where the value is below the limit, else the value."""
size: Callable[[Lanes], Lanes] = _one(lambda builder, value: _call(builder, "fabs", value))
"""Return the absolute value in every lane."""


# --- the bits of a float --------------------------------------------------------------------------
_ROOT = 0x3FE6A09E667F3BCD
"""The bits of the square root of one half."""


def _long(number: int) -> Any:
    return ir.Constant(_LONGS, [number] * WIDTH)


def _power(builder: Any, shifted: Any) -> Any:
    exponent = builder.add(builder.bitcast(shifted, _LONGS), _long(1023))
    return builder.bitcast(builder.shl(exponent, _long(52)), _FLOATS)


def _exponent(builder: Any, value: Any) -> Any:
    bits = builder.bitcast(value, _LONGS)
    return builder.ashr(builder.sub(bits, _long(_ROOT)), _long(52))


def _mantissa(builder: Any, value: Any) -> Any:
    power = builder.shl(_exponent(builder, value), _long(52))
    return builder.bitcast(builder.sub(builder.bitcast(value, _LONGS), power), _FLOATS)


two_to_the: Callable[[Lanes], Lanes] = _one(_power)
"""Return 2^n for n + 1.5 * 2^52, whose last bits are those of the whole number n."""
exponent: Callable[[Lanes], Lanes] = _one(
    lambda builder, value: builder.sitofp(_exponent(builder, value), _FLOATS)
)
"""Return n as a float, where a value is 2^n m with m from sqrt(1/2) up to sqrt(2)."""
mantissa: Callable[[Lanes], Lanes] = _one(_mantissa)
"""Return that m."""
