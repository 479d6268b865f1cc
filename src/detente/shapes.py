"""Axis letters and array aliases, named once for the whole package.

Letters: D draws, N nodes, E edges, P players, J observers (the players, then the analyst), T types,
K slots (one per player and type), R reward rows, S stakes, U unknowns, C claims (half-spaces),
Q questions, V values of a parameter vector.

The aliases give the numbers of an array to the type checker. Its axes stand in a comment beside the
field (`points: Floats  # D, U`) or in the docstring; the solvers check the shapes they are given.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int32]
Longs: TypeAlias = npt.NDArray[np.int64]
Whole: TypeAlias = npt.NDArray[np.signedinteger[Any]]  # whole numbers of any width
Bools: TypeAlias = npt.NDArray[np.bool_]
