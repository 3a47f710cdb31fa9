"""The benchmarks' own promises: answers that agree, and a page made only of what was measured."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import turnout as to

if TYPE_CHECKING:
    from collections.abc import Iterator

PEERS = Path(__file__).resolve().parents[2] / "benchmarks" / "peers"


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Imports a module of benchmarks/peers, or skips where its library is missing."""
    monkeypatch.syspath_prepend(str(PEERS))
    before = set(sys.modules)

    def load(name: str) -> Any:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as missing:
            pytest.skip(f"skipped: {missing.name} is not installed")

    yield load
    for name in set(sys.modules) - before:
        if Path(sys.modules[name].__file__ or "").parent == PEERS:
            del sys.modules[name]


def city(peers: Any, seed: int) -> Any:
    """A hamlet in which members have several places and needs several seats."""
    dice = np.random.default_rng(seed)
    members, needs = 12, 6
    need, member = np.nonzero(dice.random((needs, members)) < 0.5)
    return peers("measuring").City(
        need=need,
        member=member,
        cost=dice.integers(0, 50, len(need)),
        seats=dice.integers(1, 5, needs),
        unfilled=dice.integers(20, 100, needs),
        slot=dice.integers(0, 3, needs),
        capacity=dice.integers(1, 4, members),
    )


@pytest.mark.parametrize("seed", range(20))
def test_models_of_scipy_say_the_same_as_ours(peers: Any, seed: int) -> None:
    pytest.importorskip("scipy")
    flow_peers = peers("flow_peers")
    here = city(peers, seed)
    ours = flow_peers.turnout(here, False)["objective"]
    assert flow_peers.scipy_sparse(here, False)["objective"] == ours
    assert flow_peers.scipy_dense(here, False)["objective"] == ours


@pytest.mark.parametrize("slots", [False, True])
def test_a_wrong_answer_is_not_timed(peers: Any, slots: bool) -> None:
    flow_peers = peers("flow_peers")
    here = city(peers, 1)
    result = to.assign(
        here.need,
        here.member,
        here.cost,
        seats=here.seats,
        capacity=here.capacity,
        unfilled_cost=here.unfilled,
        group=here.slot[here.need] if slots else None,
        n_needs=len(here.seats),
        n_members=len(here.capacity),
    )
    flow_peers.check_prices(here, result, slots)
    object.__setattr__(result, "pairs", result.pairs[1:])
    with pytest.raises(AssertionError, match="breaks"):
        flow_peers.check_prices(here, result, slots)


def test_answers_that_differ_are_named(peers: Any) -> None:
    run = peers("run")
    agree = {"flow/x/turnout": {"objective": 7}, "flow/x/ortools": {"objective": 7}}
    assert run.disagreements(agree) == []
    assert run.disagreements({**agree, "flow/x/boost": {"objective": 8}})
    assert run.disagreements(
        {"slots/x/turnout": {"objective": 7}, "plan/x/turnout": {"objective": 8}}
    )
    assert run.disagreements({"plan/x/turnout": {"objective": 8, "verified": False}})


def test_the_page_says_medians_and_ratios(peers: Any, tmp_path: Path) -> None:
    report = peers("report")
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "meta.txt").write_text(
        "story a hamlet\nmembers 2\nneeds 1\npairs 2\nseats 1\n"
    )
    ours = {"build": [1.0, 1.0, 9.0], "solve": [2.0, 2.0, 2.0], "peak_bytes": 5_000_000}
    peer = {"build": [1.0], "solve": [8.0], "peak_bytes": 9_000_000}
    results = {
        "flow/x/turnout": ours,
        "flow/x/ortools": peer,
        "flow/x/highs": {"left_out": "over 9 s"},
    }
    page = report.page(results, tmp_path, "a machine", "2026-10-01")
    assert "| **turnout** | 1 s | 2 s | 3 s |  |  | 5 MB | 3 |" in page
    assert "| OR-Tools | 1 s | 8 s | 9 s | 4 | 3 | 9 MB | 1 |" in page
    assert "left out: over 9 s" in page
    assert "2026-10-01, a machine" in page


def test_by_hand_finds_our_plan(peers: Any) -> None:
    by_hand = peers("by_hand")
    dice = np.random.default_rng(5)
    n = 60
    free = np.array(
        [
            "Mon-Fri 18:00-21:00",
            "Sat-Sun 08:00-12:00; not 2026-10-03",
            "Fri 22:00-02:00",
            "2026-10-02 18:00-20:00",
            "",
        ]
    )
    skills = np.array(["", "patrol", "patrol:3; leader", "leader:2@2026-10-02"])
    members = pd.DataFrame(
        {
            "member_id": [f"M{i}" for i in range(n)],
            "lat": 30 + dice.integers(0, 1000, n) / 1e5,
            "lon": 124 + dice.integers(0, 1000, n) / 1e5,
            "skills": skills[dice.integers(0, len(skills), n)],
            "free": free[dice.integers(0, len(free), n)],
            "max_services": dice.integers(1, 4, n),
        }
    )
    times = [
        ("2026-10-02 18:00", "2026-10-02 20:00"),
        ("2026-10-03 08:00", "2026-10-03 10:00"),
        ("2026-10-03 00:30", "2026-10-03 01:30"),
        ("2026-10-04 09:00", "2026-10-04 12:00"),
    ]
    at = dice.integers(0, len(times), 24)
    needs = pd.DataFrame(
        {
            "need_id": [f"N{i}" for i in range(24)],
            "start": [times[i][0] for i in at],
            "end": [times[i][1] for i in at],
            "lat": 30 + dice.integers(0, 1000, 24) / 1e5,
            "lon": 124 + dice.integers(0, 1000, 24) / 1e5,
            "seats": dice.integers(1, 6, 24),
            "skills": np.array(["", "patrol:2", "leader"])[dice.integers(0, 3, 24)],
            "priority": dice.integers(1, 6, 24),
        }
    )
    made = by_hand.plan(members, needs, 0.7)
    policy = to.Policy(within_km=0.7, max_per_day=None, fairness=0)
    plan = to.solve(to.Problem(members, needs), policy)
    assert len(made.assignments) > 10
    assert made.objective == plan.objective
