"""The benchmark of points: a history that is the same for its seed, and answers that agree."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PEERS = Path(__file__).resolve().parents[2] / "benchmarks" / "peers"
ROWS = 3000

pl = pytest.importorskip("polars")
pytest.importorskip("duckdb")


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Imports a module of benchmarks/peers."""
    monkeypatch.syspath_prepend(str(PEERS))
    before = set(sys.modules)
    yield importlib.import_module
    for name in set(sys.modules) - before:
        if Path(getattr(sys.modules[name], "__file__", None) or "").parent == PEERS:
            del sys.modules[name]


@pytest.mark.parametrize("what", ["totals", "entries", "text"])
def test_by_hand_and_by_rulebook_say_the_same(peers: Any, tmp_path: Path, what: str) -> None:
    folder = peers("points_history").made(tmp_path, ROWS)
    runs = peers("points_runs")
    found = {
        "turnout": runs.turnout(what, folder, 2),
        "polars": runs.polars(what, folder, pl.thread_pool_size()),
        "duckdb": runs.duckdb(what, folder, 1),
    }
    said = {who: (answer["rows"], answer["digest"]) for who, answer in found.items()}
    assert len(set(said.values())) == 1, said
    assert said["turnout"][0] > (ROWS if what == "entries" else 50)


def test_pandas_gives_what_polars_gives(peers: Any, tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    folder = peers("points_history").made(tmp_path, ROWS)
    runs = peers("points_runs")
    assert (
        runs.turnout("pandas", folder, 1)["digest"] == runs.turnout("totals", folder, 1)["digest"]
    )


def test_a_history_is_the_same_for_its_seed(peers: Any) -> None:
    history = peers("points_history").history
    events, members = history(ROWS)
    again, _ = history(ROWS)
    assert events.equals(again)
    assert len(events) == ROWS
    assert events["event_id"].n_unique() == ROWS
    assert set(events["account"].drop_nulls().cast(pl.String)) <= set(members["member_id"])
    assert not events.equals(history(ROWS, seed=8)[0])


def test_answers_that_differ_are_named(peers: Any) -> None:
    points = peers("points")
    same = {"rows": 2, "digest": 7}
    agree = {
        "totals/9/turnout/1": same,
        "text/9/polars/1": same,
        "entries/9/polars/1": {**same, "digest": 8},
    }
    assert points.disagreements(agree) == []
    assert points.disagreements({**agree, "pandas/9/turnout/1": {**same, "digest": 9}})
    assert points.disagreements({**agree, "totals/9/duckdb/2": {**same, "rows": 3}})


def test_the_page_says_medians_and_ratios(peers: Any) -> None:
    results = {
        "totals/10/turnout/1": {"seconds": [1.0, 1.0, 9.0], "peak_bytes": 5_000_000, "rows": 2},
        "totals/10/polars/1": {"seconds": [8.0], "peak_bytes": 9_000_000, "rows": 2},
        "totals/10/duckdb/1": {"left_out": "over 9 s"},
    }
    page = peers("points_report").page(results, "a machine", "2026-10-01")
    assert "| **turnout** | 1 s |  |  |  | 5 MB |" in page
    assert "| Polars, by hand | 8 s | 8 |  |  | 9 MB |" in page
    assert "left out: over 9 s" in page
    assert "**10 events of 2 members.**" in page
    assert "2026-10-01, a machine" in page
