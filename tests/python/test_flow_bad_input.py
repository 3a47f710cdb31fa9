"""The second door and Repair from Python: bad and extreme input, every row of it named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import turnout as to
from hypothesis import given
from hypothesis import strategies as st

NAN, INF = float("nan"), float("inf")
MANY = 2**31 - 1

# What is given, and table, row, column and code of each finding; or the kind of error.
CASES: list[tuple[str, dict[str, Any], Any]] = [
    (
        "arrays of three lengths",
        {"need_or_matrix": [0, 1], "member": [0], "cost": [1, 2, 3]},
        [("pairs", None, "cost", "bad_length")],
    ),
    (
        "ids below zero and beyond",
        {
            "need_or_matrix": [0, -1, 7],
            "member": [0, 1, 2],
            "cost": [1, 2, 3],
            "n_needs": 2,
            "n_members": 2,
        },
        [
            ("pairs", 1, "need", "unknown_id"),
            ("pairs", 2, "need", "unknown_id"),
            ("pairs", 2, "member", "unknown_id"),
        ],
    ),
    (
        "an id far off",
        {"need_or_matrix": [0, 99_000_000_000], "member": [0, 0], "cost": [1, 2]},
        [("pairs", 1, "need", "id_too_large")],
    ),
    (
        "pairs twice",
        {"need_or_matrix": [0, 1, 0], "member": [3, 3, 3], "cost": [1, 2, 3], "unfilled_cost": 9},
        [("pairs", 2, "need", "duplicate_pair")],
    ),
    (
        "bad rows of all tables",
        {
            "need_or_matrix": [0, 5, 1],
            "member": [0, 1, -1],
            "cost": [NAN, 1.0, -INF],
            "seats": [1, -2],
            "capacity": [MANY + 1, 1],
            "unfilled_cost": [NAN, 1.0],
        },
        [
            ("pairs", 0, "cost", "not_a_number"),
            ("pairs", 1, "need", "unknown_id"),
            ("pairs", 2, "member", "unknown_id"),
            ("pairs", 2, "cost", "not_finite"),
            ("needs", 0, "unfilled_cost", "not_a_number"),
            ("needs", 1, "seats", "negative"),
            ("members", 0, "capacity", "too_large"),
        ],
    ),
    (
        "cells of a matrix",
        {"need_or_matrix": [[1.0, NAN], [-INF, 2.0]]},
        [("matrix", 0, "1", "not_a_number"), ("matrix", 1, "0", "not_finite")],
    ),
    (
        "lengths of what belongs to needs and members",
        {"need_or_matrix": [[1, 2]], "seats": [1, 1], "capacity": [1], "unfilled_cost": [1, 2]},
        [
            ("needs", None, "seats", "bad_length"),
            ("needs", None, "unfilled_cost", "bad_length"),
            ("members", None, "capacity", "bad_length"),
        ],
    ),
    (
        "seats that cannot be filled",
        {"need_or_matrix": [0, 1], "member": [0, 0], "cost": [1, 1]},
        [("pairs", None, "need", "cannot_fill")],
    ),
    (
        "a row of a matrix without pairs",
        {"need_or_matrix": [[INF, INF], [1.0, 2.0]]},
        [("matrix", None, "need", "cannot_fill")],
    ),
    ("costs past 2^53", {"need_or_matrix": [[2**53 + 1]]}, to.RangeError),
    ("costs that add up past 2^53", {"need_or_matrix": np.full((2, 2), 2**53)}, to.RangeError),
    ("seats past 2^31", {"need_or_matrix": [[1], [1]], "seats": MANY}, to.RangeError),
    (
        "ids past 2^29",
        {"need_or_matrix": [], "member": [], "cost": [], "n_needs": 2**40},
        to.RangeError,
    ),
    ("a limit of memory", {"need_or_matrix": [[1, 2], [3, 4]], "memory_limit": 10}, to.LimitError),
    ("no limit of memory at all", {"need_or_matrix": [[1]], "memory_limit": -1}, "memory_limit"),
    ("half a byte", {"need_or_matrix": [[1]], "memory_limit": 0.5}, "memory_limit"),
    ("a stop that cannot say", {"need_or_matrix": [[1]], "stop": 7}, "stop"),
    ("progress that is none", {"need_or_matrix": [[1]], "progress": 7}, "progress"),
    ("no time", {"need_or_matrix": [[1]], "seconds": "soon"}, "seconds"),
    ("half a thread", {"need_or_matrix": [[1]], "threads": 0.5}, "threads"),
    ("numbers beyond 64 bits", {"need_or_matrix": [[2**70]]}, "cost"),
    ("unsigned numbers beyond 63 bits", {"need_or_matrix": np.array([[2**63]], np.uint64)}, "cost"),
    ("complex costs", {"need_or_matrix": np.array([[1j]])}, "cost"),
    ("texts", {"need_or_matrix": ["a"], "member": [0], "cost": [1]}, "need"),
    ("no costs at all", {"need_or_matrix": [0], "member": [0], "cost": [None]}, "cost"),
    ("half a seat", {"need_or_matrix": [[1]], "seats": 0.5}, "seats"),
    ("seats that are no numbers", {"need_or_matrix": [[1]], "seats": [NAN]}, "seats"),
]


def findings(error: to.InputError) -> list[tuple[Any, ...]]:
    return [(r["table"], r["row"], r["column"], r["code"]) for r in error.records]


@pytest.mark.parametrize(
    ("arguments", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_each_case_is_one_clear_error(arguments: dict[str, Any], expected: Any) -> None:
    if isinstance(expected, type):
        with pytest.raises(expected):
            to.assign(**arguments)
        return
    with pytest.raises(to.InputError) as caught:
        to.assign(**arguments)
    if isinstance(expected, str):
        assert [r["column"] for r in caught.value.records] == [expected]
    else:
        assert findings(caught.value) == expected
    for record in caught.value.records:
        assert record["message"]
        assert record["remedy"]


@pytest.mark.parametrize(
    ("arguments", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_repair_refuses_the_same(arguments: dict[str, Any], expected: Any) -> None:
    own = {"memory_limit", "stop", "progress", "seconds", "threads"}
    if own & set(arguments):
        pytest.skip("no argument of Repair")
    with pytest.raises(expected if isinstance(expected, type) else to.InputError):
        to.Repair(**arguments)


def test_issues_are_a_frame_in_order() -> None:
    pd = pytest.importorskip("pandas")
    with pytest.raises(to.InputError) as caught:
        to.assign([0, 0], [0, 0], [NAN, 1.0], seats=[-1], capacity=[1])
    issues = caught.value.issues
    assert isinstance(issues, pd.DataFrame)
    assert issues["table"].tolist() == ["pairs", "needs"]


def test_more_seats_than_there_are_members() -> None:
    r = to.assign([0, 0], [0, 1], [4, 5], seats=MANY, unfilled_cost=9)
    assert r.status == "optimal"
    assert r.short.tolist() == [MANY - 2]
    assert r.objective == r.bound == 9 + 9 * (MANY - 2)
    desk = to.Repair([0, 0], [0, 1], [4, 5], seats=MANY, unfilled_cost=9)
    assert desk.decline(0).rise == 5
    assert desk.short_by(0) == MANY - 1


def test_capacities_may_add_up_to_anything() -> None:
    r = to.assign([0, 1], [0, 0], [4, 5], capacity=np.full(5, MANY))
    assert r.objective == 9
    assert r.member_prices.tolist() == [0] * 5


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_matrices_of_nothing(shape: tuple[int, int]) -> None:
    for kind in (np.int64, np.float64):
        r = to.assign(np.zeros(shape, kind))
        assert (r.status, r.objective, len(r.pairs)) == ("optimal", 0, 0)
        assert (len(r.need_prices), len(r.member_prices)) == shape
        assert to.assign(np.zeros(shape, kind), unfilled_cost=2).objective == 2 * shape[0]


def test_nothing_at_all() -> None:
    r = to.assign([], [], [])
    assert (r.status, r.objective, r.gap) == ("optimal", 0, 0)
    assert to.assign([], [], [], n_needs=2, seats=3, unfilled_cost=5).objective == 30
    assert to.Repair([], [], []).objective == 0


def test_a_limit_of_memory_says_what_would_do() -> None:
    rng = np.random.default_rng(1)
    need, member = (x.ravel() for x in np.indices((60, 90)))
    cost = rng.integers(0, 1000, need.size)
    dense = rng.random((80, 90))
    kinds: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        ((need, member, cost), {"unfilled_cost": 5000, "seats": 2}),
        ((need, member, cost + 0.5), {"unfilled_cost": 5000, "seats": 2}),
        ((dense,), {}),
    ]
    for arguments, more in kinds:
        r = to.assign(*arguments, **more)
        peak = r.stats["peak_bytes"]
        assert to.assign(*arguments, **more, memory_limit=peak).objective == r.objective
        with pytest.raises(to.LimitError, match=f"memory_limit of {peak - 1}"):
            to.assign(*arguments, **more, memory_limit=peak - 1)


def test_bad_newcomers_leave_a_repair_as_it_was() -> None:
    desk = to.Repair([0, 0, 1], [0, 1, 1], [4.0, 7.5, 5.0], unfilled_cost=100.0)
    with pytest.raises(to.InputError) as caught:
        desk.add_need([0, 9, 1, -1], [1.0, NAN, -INF, 2.0])
    assert findings(caught.value) == [
        ("pairs", 1, "member", "unknown_id"),
        ("pairs", 1, "cost", "not_a_number"),
        ("pairs", 2, "cost", "not_finite"),
        ("pairs", 3, "member", "unknown_id"),
    ]
    with pytest.raises(to.InputError):
        desk.add_member([0, 1], [1.0])
    assert (desk.n_needs, desk.n_members, desk.n_pairs) == (2, 2, 3)
    assert desk.objective == 9


numbers = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from([0, 1, -1, 2, 2**31, 2**53, -(2**53), 2**62]),
    st.integers(-3, 9),
)
reals = st.one_of(st.floats(), st.sampled_from([0.0, 1.0, 1e300, -1e300, 5e-324, INF, -INF, NAN]))


@given(
    st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), max_size=8),
    st.data(),
    st.sampled_from(["min", "max"]),
)
def test_whatever_comes_is_answered_or_refused(
    pairs: list[tuple[int, int]], data: st.DataObject, sense: str
) -> None:
    kind = data.draw(st.sampled_from([numbers, reals]))
    cost = data.draw(st.lists(kind, min_size=len(pairs), max_size=len(pairs)))
    unfilled = data.draw(st.one_of(st.none(), numbers, reals))
    seats = data.draw(st.one_of(st.integers(-1, 3), numbers))
    capacity = data.draw(st.one_of(st.integers(-1, 3), numbers))
    need = [n for n, _ in pairs]
    member = [m for _, m in pairs]
    if unfilled is None and seats > 1000 and not pairs:
        seats = 1
    arguments: dict[str, Any] = {
        "seats": seats,
        "capacity": capacity,
        "unfilled_cost": unfilled,
        "sense": sense,
    }
    try:
        r = to.assign(need, member, cost, **arguments)
    except (to.InputError, to.RangeError):
        with pytest.raises((to.InputError, to.RangeError)):
            to.Repair(need, member, cost, **arguments)
        return
    assert r.status in {"optimal", "feasible"}
    sign = 1 if sense == "min" else -1
    assert sign * r.bound <= sign * r.objective
    assert (r.short >= 0).all()
    assert to.Repair(need, member, cost, **arguments).result().status in {"optimal", "feasible"}
