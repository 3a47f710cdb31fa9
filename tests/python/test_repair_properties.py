"""Repair: any sequence of changes leaves what solving afresh would give, and its own proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import turnout as to
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

SEATS = st.integers(0, 3)
COSTS = st.integers(-6, 15)
REALS = st.integers(-24, 60).map(lambda k: k / 4)


@dataclass
class World:
    """What a Repair was told, as arrays for a fresh solve; what is gone is None."""

    sense: str
    seats: list[int | None] = field(default_factory=list)
    unfilled: list[float] = field(default_factory=list)
    capacity: list[int | None] = field(default_factory=list)
    pairs: list[tuple[int, int, float] | None] = field(default_factory=list)

    def live(self) -> list[int]:
        return [p for p, pair in enumerate(self.pairs) if pair is not None]

    def fresh(self) -> to.AssignResult:
        pairs = [pair for pair in self.pairs if pair is not None]
        need, member, cost = zip(*pairs, strict=True) if pairs else ((), (), ())
        return to.assign(
            np.array(need, dtype=np.int64),
            np.array(member, dtype=np.int64),
            np.array(cost) if cost else np.array([], dtype=np.int64),
            seats=np.array([k or 0 for k in self.seats], dtype=np.int64),
            capacity=np.array([k or 0 for k in self.capacity], dtype=np.int64),
            unfilled_cost=np.array(self.unfilled) if self.unfilled else None,
            sense=self.sense,
        )


class Changes(RuleBasedStateMachine):
    """Whole costs: every number must agree exactly."""

    needs = Bundle("needs")
    members = Bundle("members")
    costs: Any = COSTS
    costs_begin: float = 7

    @initialize(
        target=needs,
        seats=st.lists(SEATS, min_size=1, max_size=4),
        capacity=st.lists(SEATS, min_size=1, max_size=4),
        data=st.data(),
        sense=st.sampled_from(["min", "max"]),
    )
    def begin(self, seats: list[int], capacity: list[int], data: st.DataObject, sense: str) -> Any:
        self.world = World(sense, list(seats), [], list(capacity))
        world = self.world
        # The first fixes the grid of floats: one on which all costs to come lie.
        world.unfilled = [self.costs_begin, *(data.draw(self.costs) for _ in seats[1:])]
        cells = [(n, m) for n in range(len(seats)) for m in range(len(capacity))]
        for n, m in cells:
            if data.draw(st.booleans()):
                world.pairs.append((n, m, data.draw(self.costs)))
        # Where no pair is there yet the problem is one of whole numbers.
        if not world.pairs:
            world.pairs.append((0, 0, data.draw(self.costs)))
        need, member, cost = (list(x) for x in zip(*world.pairs, strict=True))
        self.desk = to.Repair(
            need,
            member,
            self.as_given(cost),
            seats=seats,
            capacity=capacity,
            unfilled_cost=self.as_given(world.unfilled),
            sense=sense,
        )
        return multiple(*range(len(seats)))

    def as_given(self, numbers: list[Any]) -> Any:
        return np.array(numbers, dtype=np.int64)

    @rule(target=members)
    def known_members(self) -> Any:
        return multiple(*(m for m, k in enumerate(self.world.capacity) if k is not None))

    @rule(data=st.data())
    def decline(self, data: st.DataObject) -> None:
        if not self.world.live():
            return
        p = data.draw(st.sampled_from(self.world.live()))
        self.world.pairs[p] = None
        change = self.desk.decline(p)
        assert all(pair.pair != p for pair in change.added)
        assert not self.desk.is_used(p)

    @rule(data=st.data())
    def set_cost(self, data: st.DataObject) -> None:
        if not self.world.live():
            return
        p = data.draw(st.sampled_from(self.world.live()))
        pair = self.world.pairs[p]
        assert pair is not None
        cost = data.draw(self.costs)
        self.world.pairs[p] = (pair[0], pair[1], cost)
        self.desk.set_cost(p, cost)

    @rule(data=st.data())
    def add_pair(self, data: st.DataObject) -> None:
        world = self.world
        taken = {(pair[0], pair[1]) for pair in world.pairs if pair is not None}
        free = [
            (n, m)
            for n, k in enumerate(world.seats)
            for m, c in enumerate(world.capacity)
            if k is not None and c is not None and (n, m) not in taken
        ]
        if not free:
            return
        n, m = data.draw(st.sampled_from(free))
        cost = data.draw(self.costs)
        change = self.desk.add_pair(n, m, cost)
        assert change.id == len(world.pairs)
        world.pairs.append((n, m, cost))

    @rule(need=needs, seats=SEATS)
    def set_seats(self, need: int, seats: int) -> None:
        if self.world.seats[need] is None:
            with pytest.raises(to.InputError):
                self.desk.set_seats(need, seats)
            return
        self.world.seats[need] = seats
        self.desk.set_seats(need, seats)

    @rule(need=needs, data=st.data())
    def set_unfilled_cost(self, need: int, data: st.DataObject) -> None:
        if self.world.seats[need] is None:
            return
        self.world.unfilled[need] = data.draw(self.costs)
        self.desk.set_unfilled_cost(need, self.world.unfilled[need])

    @rule(member=members, capacity=SEATS)
    def set_capacity(self, member: int, capacity: int) -> None:
        if self.world.capacity[member] is None:
            return
        self.world.capacity[member] = capacity
        self.desk.set_capacity(member, capacity)

    @rule(target=needs, data=st.data(), seats=SEATS)
    def add_need(self, data: st.DataObject, seats: int) -> int:
        world = self.world
        with_whom = [
            m for m, k in enumerate(world.capacity) if k is not None and data.draw(st.booleans())
        ]
        costs = [data.draw(self.costs) for _ in with_whom]
        unfilled = data.draw(self.costs)
        change = self.desk.add_need(with_whom, costs, seats=seats, unfilled_cost=unfilled)
        n = len(world.seats)
        assert change.id == n
        assert change.first_pair == (len(world.pairs) if with_whom else None)
        world.seats.append(seats)
        world.unfilled.append(unfilled)
        world.pairs += [(n, m, c) for m, c in zip(with_whom, costs, strict=True)]
        return n

    @rule(target=members, data=st.data(), capacity=SEATS)
    def add_member(self, data: st.DataObject, capacity: int) -> int:
        world = self.world
        for_what = [
            n for n, k in enumerate(world.seats) if k is not None and data.draw(st.booleans())
        ]
        costs = [data.draw(self.costs) for _ in for_what]
        change = self.desk.add_member(for_what, costs, capacity=capacity)
        m = len(world.capacity)
        assert change.id == m
        world.capacity.append(capacity)
        world.pairs += [(n, m, c) for n, c in zip(for_what, costs, strict=True)]
        return m

    @rule(need=consumes(needs))
    def remove_need(self, need: int) -> None:
        if self.world.seats[need] is None:
            return
        self.world.seats[need] = None
        for p in self.world.live():
            pair = self.world.pairs[p]
            if pair is not None and pair[0] == need:
                self.world.pairs[p] = None
        self.desk.remove_need(need)

    @rule(member=consumes(members))
    def remove_member(self, member: int) -> None:
        if self.world.capacity[member] is None:
            return
        self.world.capacity[member] = None
        for p in self.world.live():
            pair = self.world.pairs[p]
            if pair is not None and pair[1] == member:
                self.world.pairs[p] = None
        self.desk.remove_member(member)

    @invariant()
    def equals_a_fresh_solve(self) -> None:
        if not hasattr(self, "desk"):
            return
        self.check(self.desk.result(), self.world.fresh())

    def check(self, now: to.AssignResult, fresh: to.AssignResult) -> None:
        assert now.status == "optimal"
        assert now.objective == now.bound == self.desk.objective == fresh.objective == fresh.bound
        assert now.gap == 0
        world = self.world
        used = [world.pairs[p] for p in now.pairs]
        assert all(pair is not None for pair in used)
        load = np.bincount(now.member, minlength=len(world.capacity))
        assert all(load[m] <= (k or 0) for m, k in enumerate(world.capacity))
        assert (np.bincount(now.need, minlength=len(world.seats)) + now.short).tolist() == [
            k or 0 for k in world.seats
        ]


class RealChanges(Changes):
    """Floats: the grid of the two may differ, so numbers agree to its steps."""

    costs = REALS
    costs_begin = 7.25

    def as_given(self, numbers: list[Any]) -> Any:
        return np.array(numbers, dtype=np.float64)

    def check(self, now: to.AssignResult, fresh: to.AssignResult) -> None:
        sign = 1 if self.world.sense == "min" else -1
        assert now.objective == pytest.approx(fresh.objective, abs=1e-6)
        assert sign * now.bound <= sign * now.objective
        assert now.bound == pytest.approx(fresh.bound, abs=1e-6)


class TestWholeChanges(Changes.TestCase):  # type: ignore[misc, valid-type]
    settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


class TestRealChanges(RealChanges.TestCase):  # type: ignore[misc, valid-type]
    settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


@given(st.lists(st.lists(COSTS, min_size=3, max_size=3), min_size=3, max_size=3), st.data())
def test_what_a_change_says_is_what_moved(matrix: list[list[int]], data: st.DataObject) -> None:
    desk = to.Repair(matrix, unfilled_cost=9)
    for _ in range(6):
        before = desk.result()
        p = data.draw(st.integers(0, 8))
        change = desk.set_cost(p, data.draw(COSTS))
        after = desk.result()
        assert after.objective - before.objective == change.rise
        gone = set(before.pairs.tolist()) - set(after.pairs.tolist())
        come = set(after.pairs.tolist()) - set(before.pairs.tolist())
        assert [pair.pair for pair in change.dropped] == sorted(gone)
        assert [pair.pair for pair in change.added] == sorted(come)
        assert all(3 * pair.need + pair.member == pair.pair for pair in change.added)
