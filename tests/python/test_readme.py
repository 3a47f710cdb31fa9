"""The README is a test: its Python runs on the sample district."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


def blocks() -> list[str]:
    """The Python in the README, in order."""
    if not README.exists():
        return []
    return re.findall(
        r"^```python\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def test_the_readme_has_python() -> None:
    if not README.exists():
        pytest.skip("no README.md yet")
    assert blocks()


@pytest.mark.skipif(not blocks(), reason="no Python in README.md")
def test_the_readmes_python_runs(
    district: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pandas")
    shutil.copytree(district, tmp_path / "district")
    shutil.copytree(ROOT / "docs" / "rulebooks", tmp_path / "rulebooks")
    monkeypatch.chdir(tmp_path / "district")
    # The blocks follow one another, as a reader types them.
    names: dict[str, object] = {"__name__": "readme"}
    for block in blocks():
        exec(compile(block, str(README), "exec"), names)  # noqa: S102
