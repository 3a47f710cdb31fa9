"""Repair: a plan of the second door that follows what changes."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import turnout as to

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
WEEK: tuple[list[int], list[int], list[int]] = ([0, 0, 1], [0, 1, 1], [4, 7, 5])


def week(**more: Any) -> to.Repair:
    return to.Repair(*WEEK, unfilled_cost=100, **more)


def test_a_decline_tells_what_moved() -> None:
    desk = week()
    change = desk.decline(0)
    assert change.dropped == [to.UsedPair(pair=0, need=0, member=0)]
    assert change.added == []
    assert (change.rise, change.id, change.first_pair, change.rounded) == (96, None, None, False)
    assert (desk.objective, desk.bound, desk.short_by(0)) == (105, 105, 1)
    assert isinstance(desk.objective, int)
    assert desk.used_by_member(1) == desk.used_by_need(1) == [to.UsedPair(2, 1, 1)]
    assert repr(desk) == "<turnout.Repair: objective 105>"


def test_a_result_is_a_snapshot() -> None:
    desk = week()
    before = desk.result()
    desk.decline(2)
    assert before.pairs.tolist() == [0, 2]
    assert before.objective == 9
    assert desk.result().objective == 104
    with pytest.raises(ValueError, match="read-only"):
        before.pairs[0] = 7


def test_the_result_of_assign_is_taken() -> None:
    r = to.assign(*WEEK, unfilled_cost=100)
    assert week(result=r).result().pairs.tolist() == r.pairs.tolist()
    other = to.assign([[1, 2], [3, 4]])
    with pytest.raises(to.InputError, match="give the result of this problem"):
        to.Repair([0, 1, 2], [0, 1, 2], [1, 1, 1], unfilled_cost=9, result=other)


def test_ids_are_not_used_twice() -> None:
    desk = week()
    desk.remove_member(1)
    added = desk.add_member([0, 1], [1, 1])
    assert (added.id, added.first_pair) == (2, 3)
    with pytest.raises(to.InputError, match="ids are not used twice"):
        desk.set_capacity(1, 2)
    need = desk.add_need([0, 2], [3, 3], seats=2, unfilled_cost=50)
    assert (need.id, need.first_pair) == (2, 5)
    desk.remove_need(2)
    with pytest.raises(to.InputError):
        desk.set_cost(5, 1)
    assert (desk.n_needs, desk.n_members, desk.n_pairs) == (3, 3, 7)
    assert desk.result().short.tolist()[2] == 0


def test_what_cannot_be_leaves_all_as_it_was() -> None:
    desk = to.Repair([[4, 7], [9, 5]])
    calls: list[Callable[[], Any]] = [
        lambda: desk.remove_member(0),
        lambda: desk.set_seats(0, 2),
        lambda: desk.add_need([0, 1], [1, 1]),
        lambda: desk.add_pair(0, 0, 3),
        lambda: desk.add_pair(0, 9, 3),
        lambda: desk.set_cost(0, 0.5),
        lambda: desk.set_cost(0, float("nan")),
        lambda: desk.add_member([0, 0], [1, 1]),
        lambda: desk.set_capacity(0, -1),
    ]
    for call in calls:
        with pytest.raises(to.InputError):
            call()
        assert desk.objective == 9
        assert desk.result().pairs.tolist() == [0, 3]
        assert (desk.n_needs, desk.n_members, desk.n_pairs) == (2, 2, 4)
    with pytest.raises(to.RangeError):
        desk.set_cost(0, 2**60)
    assert desk.set_unfilled_cost(0, 20).rise == 0
    assert desk.remove_member(0).rise == 16


def test_floats_and_the_best_value() -> None:
    desk = to.Repair([[1.5, 2.0], [0.5, 1.25]], sense="max", unfilled_cost=0)
    assert desk.objective == 2.75
    change = desk.set_cost(0, 0.1)
    assert change.rounded
    assert desk.result().objective == 2.5


def fresh(world: dict[str, Any]) -> float:
    pairs = [p for p in world["pairs"] if p is not None]
    need, member, cost = zip(*pairs, strict=True) if pairs else ((), (), ())
    return to.assign(
        np.array(need, dtype=np.int64),
        np.array(member, dtype=np.int64),
        np.array(cost, dtype=np.int64),
        seats=world["seats"],
        capacity=world["capacity"],
        unfilled_cost=world["unfilled"],
    ).objective


@pytest.mark.parametrize("seed", range(40))
def test_equal_to_solving_afresh(seed: int) -> None:
    rng = random.Random(seed)
    n, m = rng.randint(1, 5), rng.randint(1, 5)
    world: dict[str, Any] = {
        "seats": [rng.randint(0, 3) for _ in range(n)],
        "capacity": [rng.randint(0, 2) for _ in range(m)],
        "unfilled": [rng.randint(0, 20) for _ in range(n)],
        "pairs": [
            (i, j, rng.randint(-4, 15)) for i in range(n) for j in range(m) if rng.random() < 0.6
        ],
    }
    columns = np.array(world["pairs"], dtype=np.int64).reshape(-1, 3).T
    desk = to.Repair(
        *columns,
        seats=world["seats"],
        capacity=world["capacity"],
        unfilled_cost=world["unfilled"],
    )
    for _ in range(40):
        live = [p for p, pair in enumerate(world["pairs"]) if pair is not None]
        what = rng.randrange(5)
        if what == 0 and live:
            p = rng.choice(live)
            world["pairs"][p] = None
            desk.decline(p)
        elif what == 1 and live:
            p = rng.choice(live)
            i, j, _ = world["pairs"][p]
            world["pairs"][p] = (i, j, rng.randint(-4, 15))
            desk.set_cost(p, world["pairs"][p][2])
        elif what == 2:
            i = rng.randrange(len(world["seats"]))
            world["seats"][i] = rng.randint(0, 3)
            desk.set_seats(i, world["seats"][i])
        elif what == 3:
            j = rng.randrange(len(world["capacity"]))
            world["capacity"][j] = rng.randint(0, 3)
            desk.set_capacity(j, world["capacity"][j])
        else:
            members = [j for j in range(len(world["capacity"])) if rng.random() < 0.5]
            costs = [rng.randint(-4, 15) for _ in members]
            i = len(world["seats"])
            world["seats"].append(rng.randint(0, 2))
            world["unfilled"].append(rng.randint(0, 20))
            world["pairs"] += [(i, j, c) for j, c in zip(members, costs, strict=True)]
            desk.add_need(
                members, costs, seats=world["seats"][i], unfilled_cost=world["unfilled"][i]
            )
        assert desk.objective == fresh(world)
    r = desk.result()
    assert r.status == "optimal"
    assert r.objective == r.bound == desk.objective


def test_the_page_is_true() -> None:
    page = (ROOT / "docs" / "repair.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        exec(compile(block, "docs/repair.md", "exec"), names)  # noqa: S102
    change = names["change"]
    assert [p.pair for p in change.dropped] == [2, 3]
    assert [p.pair for p in change.added] == [1, 4]
    assert change.rise == 1000
