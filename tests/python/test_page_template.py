"""The header that holds the page's template is what src/page/embed.py writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_header_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "src" / "page" / "embed.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_scripts_make_no_markup_and_no_request() -> None:
    """Text becomes text nodes only, and nothing is fetched: what the content policy enforces."""
    for script in sorted((ROOT / "src" / "page").glob("*.js")):
        source = script.read_text(encoding="utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "fetch(",
            "XMLHttpRequest",
            "import(",
            "http:",
            "https:",
        ):
            assert word not in source, f"{script.name} uses {word}"
