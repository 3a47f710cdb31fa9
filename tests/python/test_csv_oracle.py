"""Our CSV reader reads what Python's csv module reads, and ours writes nothing it cannot."""

from __future__ import annotations

import csv
import io
import random
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CELLS = ["", "x", "007", " edge ", "a,b", 'say "x"', "two\nlines", "cr\rlf\r\n", "八角", "😀", ";"]


def ours(ask: Callable[..., str], path: Path) -> list[list[str]] | None:
    answer = ask("csv", str(path))
    if answer.startswith("refused:"):
        return None
    return [
        [bytes.fromhex(cell).decode() for cell in line.split(",")[:-1]]
        for line in answer.splitlines()
    ]


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_reads_what_python_writes(
    oracle: Callable[..., str], tmp_path: Path, seed: int, line_end: str
) -> None:
    rng = random.Random(seed)
    width = rng.randint(1, 5)
    rows = [[f"c{i}" for i in range(width)]]
    rows += [[rng.choice(CELLS) for _ in range(width)] for _ in range(rng.randint(0, 40))]
    out = io.StringIO(newline="")
    # With CR as the line end, Python leaves a cell that holds LF without quotes.
    if line_end == "\r" or rng.random() < 0.5:
        csv.writer(out, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(out, lineterminator=line_end).writerows(rows)
    path = tmp_path / "t.csv"
    path.write_bytes(rng.choice([b"", b"\xef\xbb\xbf"]) + out.getvalue().encode())
    assert ours(oracle, path) == rows


@pytest.mark.parametrize("seed", range(60))
def test_reads_random_bytes_as_python_does_or_refuses(
    oracle: Callable[..., str], tmp_path: Path, seed: int
) -> None:
    rng = random.Random(1000 + seed)
    width = rng.randint(2, 3)
    lines = [",".join("abc"[:width])]
    lines += [
        ",".join(
            "".join(rng.choices('x1 "', [8, 4, 2, 1], k=rng.randint(1, 5))) for _ in range(width)
        )
        for _ in range(rng.randint(1, 4))
    ]
    text = "\n".join(lines) + "\n"
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    mine = ours(oracle, path)
    if mine is None:  # Ours is stricter beside quotes; it may refuse, never misread.
        assert '"' in text
        return
    theirs = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    assert mine == theirs
