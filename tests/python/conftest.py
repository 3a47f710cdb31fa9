"""A street of three members and two needs, and where to find what others published."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import turnout as to
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

# No wall times, and the same examples everywhere.
settings.register_profile("turnout", deadline=None, derandomize=True)
settings.load_profile("turnout")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def members() -> dict[str, list[Any]]:
    """M1 near both needs and free in the morning; M2 a driver; M3 far away."""
    return {
        "member_id": ["M1", "M2", "M3"],
        "lat": [30.0, 30.01, 30.2],
        "lon": [124.0, 124.0, 124.0],
        "skills": ["first-aid:2", "driver", None],
        "free": ["Mon-Sun 08:00-12:00", "Mon-Sun 00:00-24:00", "Mon-Sun 00:00-24:00"],
    }


@pytest.fixture
def needs() -> dict[str, list[Any]]:
    """N1 in the morning for a first-aider; N2 in the evening for two people."""
    return {
        "need_id": ["N1", "N2"],
        "start": ["2026-10-01 09:00", "2026-10-01 19:00"],
        "end": ["2026-10-01 10:00", "2026-10-01 21:00"],
        "lat": [30.0, 30.0],
        "lon": [124.0, 124.0],
        "seats": [1, 2],
        "skills": ["first-aid", None],
        "priority": [3, None],
    }


@pytest.fixture
def street(members: dict[str, list[Any]], needs: dict[str, list[Any]]) -> to.Problem:
    """The problem of the two."""
    return to.Problem(members, needs)


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[[str, dict[str, list[Any]]], str]:
    """Writes a dict of columns as a CSV file and returns its path."""

    def write(name: str, columns: dict[str, list[Any]]) -> str:
        rows = [list(columns), *zip(*columns.values(), strict=True)]
        lines = (",".join("" if v is None else str(v) for v in row) for row in rows)
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture(scope="session")
def district() -> Path:
    """The sample district."""
    path = ROOT / "docs" / "district"
    if not (path / "members.csv").exists():
        pytest.skip("no sample district")
    return path


@pytest.fixture(scope="session")
def published() -> Path:
    """Instances that others published."""
    path = Path(os.environ.get("TURNOUT_DATA", ROOT.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip("skipped: no TURNOUT_DATA")
    return path
