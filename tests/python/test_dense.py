"""Full matrices through `assign`: SciPy's optimum on every kind, shape, type and order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import turnout as to

if TYPE_CHECKING:
    from numpy.typing import NDArray

optimize = pytest.importorskip("scipy.optimize")


def _distances(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
    apart: NDArray[np.float64] = np.sqrt(((a[:, None, :] - b[None, :, :]) ** 2).sum(-1))
    return apart


def _cost(kind: str, n: int, m: int) -> NDArray[Any]:
    random = np.random.default_rng([n, m, len(kind)])
    if kind == "uniform":
        return random.random((n, m))
    if kind == "whole":
        return random.integers(-50, 1000, (n, m))
    if kind == "ten":
        return random.integers(0, 10, (n, m))
    if kind == "plane":
        return _distances(random.random((n, 2)), random.random((m, 2)))
    if kind == "clusters":
        centre = random.random((4, 2))
        a = centre[random.integers(0, 4, n)] + random.normal(0, 0.01, (n, 2))
        return _distances(a, centre[random.integers(0, 4, m)] + random.normal(0, 0.01, (m, 2)))
    if kind == "line":
        return np.abs(random.random(n)[:, None] - random.random(m)[None, :])
    if kind == "products":
        return np.outer(np.arange(1, n + 1), np.arange(1, m + 1))
    if kind == "columns":
        return random.random((n, m)) + 20 * random.random(m) + 20 * random.random(n)[:, None]
    if kind == "same rows":
        return np.tile(random.random(m), (n, 1))
    assert kind == "constant"
    return np.full((n, m), -3)


KINDS = [
    "uniform", "whole", "ten", "plane", "clusters", "line", "products", "columns", "same rows",
    "constant",
]  # fmt: skip
SHAPES = [(1, 1), (2, 2), (3, 70), (70, 3), (61, 61), (150, 150), (150, 170), (170, 150)]


def _check(matrix: NDArray[Any], sense: str = "min") -> to.AssignResult:
    """Optimum, limits and prices."""
    r = to.assign(matrix, sense=sense)
    rows, columns = optimize.linear_sum_assignment(matrix, maximize=sense == "max")
    best = matrix[rows, columns].sum()
    assert r.status == "optimal"
    assert r.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert r.objective == pytest.approx(matrix[r.need, r.member].sum(), rel=1e-12, abs=1e-12)
    assert len(set(r.need)) == len(set(r.member)) == len(r.pairs) == min(matrix.shape)
    assert (r.pairs == r.need * matrix.shape[1] + r.member).all()
    assert r.short.sum() == max(0, matrix.shape[0] - matrix.shape[1])
    assert (r.member_prices >= 0).all()
    free = np.setdiff1d(np.arange(matrix.shape[1]), r.member)
    assert (r.member_prices[free] == 0).all()
    cost = -matrix if sense == "max" else matrix
    reduced = cost - r.need_prices[:, None] + r.member_prices[None, :]
    slack = r.resolution + 1e-9
    assert (reduced[np.isfinite(reduced)] >= -slack).all()
    assert (np.abs(reduced[r.need, r.member]) <= slack).all()
    return r


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_and_shape(kind: str, shape: tuple[int, int]) -> None:
    matrix = _cost(kind, *shape)
    least = _check(matrix)
    most = _check(matrix, "max")
    assert least.objective <= most.objective
    if matrix.dtype.kind == "i":
        assert isinstance(least.objective, int)
        assert least.bound == least.objective


def test_order_in_memory_and_type_do_not_matter() -> None:
    matrix = _cost("whole", 140, 140)
    expected = to.assign(matrix)
    same: list[Any] = [
        np.asfortranarray(matrix),
        np.repeat(matrix, 2, axis=1)[:, ::2],
        matrix[::-1][::-1],
        matrix.astype(np.int32),
        matrix.astype(np.int16),
        matrix.tolist(),
    ]
    for form in same:
        r = to.assign(form)
        assert (r.pairs == expected.pairs).all()
        assert r.objective == expected.objective
    for real in (np.float64, np.float32):
        r = to.assign(np.asfortranarray(matrix.astype(real)))
        assert r.objective == expected.objective
        assert r.resolution == 1
    wide = np.asfortranarray(_cost("plane", 300, 100))
    assert (to.assign(wide).pairs == to.assign(np.ascontiguousarray(wide)).pairs).all()
    yes = matrix % 2 == 0
    assert to.assign(yes, sense="max").objective == optimize.linear_sum_assignment(yes)[0].size


def test_infinity_is_no_pair() -> None:
    random = np.random.default_rng(5)
    for n, m in ((100, 100), (90, 120), (120, 90)):
        matrix = _cost("plane", n, m)
        matrix[random.random((n, m)) < 0.6] = np.inf
        matrix[np.arange(min(n, m)), np.arange(min(n, m))] = 2.0
        _check(matrix)
        _check(-matrix, "max")


def test_what_cannot_be_filled_is_named() -> None:
    matrix = np.ones((80, 80))
    matrix[10:13, 2:] = np.inf
    with pytest.raises(to.InputError, match="needs 10, 11, 12 have 3 seats to fill"):
        to.assign(matrix)
    matrix[40, 70] = np.nan
    with pytest.raises(to.InputError, match="not a number"):
        to.assign(matrix)


def test_a_limit_of_no_time_still_bounds() -> None:
    matrix = _cost("plane", 200, 200)
    r = to.assign(matrix, seconds=0)
    assert r.status == "timed_out"
    assert r.bound <= to.assign(matrix).objective
    assert len(set(r.member)) == len(r.pairs)
