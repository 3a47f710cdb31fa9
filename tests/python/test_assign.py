"""The second door: your own pairs and costs."""

from __future__ import annotations

import itertools
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import turnout as to
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

OR_LIBRARY = [305, 475, 626, 804, 991, 1176, 1362, 1552]

matrices = hnp.arrays(
    np.int64,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=9),
    elements=st.integers(-50, 50),
)


def scipy_optimum(matrix: NDArray[Any], *, maximize: bool = False) -> Any:
    optimize = pytest.importorskip("scipy.optimize")
    rows, columns = optimize.linear_sum_assignment(matrix, maximize=maximize)
    return matrix[rows, columns].sum()


@given(matrices, st.booleans())
def test_a_matrix_agrees_with_scipy(matrix: NDArray[np.int64], maximise: bool) -> None:
    r = to.assign(matrix, sense="max" if maximise else "min")
    assert r.objective == scipy_optimum(matrix, maximize=maximise)
    assert isinstance(r.objective, int)
    assert r.bound == r.objective
    assert r.status == "optimal"
    assert len(r.pairs) == min(matrix.shape)
    assert (np.diff(r.pairs) > 0).all()
    assert (r.pairs == r.need * matrix.shape[1] + r.member).all()
    assert matrix[r.need, r.member].sum() == r.objective


@given(matrices)
def test_floats_agree_with_scipy(matrix: NDArray[np.int64]) -> None:
    real = matrix / 7
    r = to.assign(real)
    assert r.objective == pytest.approx(scipy_optimum(real), abs=1e-9)
    assert r.bound <= r.objective
    assert r.resolution > 0 or not matrix.any() or (real == np.floor(real)).all()


@given(matrices, st.randoms(use_true_random=False))
def test_sparse_matrices_agree_with_scipy(matrix: NDArray[np.int64], random: Any) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    csgraph = pytest.importorskip("scipy.sparse.csgraph")
    n, m = matrix.shape
    full = [(i, random.randrange(m)) for i in range(n)] + [(i, i % m) for i in range(min(n, m))]
    cells = sorted(set(full) | {(i % n, i) for i in range(min(n, m))})
    row, column = (np.array(x) for x in zip(*cells, strict=True))
    data = matrix[row, column] + 51  # SciPy's knows no zeros
    coo = sparse.coo_array((data, (row, column)), shape=(n, m))
    try:
        rows, columns = csgraph.min_weight_full_bipartite_matching(coo.tocsr())
    except ValueError:
        return
    best = coo.toarray()[rows, columns].sum()
    for form in (coo, coo.tocsr(), coo.tocsc(), sparse.csr_matrix(coo)):
        r = to.assign(form)
        assert r.objective == best
        assert (data[r.pairs] == coo.toarray()[r.need, r.member]).all()


def test_zeros_that_are_stored_are_pairs() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    matrix = sparse.csr_array(([0, 3], ([0, 1], [1, 0])), shape=(2, 2))
    r = to.assign(matrix)
    assert r.member.tolist() == [1, 0]
    assert r.objective == 3


@given(matrices, st.integers(0, 2), st.integers(0, 2), st.integers(0, 60))
def test_prices_prove_the_answer(
    matrix: NDArray[np.int64], seats: int, capacity: int, unfilled: int
) -> None:
    need, member = (x.ravel() for x in np.indices(matrix.shape))
    r = to.assign(
        need, member, matrix.ravel(), seats=seats, capacity=capacity, unfilled_cost=unfilled
    )
    reduced = matrix.ravel() - r.need_prices[need] + r.member_prices[member]
    used = np.zeros(matrix.size, dtype=bool)
    used[r.pairs] = True
    assert (reduced[~used] >= 0).all()
    assert (reduced[used] <= 0).all()
    assert (r.need_prices <= unfilled).all()
    assert (r.need_prices[r.short > 0] == unfilled).all()
    assert (r.member_prices >= 0).all()
    load = np.bincount(r.member, minlength=matrix.shape[1])
    assert (r.member_prices[load < capacity] == 0).all()
    assert r.objective == matrix.ravel()[r.pairs].sum() + unfilled * r.short.sum()


def test_groups_nest() -> None:
    cost = np.arange(1, 7)
    need = np.arange(6)
    member = np.zeros(6, dtype=int)
    slot = np.array([0, 0, 1, 1, 2, 2])
    day = np.array([0, 0, 0, 0, 1, 1])
    r = to.assign(
        need, member, cost, capacity=6, unfilled_cost=100, group=[slot, day], group_limit=[1, 1]
    )
    assert r.pairs.tolist() == [0, 4]
    assert len(r.group_prices) == 2
    narrow = to.assign(need, member, cost, capacity=6, unfilled_cost=100, group=slot)
    assert narrow.pairs.tolist() == [0, 2, 4]
    as_list = to.assign(
        need, member, cost, capacity=6, unfilled_cost=100, group=slot.tolist(), group_limit=2
    )
    assert len(as_list.pairs) == 6


