"""Axis letters and array aliases, named once for the whole package.

Letters: D draws, N nodes, E edges, P players, J observers (the players, then the analyst), T types,
K slots (one per player and type), R reward rows, S stakes, U unknowns, C claims (half-spaces),
Q questions, V values of a parameter vector.

Array annotations read `Float[Array, "D U"]`; they are checked at run time in the tests only
(jaxtyping with beartype), so the package itself does not import jaxtyping.
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
