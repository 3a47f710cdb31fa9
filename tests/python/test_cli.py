"""The command line, as a shell sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import turnout as to

if TYPE_CHECKING:
    from collections.abc import Callable

Run = subprocess.CompletedProcess[str]


def turnout(*arguments: object, cwd: Path | None = None) -> Run:
    return subprocess.run(
        [sys.executable, "-m", "turnout.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
        cwd=cwd,
    )


@pytest.fixture
def files(
    write_csv: Callable[[str, dict[str, list[Any]]], str],
    members: dict[str, list[Any]],
    needs: dict[str, list[Any]],
) -> tuple[str, str]:
    return write_csv("members.csv", members), write_csv("needs.csv", needs)


def test_solve_and_verify(files: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "plan"
    run = turnout("solve", *files, "--within-km", 4, "--zone", "Asia/Shanghai", "--out", out)
    assert (run.returncode, run.stderr) == (0, "")
    assert "filled 2 of 3 seats" in run.stdout
    plan = to.solve(
        to.Problem(*files, zone="Asia/Shanghai"), to.Policy(within_km=4), most_seats=True
    )
    plan.to_csv(tmp_path / "same")
    for path in (tmp_path / "same").iterdir():
        assert (out / path.name).read_bytes() == path.read_bytes(), path.name

    run = turnout("verify", *files, "--zone", "Asia/Shanghai", out)
    assert (run.returncode, run.stderr) == (0, "")
    run = turnout("verify", *files, out)  # another zone: not the tables of the receipt
    assert run.returncode == 1
    assert run.stderr.startswith("turnout: ")


def test_solve_writes_nothing_unless_asked(files: tuple[str, str], tmp_path: Path) -> None:
    run = turnout("solve", *files, "--quiet", cwd=tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["members.csv", "needs.csv"]


def test_flags_win_over_the_file(files: tuple[str, str], tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("within_km = 1\nfairness = 7\n[unfilled_cost]\n5 = 32000000\n")
    out = tmp_path / "plan"
    run = turnout("solve", *files, "--policy", policy, "--within-km", 30, "--out", out)
    assert run.returncode == 0, run.stderr
    receipt = json.loads((out / "receipt.json").read_text())
    assert receipt["policy"]["within_km"] == 30
    assert receipt["policy"]["fairness"] == 7


def test_a_full_folder_needs_force(files: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "plan"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    run = turnout("solve", *files, "--out", out)
    assert run.returncode == 2
    assert "--force" in run.stderr
    assert [p.name for p in out.iterdir()] == ["mine.txt"]
    assert turnout("solve", *files, "--out", out, "--force").returncode == 0
    assert (out / "mine.txt").read_text() == "mine"


def test_tampering_is_refused(files: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "plan"
    assert turnout("solve", *files, "--out", out).returncode == 0
    original = (out / "assignments.csv").read_text()
    (out / "assignments.csv").write_text(original.replace("M1", "M3"))
    run = turnout("verify", *files, out)
    assert run.returncode == 1
    (out / "assignments.csv").write_text("\n".join(original.splitlines()[:-1]) + "\n")
    assert turnout("verify", *files, out).returncode == 1
    (out / "assignments.csv").write_text(original)
    receipt = (out / "receipt.json").read_text()
    for key in ("objective", "bound"):
        value = json.loads(receipt)[key]
        (out / "receipt.json").write_text(
            receipt.replace(f'"{key}": {value}', f'"{key}": {value - 1}', 1)
        )
        assert turnout("verify", *files, out).returncode == 1
    (out / "receipt.json").write_text("{")
    assert turnout("verify", *files, out).returncode == 2


def test_check(files: tuple[str, str], tmp_path: Path) -> None:
    run = turnout("check", *files)
    assert (run.returncode, run.stderr) == (0, "")
    bad = tmp_path / "bad.csv"
    bad.write_text(Path(files[1]).read_text().replace("2026-10-01 10:00", "2026-10-01 08:00"))
    run = turnout("check", files[0], bad)
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "line 2" in run.stderr


def test_bad_input_is_one_line_each_and_writes_nothing(
    files: tuple[str, str], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    text = Path(files[1]).read_text().replace("2026-10-01 10:00", "2026-10-01 08:00")
    bad.write_text(text.replace("30.0,124.0,2", "99.0,124.0,0"))
    run = turnout("solve", files[0], bad, "--out", tmp_path / "plan")
    assert run.returncode == 2
    assert run.stdout == ""
    lines = run.stderr.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("turnout: ") for line in lines)
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["solve"],
        ["solve", "none.csv", "none.csv"],
        ["solve", "{m}", "{n}", "--seconds", "soon"],
        ["solve", "{m}", "{n}", "--seconds", "-1"],
        ["solve", "{m}", "{n}", "--within-km", "-1"],
        ["solve", "{m}", "{n}", "--zone", "Mars/Olympus"],
        ["solve", "{m}", "{n}", "--policy", "none.toml"],
        ["solve", "{m}", "{n}", "--threads", "-1"],
        ["verify", "{m}", "{n}", "nowhere"],
        ["points", "none.csv", "--rulebook", "none.toml", "--period", "2026", "--out", "o"],
        ["demo", "--members", "0", "--out", "o"],
    ],
)
def test_bad_usage(files: tuple[str, str], tmp_path: Path, arguments: list[str]) -> None:
    filled = [a.format(m=files[0], n=files[1]) for a in arguments]
    run = turnout(*filled, cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr
    assert "Traceback" not in run.stderr


def test_a_misspelt_column_is_told(files: tuple[str, str]) -> None:
    path = Path(files[1])
    path.write_text(path.read_text().replace("priority", "priorty"))
    run = turnout("solve", *files)
    assert run.returncode == 0
    assert "priority" in run.stderr
    assert run.stderr.count("\n") == 1


def test_points(district: Path, tmp_path: Path) -> None:
    written = []
    for threads in (1, 2):
        out = tmp_path / f"notice-{threads}"
        run = turnout(
            "points",
            district / "services.csv",
            "--rulebook",
            district.parent / "rulebooks" / "liwan.toml",
            "--members",
            district / "members.csv",
            "--period",
            "2026H1",
            "--threads",
            threads,
            "--out",
            out,
        )
        assert (run.returncode, run.stderr) == (0, "")
        written.append({p.name: p.read_bytes() for p in out.iterdir()})
    assert set(written[0]) == {"notice.html", "notice.json", "standing.csv", "entries.csv"}
    assert written[0] == written[1]


def test_demo(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    run = turnout("demo", "--members", 2000, "--seed", 3, "--out", out)
    assert (run.returncode, run.stderr) == (0, "")
    assert (out / "plan" / "plan.html").exists()
    assert (out / "notice" / "notice.html").exists()
    assert "filled" in run.stdout
    tables = [out / f"{name}.csv" for name in ("members", "needs")]
    optional = [
        f"--{option}={out / name}.csv"
        for option, name in (
            ("availability", "availability"),
            ("pins", "pins"),
            ("history", "services"),
        )
    ]
    run = turnout("verify", *tables, *optional, "--zone", "Asia/Shanghai", out / "plan")
    assert run.returncode == 0, run.stdout + run.stderr


def test_version() -> None:
    assert turnout("--version").stdout == f"turnout {to.__version__}\n"
