"""Dense square assignment: turnout and the peers on one seeded matrix, one a process.

    python dense_peers.py SOLVER KIND N

Points in the plane are the hard dense case; small integers and few distinct costs are full of
ties. All matrices are float64; OR-Tools takes whole costs only.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import numpy as np
from measuring import measure, report

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]


def _distances(a: Matrix, b: Matrix) -> Matrix:
    return np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1])


def _clusters(dice: np.random.Generator, n: int) -> Matrix:
    centres = dice.random((20, 2))
    around = [centres[dice.integers(20, size=n)] + dice.normal(0, 0.02, (n, 2)) for _ in range(2)]
    return _distances(*around)


KINDS: dict[str, Callable[[np.random.Generator, int], Matrix]] = {
    "uniform": lambda dice, n: dice.random((n, n)),
    "integers": lambda dice, n: dice.integers(1, 101, (n, n)).astype(float),
    "plane": lambda dice, n: _distances(dice.random((n, 2)), dice.random((n, 2))),
    "clusters": _clusters,
    "products": lambda dice, n: np.outer(dice.random(n), dice.random(n)),
    "ten": lambda dice, n: dice.integers(1, 11, (n, n)).astype(float),
}


def turnout(matrix: Matrix) -> tuple[float, dict[str, Any]]:
    import turnout as to

    result, record = measure(lambda: None, lambda _: to.assign(matrix))
    member_price, need_price = result.member_prices, result.need_prices
    reduced = matrix - need_price[:, None] + member_price[None, :]
    step = max(result.resolution, float(np.abs(matrix).max()) * 2.0**-40)
    grid = len(matrix) * result.resolution / max(1.0, abs(result.objective))
    if not (
        sorted(result.member) == list(range(len(matrix)))
        and reduced.min() >= -step
        and reduced[result.need, result.member].max() <= step
        and result.gap <= max(grid, 1e-12)
    ):
        raise AssertionError("turnout's prices do not prove its answer")
    return float(result.objective), record


def scipy(matrix: Matrix) -> tuple[float, dict[str, Any]]:
    from scipy.optimize import linear_sum_assignment

    pairs, record = measure(lambda: None, lambda _: linear_sum_assignment(matrix))
    return float(matrix[pairs].sum()), record


def _lapx(name: str) -> Callable[[Matrix], tuple[float, dict[str, Any]]]:
    def call(matrix: Matrix) -> tuple[float, dict[str, Any]]:
        import lap

        answer, record = measure(lambda: None, lambda _: getattr(lap, name)(matrix))
        return float(answer[0]), record

    return call


def ortools(matrix: Matrix) -> tuple[float, dict[str, Any]]:
    from ortools.graph.python import linear_sum_assignment

    n = len(matrix)
    left, right = np.repeat(np.arange(n), n), np.tile(np.arange(n), n)

    def build() -> linear_sum_assignment.SimpleLinearSumAssignment:
        model = linear_sum_assignment.SimpleLinearSumAssignment()
        model.add_arcs_with_cost(left, right, matrix.ravel().astype(np.int64))
        return model

    def solve(model: linear_sum_assignment.SimpleLinearSumAssignment) -> float:
        if model.solve() != model.OPTIMAL:
            raise AssertionError("OR-Tools found no optimum")
        return float(model.optimal_cost())

    objective, record = measure(build, solve)
    return objective, record


SOLVERS = {
    "turnout": turnout,
    "lapjv": _lapx("lapjv"),
    "lapjvc": _lapx("lapjvc"),
    "lapjvs": _lapx("lapjvs"),
    "scipy": scipy,
    "ortools": ortools,
}
WHOLE = ("integers", "ten")
"""Kinds that OR-Tools can take."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("solver", choices=SOLVERS)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("n", type=int)
    args = parser.parse_args()
    matrix = KINDS[args.kind](np.random.default_rng(2026), args.n)
    objective, record = SOLVERS[args.solver](matrix)
    report({**record, "objective": objective})


if __name__ == "__main__":
    main()
