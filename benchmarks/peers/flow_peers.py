"""Exact assignment with seats and capacities: turnout and the peers in Python, one a process.

    python flow_peers.py SOLVER FOLDER [--slots]

Each peer is called in the way that suits it best; what was tried stands in benchmarks/README.md.
`--slots` adds "at most one service a slot" beside each member's total.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from measuring import City, measure, report

if TYPE_CHECKING:
    from measuring import Numbers


def turnout(city: City, slots: bool) -> dict[str, Any]:
    import turnout as to

    group = city.slot[city.need] if slots else None

    def solve(_: None) -> to.AssignResult:
        return to.assign(
            city.need,
            city.member,
            city.cost,
            seats=city.seats,
            capacity=city.capacity,
            unfilled_cost=city.unfilled,
            group=group,
            n_needs=len(city.seats),
            n_members=len(city.capacity),
        )

    results: list[to.AssignResult] = []

    def keep(model: None) -> to.AssignResult:
        results[:] = [*results[-1:], solve(model)]
        stats.append(results[-1].stats)
        return results[-1]

    stats: list[dict[str, Any]] = []
    result, record = measure(lambda: None, keep)
    check_prices(city, result, slots)
    return {
        **record,
        "objective": int(result.objective),
        "call": record["solve"],
        "build": [s["build_seconds"] for s in stats],
        "solve": [s["solve_seconds"] for s in stats],
        "kernel_bytes": int(result.stats["peak_bytes"]),
    }


def check_prices(city: City, result: Any, slots: bool) -> None:
    """The answer keeps the limits, and its prices prove it: the contract's conditions, anew."""
    used = np.zeros(len(city.need), dtype=bool)
    used[result.pairs] = True
    filled = np.bincount(city.need[used], minlength=len(city.seats))
    served = np.bincount(city.member[used], minlength=len(city.capacity))
    short = city.seats - filled
    total = int(city.cost[used].sum() + (short * city.unfilled).sum())
    group_prices = result.group_prices[0] if slots else np.zeros(len(city.need))
    reduced = (
        city.cost - result.need_prices[city.need] + result.member_prices[city.member] + group_prices
    )
    holds = {
        "seats": (short >= 0).all() and (short == result.short).all(),
        "capacity": (served <= city.capacity).all(),
        "objective": total == result.objective == result.bound and result.status == "optimal",
        "unused pairs": (reduced[~used] >= 0).all(),
        "used pairs": (reduced[used] <= 0).all(),
        "need prices": (result.need_prices <= city.unfilled).all()
        and (result.need_prices[short > 0] == city.unfilled[short > 0]).all(),
        "member prices": (result.member_prices >= 0).all()
        and (result.member_prices[served < city.capacity] == 0).all(),
    }
    if slots:
        node, _ = city.slot_nodes()
        in_slot = np.bincount(node[used], minlength=int(node.max()) + 1)
        holds["slots"] = (in_slot <= 1).all()
        holds["slot prices"] = (group_prices >= 0).all() and (
            group_prices[in_slot[node] == 0] == 0
        ).all()
    broken = [name for name, held in holds.items() if not held]
    if broken:
        raise AssertionError(f"turnout's answer breaks: {', '.join(broken)}")


def ortools(city: City, slots: bool) -> dict[str, Any]:
    """A source that supplies as many units as there are seats, to members and to empty seats."""
    from ortools.graph.python import min_cost_flow

    members, needs = len(city.capacity), len(city.seats)

    def build() -> min_cost_flow.SimpleMinCostFlow:
        flow = min_cost_flow.SimpleMinCostFlow()
        add = flow.add_arcs_with_capacity_and_unit_cost
        giver = city.member
        need_node = members + np.arange(needs)
        source = members + needs
        if slots:
            giver, owner = city.slot_nodes()
            giver = giver + source + 1
            add(owner, source + 1 + np.arange(len(owner)), *_constant(len(owner), 1, 0))
        add(giver, need_node[city.need], np.ones_like(city.need), city.cost)
        to_members = np.full(members, source), np.arange(members)
        add(*to_members, city.capacity, np.zeros(members, dtype=np.int64))
        add(np.full(needs, source), need_node, city.seats, city.unfilled)
        flow.set_nodes_supplies(need_node, -city.seats)
        flow.set_node_supply(source, int(city.seats.sum()))
        return flow

    def solve(flow: min_cost_flow.SimpleMinCostFlow) -> int:
        if flow.solve() != flow.OPTIMAL:
            raise AssertionError("OR-Tools found no optimum")
        return int(flow.optimal_cost())

    objective, record = measure(build, solve)
    return {**record, "objective": objective}


def _constant(n: int, *values: int) -> list[Any]:
    return [np.full(n, value, dtype=np.int64) for value in values]


@dataclass(frozen=True)
class Matching:
    """The city as a matching that must reach every row: entries, shape and what each is."""

    row: Numbers
    column: Numbers
    cost: Numbers
    shape: tuple[int, int]


