"""The second door: your own pairs and costs, and the exact kernel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from turnout import _core
from turnout._errors import input_error
from turnout._options import check_number, check_running, check_whole
from turnout._progress import Bar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from turnout._options import Stop


@dataclass(frozen=True, eq=False, repr=False)
class AssignResult:
    """What `assign` found, and the prices that prove it. Arrays are read-only.

    The reduced cost of a pair is cost - need price + member price + its group prices (for
    sense="max" of the negated cost): at least 0 for pairs not used, at most 0 for pairs used.
    """

    pairs: NDArray[np.int64]
    """Positions of the pairs used, ascending. For a dense matrix row * columns + column; for a
    sparse one the position among its stored entries, row by row."""
    need: NDArray[np.int64]
    """The need of each of those pairs."""
    member: NDArray[np.int64]
    """The member of each of those pairs."""
    objective: float
    """Costs and unfilled costs. An int where all costs given were whole."""
    bound: float
    """No answer is below it (sense="max": above it)."""
    gap: float
    """(objective - bound) / max(1, |objective|), never negative."""
    status: str
    """"optimal", "feasible", "timed_out" or "stopped"."""
    short: NDArray[np.int64]
    """Empty seats of each need."""
    need_prices: NDArray[np.float64]
    member_prices: NDArray[np.float64]
    group_prices: list[NDArray[np.float64]]
    """For each family of groups, the price of each pair's group."""
    resolution: float
    """The grid on which float costs were solved; 0 where they were whole."""
    stats: dict[str, Any] = field(default_factory=dict)
    """build_seconds, solve_seconds, peak_bytes and counters."""

    def __repr__(self) -> str:
        return (
            f"<turnout.AssignResult: {len(self.pairs)} pairs, objective {self.objective}, "
            f"{self.status}>"
        )


@dataclass
class _Pairs:
    """What came in, in the form that C++ reads."""

    need: NDArray[np.int64] | None
    member: NDArray[np.int64] | None
    cost: NDArray[Any]
    n_needs: int | None
    n_members: int | None
    matrix: bool = False
    sparse: bool = False
    order: NDArray[np.int64] | None = None  # of a sparse matrix's entries, row by row


def assign(
    need_or_matrix: Any,
    member: Any = None,
    cost: Any = None,
    *,
    seats: Any = 1,
    capacity: Any = 1,
    unfilled_cost: Any = None,
    group: Any = None,
    group_limit: Any = 1,
    sense: str = "min",
    n_needs: int | None = None,
    n_members: int | None = None,
    seconds: float | None = None,
    threads: int = 1,
    memory_limit: int | None = None,
    stop: Stop | None = None,
    progress: bool | Callable[[dict[str, Any]], object] | None = None,
) -> AssignResult:
    """Give needs to members at least cost, exactly.

    Three arrays (need, member and cost of each pair), a dense matrix (rows are needs; +inf is no
    pair) or a SciPy sparse matrix (its stored entries are the pairs, zeros too). `seats`,
    `capacity` and `unfilled_cost` are one number or one each. Without `unfilled_cost` all seats
    must be filled, and InputError names needs that cannot be and all their members; a
    rectangular matrix with one seat and capacity everywhere fills its shorter side. `group` is a
    number for each pair, or a list of such from narrow to wide: at most `group_limit` pairs of a
    member and group are used.

    `seconds`, `memory_limit`, `stop` and `progress` are those of `solve`: a run that is ended,
    by Ctrl-C too, returns the pairs found and a true bound. It runs on one thread, whatever
    `threads` says.

    >>> import turnout as to
    >>> r = to.assign([[4, 7], [9, 5]])
    >>> r.member.tolist(), r.objective
    ([0, 1], 9)
    """
    if sense not in ("min", "max"):
        raise input_error("", "sense", sense, "bad_sense", "unknown sense", 'give "min" or "max"')
    check_number("seconds", seconds, least=0)
    check_whole("threads", threads)
    check_whole("memory_limit", memory_limit)
    check_running(stop, progress)
    pairs = _pairs(need_or_matrix, member, cost, n_needs, n_members)
    families = _families(group, group_limit, pairs)
    with Bar() as bar:
        callback = bar.callback if progress is True else (progress or None)
        return _result(
            _core.assign(
                pairs.need,
                pairs.member,
                pairs.cost,
                _one_or_each(seats, "seats"),
                _one_or_each(capacity, "capacity"),
                None if unfilled_cost is None else _number_or_each(unfilled_cost),
                families,
                sense == "max",
                pairs.matrix,
                pairs.sparse,
                pairs.n_needs,
                pairs.n_members,
                None if seconds is None else float(seconds),
                memory_limit,
                stop,
                callback,
            )
        )


def _result(result: _core.FlowResult) -> AssignResult:
    whole = result.resolution == 0
    return AssignResult(
        pairs=result.pairs,
        need=result.need,
        member=result.member,
        objective=int(result.objective) if whole else result.objective,
        bound=int(result.bound) if whole and np.isfinite(result.bound) else result.bound,
        gap=result.gap,
        status=result.status,
        short=result.short,
        need_prices=result.need_prices,
        member_prices=result.member_prices,
        group_prices=result.group_prices,
        resolution=result.resolution,
        stats=result.stats,
    )


