"""candidates(): who could do what, all of them or the nearest and cheapest."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import turnout as to
from turnout import _core

pd = pytest.importorskip("pandas")


@pytest.fixture(scope="module")
def town() -> to.Problem:
    city = _core.city((1_500, 60), 7)
    frames = {
        name: pd.read_csv(io.BytesIO(_core.to_csv(city[name]))) for name in ("members", "needs")
    }
    return to.Problem(frames["members"], frames["needs"], zone="Asia/Shanghai")


def test_all_pairs_with_their_costs(street: to.Problem) -> None:
    pairs = to.candidates(street, to.Policy(within_km=50))
    assert {name: column.tolist() for name, column in pairs.items()} == {
        "need_id": ["N1", "N2", "N2"],
        "role": ["*", "*", "*"],
        "member_id": ["M1", "M2", "M3"],
        "km": [0.0, 1.112, 22.239],
        "cost": [150, 1112, 22239],
    }
    assert to.candidates(street)["member_id"].tolist() == ["M1", "M2"]
    assert street.candidates(cheapest=1)["member_id"].tolist() == ["M1", "M2"]


def test_a_plan_uses_only_candidates_at_their_costs(town: to.Problem) -> None:
    pairs = town.candidates()
    plan = town.solve()
    key = ["need_id", "role", "member_id"]
    both = plan.assignments.merge(pairs, on=key, suffixes=("", "_pair"))
    assert len(both) == len(plan.assignments)
    assert (both["cost"] == both["cost_pair"]).all()
    assert (both["km"] == both["km_pair"]).all()


@pytest.mark.parametrize(("nearest", "cheapest"), [(5, None), (None, 5), (9, 4), (0, None)])
def test_only_the_nearest_and_cheapest(
    town: to.Problem, nearest: int | None, cheapest: int | None
) -> None:
    kept = town.candidates(nearest=nearest, cheapest=cheapest)
    expected = town.candidates()
    # Distances tie to the metre that is shown, so the farthest kept is compared, not who it is.
    for most, by in ((nearest, "km"), (cheapest, "cost")):
        if most is None:
            continue
        expected = (
            expected.sort_values(["need_id", "role", by, "member_id"])
            .groupby(["need_id", "role"], sort=False)
            .head(most)
        )
    group = ["need_id", "role"]
    assert kept.groupby(group).size().equals(expected.groupby(group).size())
    by = "km" if cheapest is None else "cost"
    if len(kept):
        assert np.allclose(
            kept.groupby(group)[by].max(), expected.groupby(group)[by].max(), atol=0.0011
        )


def test_the_frame_does_not_depend_on_threads(town: to.Problem) -> None:
    one = town.candidates(nearest=20, threads=1)
    assert one.equals(town.candidates(nearest=20, threads=3))


def test_pairs_are_for_the_second_door(town: to.Problem) -> None:
    pairs = town.candidates(nearest=30)
    need, needs = pd.factorize(pairs["need_id"])
    member, members = pd.factorize(pairs["member_id"])
    first = pairs.assign(need=need, member=member).drop_duplicates(["need", "member"])
    r = to.assign(first["need"], first["member"], first["cost"], seats=3, unfilled_cost=20_000)
    assert r.status == "optimal"
    assert len(r.short) == len(needs)
    assert len(r.member_prices) == len(members)


def test_limits_are_kept_and_bad_ones_refused(town: to.Problem) -> None:
    with pytest.raises(to.LimitError):
        town.candidates(memory_limit=1000)
    assert len(town.candidates(memory_limit=100_000, nearest=1)) > 0
    for option in ("nearest", "cheapest", "threads", "memory_limit"):
        for value in (-1, 0.5, "7", True, 2**70):
            bad: dict[str, Any] = {option: value}
            with pytest.raises(to.InputError, match=option):
                to.candidates(town, **bad)
    with pytest.raises(to.InputError):
        town.candidates(to.Policy(within_km=-1))


def test_the_page_is_true() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "candidates.md").read_text("utf-8")
    names: dict[str, Any] = {}
    for block in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        exec(compile(block, "docs/candidates.md", "exec"), names)  # noqa: S102
    assert len(names["pairs"]["need_id"]) == 5
    assert [str(m) for m in names["near"]["member_id"]] == ["Ann", "Bo"]
    assert [str(m) for m in names["cheap"]["member_id"]] == ["Ann", "Bo"]
    assert len(names["both"]["need_id"]) == 2
    assert names["r"].status == "optimal"
    assert len(names["who"]) == 3