def test_inf_is_no_pair() -> None:
    r = to.assign([[np.inf, 2.0], [1.0, np.inf]])
    assert r.member.tolist() == [1, 0]
    r = to.assign([[-np.inf, 2.0], [1.0, -np.inf]], sense="max")
    assert r.member.tolist() == [1, 0]


def test_seats_that_cannot_be_filled_are_named() -> None:
    with pytest.raises(ValueError, match=r"needs 0, 1 .* members .*: 0") as caught:
        to.assign([0, 1, 2], [0, 0, 1], [1, 1, 1])
    assert isinstance(caught.value, to.InputError)


def test_arrays_are_read_only_and_stay_alive() -> None:
    r = to.assign([[4, 7], [9, 5]])
    pairs = r.pairs
    for array in (r.pairs, r.need, r.member, r.short, r.need_prices, r.member_prices):
        assert not array.flags.writeable
        assert array.base is not None
    with pytest.raises(ValueError, match="read-only"):
        pairs[0] = 3
    del r
    assert pairs.tolist() == [0, 3]
    assert pickle.loads(pickle.dumps(to.assign([[4]]))).objective == 4  # noqa: S301


def test_stats_say_where_the_time_went() -> None:
    stats = to.assign([[4, 7], [9, 5]]).stats
    assert stats["build_seconds"] >= 0
    assert stats["solve_seconds"] >= 0
    assert stats["peak_bytes"] > 0


@pytest.mark.parametrize(
    "arguments",
    [
        {"need_or_matrix": [0, 0], "member": [0, 0], "cost": [1, 1]},
        {"need_or_matrix": [0], "member": [0], "cost": [float("nan")]},
        {"need_or_matrix": [0], "member": [0, 1], "cost": [1]},
        {"need_or_matrix": [0], "member": [0]},
        {"need_or_matrix": [-1], "member": [0], "cost": [1]},
        {"need_or_matrix": [0.5], "member": [0], "cost": [1]},
        {"need_or_matrix": [0], "member": [0], "cost": ["1"]},
        {"need_or_matrix": [5], "member": [0], "cost": [1], "n_needs": 3},
        {"need_or_matrix": [1, 2, 3]},
        {"need_or_matrix": [[1]], "n_needs": 1},
        {"need_or_matrix": [[1]], "sense": "least"},
        {"need_or_matrix": [[1]], "seats": -1},
        {"need_or_matrix": [[1]], "seats": [1, 1]},
        {"need_or_matrix": [[1]], "capacity": 2**40},
        {"need_or_matrix": [[1]], "unfilled_cost": float("nan")},
        {"need_or_matrix": [[1]], "group": [0], "group_limit": [1, 2]},
        {"need_or_matrix": [[1]], "group": [0, 1]},
        {"need_or_matrix": [[1]], "group": [0], "group_limit": -1},
        {"need_or_matrix": [[1]], "seconds": -1},
        {"need_or_matrix": [[1]], "seconds": float("nan")},
        {"need_or_matrix": [[1]], "threads": -1},
    ],
)
def test_bad_input_is_one_clear_error(arguments: dict[str, Any]) -> None:
    with pytest.raises(to.InputError) as caught:
        to.assign(**arguments)
    assert caught.value.records
    assert str(caught.value)


def test_costs_past_the_exact_range() -> None:
    with pytest.raises(to.RangeError):
        to.assign([[2**60, 1], [1, 2**60]])


@pytest.mark.parametrize(
    ("size", "optimum"),
    list(zip(range(100, 900, 100), OR_LIBRARY, strict=True)),
)
def test_or_library(published: Path, size: int, optimum: int) -> None:
    numbers = (published / "assign" / f"assign{size}.txt").read_text().split()
    matrix = np.array(numbers[1:], dtype=np.int64).reshape(size, size)
    r = to.assign(matrix)
    assert r.objective == r.bound == optimum


@pytest.mark.parametrize("order", range(4))
def test_gmission(published: Path, order: int) -> None:
    text = (published / "goma" / f"gmission_{order:02}.txt").read_text().splitlines()
    workers: list[list[float]] = []
    tasks: list[list[float]] = []
    for line in text[1:]:
        time, kind, *rest = line.split()
        if kind in "wt":
            (workers if kind == "w" else tasks).append([float(time), *map(float, rest)])
    need, member, value = [], [], []
    for (t, task), (w, worker) in itertools.product(enumerate(tasks), enumerate(workers)):
        task_time, task_x, task_y, task_length, pay = task
        start, x, y, radius, _capacity, length, ratio = worker
        near = (x - task_x) ** 2 + (y - task_y) ** 2 <= radius**2
        overlap = max(start, task_time) < min(start + length, task_time + task_length)
        if near and overlap:
            need.append(t)
            member.append(w)
            value.append(pay * ratio)
    assert len(value) == 312
    r = to.assign(
        need,
        member,
        value,
        sense="max",
        unfilled_cost=0.0,
        n_needs=len(tasks),
        n_members=len(workers),
    )
    assert round(r.objective, 4) == 1878.4316
    assert len(r.pairs) == 210
    assert r.bound >= r.objective