def matching_of(city: City) -> Matching:
    """One row a seat, one column a place that a member offers, one more a seat that stays empty.

    A member with two places must not fill two seats of one need. Where that could happen the
    pair becomes a gate, one row and one column: a seat that takes the gate's column sends the
    gate's row to a place; while nobody takes it, the gate's row and column hold each other.
    """
    first_seat = np.concatenate([[0], np.cumsum(city.seats)])
    first_place = np.concatenate([[0], np.cumsum(city.capacity)])
    seats, places = int(first_seat[-1]), int(first_place[-1])
    gated = (city.seats[city.need] > 1) & (city.capacity[city.member] > 1)
    gate = np.flatnonzero(gated)
    gate_row = seats + np.arange(len(gate))
    gate_column = places + seats + np.arange(len(gate))

    def seats_of(pairs: Numbers) -> tuple[Numbers, Numbers]:
        return _each(pairs, first_seat[city.need[pairs]], city.seats[city.need[pairs]])

    def places_of(pairs: Numbers) -> tuple[Numbers, Numbers]:
        return _each(pairs, first_place[city.member[pairs]], city.capacity[city.member[pairs]])

    # Of a pair without a gate one side has one copy, so all copies of the other make all entries.
    many_seats = np.flatnonzero(~gated & (city.capacity[city.member] == 1))
    many_places = np.flatnonzero(~gated & (city.capacity[city.member] > 1))
    a_pair, a_seat = seats_of(many_seats)
    b_pair, b_place = places_of(many_places)
    c_pair, c_seat = seats_of(gate)
    d_pair, d_place = places_of(gate)
    number = np.zeros(len(city.need), dtype=np.int64)
    number[gate] = np.arange(len(gate))
    parts = [
        (a_seat, first_place[city.member[a_pair]], city.cost[a_pair]),
        (first_seat[city.need[b_pair]], b_place, city.cost[b_pair]),
        (c_seat, gate_column[number[c_pair]], city.cost[c_pair]),
        (gate_row[number[d_pair]], d_place, np.zeros_like(d_place)),
        (gate_row, gate_column, np.zeros_like(gate_row)),
        (np.arange(seats), places + np.arange(seats), np.repeat(city.unfilled, city.seats)),
    ]
    row, column, cost = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Matching(row, column, cost, (seats + len(gate), places + seats + len(gate)))


def _each(pairs: Numbers, first: Numbers, count: Numbers) -> tuple[Numbers, Numbers]:
    """Every pair `count` times, with the numbers from `first` on."""
    copy = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(pairs, count), np.repeat(first, count) + copy


def scipy_sparse(city: City, slots: bool) -> dict[str, Any]:
    """`min_weight_full_bipartite_matching`; every cost one more, for a zero is no edge there."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    assert not slots

    def build() -> Any:
        graph = matching_of(city)
        return csr_array((graph.cost + 1, (graph.row, graph.column)), shape=graph.shape)

    def solve(matrix: Any) -> int:
        row, column = min_weight_full_bipartite_matching(matrix)
        return int(matrix[row, column].sum()) - len(row)

    objective, record = measure(build, solve)
    return {**record, "objective": objective}


def scipy_dense(city: City, slots: bool) -> dict[str, Any]:
    """`linear_sum_assignment` on the whole matrix of seats and places."""
    from scipy.optimize import linear_sum_assignment

    assert not slots

    def build() -> Any:
        graph = matching_of(city)
        matrix = np.full(graph.shape, float(city.unfilled.max()) * 1_000)
        matrix[graph.row, graph.column] = graph.cost
        return matrix

    def solve(matrix: Any) -> int:
        return int(matrix[linear_sum_assignment(matrix)].sum())

    objective, record = measure(build, solve)
    return {**record, "objective": objective}


def highs(city: City, slots: bool) -> dict[str, Any]:
    """The linear programme: a row a need, a row a member, a column an empty seat."""
    import highspy

    assert not slots
    needs, members, pairs = len(city.seats), len(city.capacity), len(city.need)

    def build() -> Any:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = pairs + needs, needs + members
        lp.col_cost_ = np.concatenate([city.cost, city.unfilled]).astype(float)
        lp.col_lower_ = np.zeros(pairs + needs)
        lp.col_upper_ = np.concatenate([np.ones(pairs), city.seats.astype(float)])
        lp.row_lower_ = np.concatenate([city.seats.astype(float), np.zeros(members)])
        lp.row_upper_ = np.concatenate([city.seats, city.capacity]).astype(float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        starts = np.concatenate([2 * np.arange(pairs), 2 * pairs + np.arange(needs + 1)])
        rows = np.column_stack([city.need, needs + city.member]).ravel()
        lp.a_matrix_.start_ = starts.astype(np.int32)
        lp.a_matrix_.index_ = np.concatenate([rows, np.arange(needs)]).astype(np.int32)
        lp.a_matrix_.value_ = np.ones(2 * pairs + needs)
        solver = highspy.Highs()
        solver.silent()
        solver.setOptionValue("threads", 1)
        solver.passModel(lp)
        return solver

    def solve(solver: Any) -> int:
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise AssertionError("HiGHS found no optimum")
        return round(float(solver.getInfo().objective_function_value))

    objective, record = measure(build, solve)
    return {**record, "objective": objective}


SOLVERS = {
    "turnout": turnout,
    "ortools": ortools,
    "scipy-sparse": scipy_sparse,
    "scipy-dense": scipy_dense,
    "highs": highs,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("solver", choices=SOLVERS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--slots", action="store_true")
    args = parser.parse_args()
    report(SOLVERS[args.solver](City.read(args.folder), args.slots))


if __name__ == "__main__":
    main()
