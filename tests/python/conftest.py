"""What tests share: our readers built as a program, for Python's own to be held against."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Protocol

import pytest

ROOT = Path(__file__).resolve().parents[2]


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
