"""C++ and Python give the same bytes.

TURNOUT_CPP_EXAMPLE is a program that plans like the README's C++: called with members.csv,
needs.csv, a zone and a folder, it writes the plan's files into the folder.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import turnout as to


@pytest.fixture(scope="module")
def example() -> Path:
    path = os.environ.get("TURNOUT_CPP_EXAMPLE")
    if not path:
        pytest.skip("skipped: no TURNOUT_CPP_EXAMPLE")
    return Path(path)


def test_the_same_bytes_for_the_district(example: Path, district: Path, tmp_path: Path) -> None:
    members, needs = str(district / "members.csv"), str(district / "needs.csv")
    subprocess.run(
        [example, members, needs, "Asia/Shanghai", tmp_path / "cpp"], check=True, timeout=600
    )
    plan = to.solve(to.Problem(members, needs, zone="Asia/Shanghai"))
    plan.to_csv(tmp_path / "python")
    names = sorted(p.name for p in (tmp_path / "cpp").iterdir())
    assert names == sorted(p.name for p in (tmp_path / "python").iterdir())
    for name in names:
        ours, theirs = (tmp_path / face / name for face in ("python", "cpp"))
        assert ours.read_bytes() == theirs.read_bytes(), name


def test_frames_give_the_same_bytes_as_files(district: Path) -> None:
    pd = pytest.importorskip("pandas")
    paths = [district / "members.csv", district / "needs.csv"]
    plan = to.solve(to.Problem(*paths, zone="Asia/Shanghai"))
    frames = [pd.read_csv(path) for path in paths]
    again = to.solve(to.Problem(*frames, zone="Asia/Shanghai"), threads=1)
    assert again.receipt_json == plan.receipt_json