def _pairs(
    first: Any, member: Any, cost: Any, n_needs: int | None, n_members: int | None
) -> _Pairs:
    if (member is None) != (cost is None):
        raise input_error(
            "",
            "cost" if cost is None else "member",
            None,
            "missing_argument",
            "three arrays belong together",
            "give need, member and cost, or one matrix",
        )
    if member is not None:
        return _Pairs(
            _whole(first, "need"), _whole(member, "member"), _cost(cost), n_needs, n_members
        )
    if n_needs is not None or n_members is not None:
        raise input_error(
            "",
            "n_needs" if n_needs is not None else "n_members",
            None,
            "not_for_a_matrix",
            "a matrix has its own shape",
            "leave it out",
        )
    if hasattr(first, "tocoo"):
        return _sparse(first)
    matrix = np.asarray(first)
    if matrix.ndim != 2:
        raise input_error(
            "",
            "matrix",
            f"{matrix.ndim} dimensions",
            "not_a_matrix",
            "a matrix has two dimensions",
            "give need, member and cost, or one matrix whose rows are needs",
        )
    rows, columns = matrix.shape
    return _Pairs(None, None, _cost(_by_rows(matrix).ravel()), rows, columns, matrix=True)


def _by_rows(matrix: NDArray[Any]) -> NDArray[Any]:
    """The matrix as it is, or, where it lies by columns (as pandas often has it), turned."""
    if not matrix.flags.f_contiguous or matrix.flags.c_contiguous:
        return matrix
    # By blocks, which takes a third of the time that NumPy's own copy takes.
    turned = np.empty(matrix.shape, dtype=matrix.dtype)
    for row in range(0, matrix.shape[0], 256):
        for column in range(0, matrix.shape[1], 64):
            block = np.s_[row : row + 256, column : column + 64]
            turned[block] = matrix[block]
    return turned


def _sparse(matrix: Any) -> _Pairs:
    coo = matrix.tocoo()
    rows, columns = coo.shape
    row, column = coo.row.astype(np.int64), coo.col.astype(np.int64)
    order = np.lexsort((column, row))
    return _Pairs(
        np.ascontiguousarray(row[order]),
        np.ascontiguousarray(column[order]),
        _cost(coo.data[order]),
        rows,
        columns,
        sparse=True,
        order=order,
    )


def _whole(values: Any, name: str) -> NDArray[np.int64]:
    array = np.asarray(values)
    if array.ndim != 1:
        raise _not_numbers(name, f"{array.ndim} dimensions", "give one whole number each")
    if array.size == 0:
        return np.empty(0, dtype=np.int64)
    if array.dtype.kind not in "iu" or (
        array.dtype == np.uint64 and array.max() > np.iinfo(np.int64).max
    ):
        raise _not_numbers(name, str(array.dtype), "give whole numbers of 64 bits")
    return np.ascontiguousarray(array, dtype=np.int64)


def _cost(values: Any, name: str = "cost") -> NDArray[Any]:
    array = np.asarray(values)
    if array.ndim != 1:
        raise _not_numbers(name, f"{array.ndim} dimensions", "give one number each")
    if array.size == 0 and array.dtype.kind in "fO":
        return np.empty(0, dtype=np.int64)
    if array.dtype.kind in "iub" and not (
        array.dtype == np.uint64 and array.size and array.max() > np.iinfo(np.int64).max
    ):
        return np.ascontiguousarray(array, dtype=np.int64)
    if array.dtype.kind == "f":
        return np.ascontiguousarray(array, dtype=np.float64)
    raise _not_numbers(name, str(array.dtype), "give whole numbers of 64 bits, or floats")


def _one_or_each(value: Any, name: str) -> Any:
    array = np.asarray(value)
    if array.ndim == 0 and array.dtype.kind in "iu":
        return int(array)
    return _whole(value, name)


def _number_or_each(value: Any) -> Any:
    array = np.asarray(value)
    if array.ndim == 0:
        if array.dtype.kind in "iu":
            return int(array)
        if array.dtype.kind == "f":
            return float(array)
    return _cost(value, "unfilled_cost")


def _families(group: Any, limit: Any, pairs: _Pairs) -> list[tuple[NDArray[np.int64], int]]:
    if group is None:
        return []
    nested = isinstance(group, Sequence) and len(group) > 0 and np.ndim(group[0]) > 0
    # The rows of a matrix of groups written as lists are one family, not several.
    if nested and pairs.matrix and np.shape(group) == (pairs.n_needs, pairs.n_members):
        nested = False
    groups = list(group) if nested else [group]
    limits = list(limit) if np.ndim(limit) else [limit] * len(groups)
    if len(limits) != len(groups):
        raise input_error(
            "",
            "group_limit",
            len(limits),
            "length_mismatch",
            f"there are {len(groups)} families of groups",
            "give one limit, or one for each family",
        )
    out = []
    for family, most in zip(groups, limits, strict=True):
        numbers = np.asarray(family)
        if pairs.matrix and numbers.ndim == 2:
            numbers = numbers.ravel()
        if isinstance(most, bool) or not isinstance(most, int | np.integer):
            raise _not_numbers("group_limit", str(most), "give whole numbers")
        out.append((_whole(numbers, "group"), int(most)))
    return out


def _not_numbers(name: str, value: str, remedy: str) -> Exception:
    return input_error("", name, value, "bad_type", "these are not the numbers asked for", remedy)
