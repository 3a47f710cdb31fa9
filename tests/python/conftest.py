"""What tests share.

A street of three members and two needs; where to find what others published; and our readers
built as a program, for Python's own to be held against.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    import turnout as to

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
    import turnout as to

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


class Oracle(Protocol):
    """Runs oracle.cpp with these arguments and input, and returns what it prints."""

    def __call__(self, *arguments: str, text: str = "") -> str: ...


@pytest.fixture(scope="session")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    """Header-only and without the extension; skips where there is no compiler or no C++ tree."""
    compiler = os.environ.get("CXX") or shutil.which("c++") or shutil.which("g++")
    include = ROOT / "include"
    if compiler is None or not include.is_dir():
        pytest.skip("skipped: no C++ compiler or no headers beside the tests")
    program = tmp_path_factory.mktemp("oracle") / "oracle"
    source = Path(__file__).with_name("oracle.cpp")
    subprocess.run(
        [*compiler.split(), "-std=c++20", "-O1", f"-I{include}", str(source), "-o", str(program)],
        check=True,
    )

    def ask(*arguments: str, text: str = "") -> str:
        done = subprocess.run(
            [str(program), *arguments], input=text, capture_output=True, text=True, check=True
        )
        return done.stdout

    return ask
