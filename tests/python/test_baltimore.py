"""examples/baltimore.py: what no one here wrote becomes needs, as the file's README says."""

from __future__ import annotations

import csv
import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("baltimore", ROOT / "examples" / "baltimore.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def requests_file() -> Path:
    folder = Path(os.environ.get("TURNOUT_DATA", ROOT / ".." / "shared" / "data"))
    path = folder / "service_requests" / "baltimore_2018.csv"
    if not path.exists():
        pytest.skip("skipped: no TURNOUT_DATA")
    return path


@pytest.mark.parametrize(
    ("created", "start", "end"),
    [
        ("2018-11-13T13:06:56", "2026-10-13 13:00", "2026-10-13 14:00"),
        ("2018-02-13T13:30:00", "2026-10-13 14:00", "2026-10-13 15:00"),
        ("2018-01-31T23:10:00", "2026-10-31 23:00", "2026-11-01 00:00"),
        ("2018-01-31T23:45:00", "2026-10-01 00:00", "2026-10-01 01:00"),  # 1 February, 0 h
        ("2016-02-29T04:00:00", "2026-10-29 04:00", "2026-10-29 05:00"),
    ],
)
def test_a_request_is_an_hour_in_october(created: str, start: str, end: str) -> None:
    need = example().need_of(
        {"id": "7", "type": "Pothole", "created": created, "lat": "39.3", "lon": "-76.6",
         "neighborhood": "Canton"}
    )  # fmt: skip
    assert (need["start"], need["end"]) == (start, end)
    assert (need["need_id"], need["skills"], need["seats"]) == ("B7", "Pothole", "1")


def test_all_of_baltimore_becomes_tables(tmp_path: Path) -> None:
    example().write_tables(requests_file(), tmp_path, members=500)
    with (tmp_path / "needs.csv").open(encoding="utf-8", newline="") as file:
        needs = list(csv.DictReader(file))
    with (tmp_path / "members.csv").open(encoding="utf-8", newline="") as file:
        members = list(csv.DictReader(file))
    assert len(needs) == 8273
    assert len({need["need_id"] for need in needs}) == 8273
    assert len({need["skills"] for need in needs}) == 201
    assert all(need["start"].startswith("2026-10-") for need in needs)
    assert len(members) == 500
    asked = {need["skills"] for need in needs}
    assert all(set(member["skills"].split("; ")) <= asked for member in members)
