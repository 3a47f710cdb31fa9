"""Points by a rulebook beside the same scheme by hand in Polars and in DuckDB's SQL.

    python benchmarks/peers/points.py --write docs/benchmarks-points.md    # about 15 minutes
    python benchmarks/peers/points.py --rows 100000                        # a few seconds

The histories are made once and kept beside the results, in build/bench/points. Every measurement
is a process of its own, held to as many CPUs as it has threads; what stands in the results is not
measured again, unless --again names it: --again 'turnout'. No time is printed before all answers
are the same: points and rank of every member, and every single entry.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import points_history
import points_report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
MILLION = 1_000_000
SIZES = [MILLION, 10 * MILLION]
WHO = ("turnout", "polars", "duckdb")


@dataclass(frozen=True)
class Run:
    """One measurement: of which history, what, by whom, on how many threads."""

    rows: int
    what: str
    who: str
    threads: int

    @property
    def key(self) -> str:
        return f"{self.what}/{self.rows}/{self.who}/{self.threads}"


def all_runs(sizes: list[int]) -> list[Run]:
    most = max(sizes)
    runs = [
        Run(rows, "totals", who, threads) for rows in sizes for who in WHO for threads in (1, 2)
    ]
    runs += [Run(most, "entries", who, threads) for who in WHO for threads in (1, 2)]
    runs += [Run(rows, "cards", "turnout", 1) for rows in sizes]
    runs += [Run(most, "text", who, 1) for who in WHO]
    return [*runs, Run(most, "pandas", "turnout", 1)]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measured(run: Run, histories: Path, limit: float) -> dict[str, Any]:
    """Runs it on its CPUs; what it printed, or why there is nothing."""
    folder = points_history.made(histories, run.rows)
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "ARROW")}
    cpus = sorted(os.sched_getaffinity(0))[-run.threads :]
    if len(cpus) < run.threads:
        return {"left_out": f"there is one CPU, not {run.threads}"}
    command = [sys.executable, str(HERE / "points_runs.py"), run.who, run.what, str(folder)]
    try:
        done = subprocess.run(
            [*command, str(run.threads)],
            check=False,
            capture_output=True,
            text=True,
            timeout=limit,
            env={**os.environ, **one, "POLARS_MAX_THREADS": str(run.threads)},
            preexec_fn=lambda: os.sched_setaffinity(0, cpus),
        )
    except subprocess.TimeoutExpired:
        return {"left_out": f"over {limit:.0f} s"}
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        if run.who == "turnout" or "ModuleNotFoundError" not in last:
            raise SystemExit(f"{run.key} failed: {last}")
        return {"left_out": f"not installed ({last.rpartition(' ')[2]})"}
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def disagreements(results: dict[str, dict[str, Any]]) -> list[str]:
    """Questions to which not all gave the same answer. Totals are one question, however asked."""
    asked: dict[str, dict[str, tuple[int, int]]] = {}
    for key, result in results.items():
        what, rows, *_ = key.split("/")
        if "digest" in result:
            question = "entries" if what == "entries" else "totals"
            answers = asked.setdefault(f"{question}/{rows}", {})
            answers[key] = (result["rows"], result["digest"])
    return [f"{row}: {found}" for row, found in asked.items() if len(set(found.values())) > 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="sizes of histories")
    parser.add_argument("--only", default=".*", help="WHAT/ROWS/WHO/THREADS, a regular expression")
    parser.add_argument("--again", default="(?!)", help="measure these anew")
    parser.add_argument("--fresh", action="store_true", help="forget all results")
    parser.add_argument("--limit", type=float, default=600, help="seconds for one process")
    parser.add_argument("--write", type=Path, help="the page to write")
    parser.add_argument("--machine", default=points_report.machine(), help="as the page names it")
    parser.add_argument("--date", default=datetime.datetime.now(datetime.UTC).date().isoformat())
    parser.add_argument("--build", type=Path, default=ROOT / "build/bench/points")
    args = parser.parse_args()

    args.build.mkdir(parents=True, exist_ok=True)
    if (load := os.getloadavg()[0]) > 0.5:
        say(f"the machine is busy (load {load:.1f}): times will be too long")
    store = args.build / "results.json"
    known = {} if args.fresh or not store.exists() else json.loads(store.read_text())
    runs = [run for run in all_runs(args.rows) if re.search(args.only, run.key)]
    for run in runs:
        if run.key not in known or re.search(args.again, run.key):
            say(run.key)
            known[run.key] = measured(run, args.build, args.limit)
            store.write_text(json.dumps(known, indent=1))

    results = {run.key: known[run.key] for run in runs}
    if wrong := disagreements(results):
        raise SystemExit("answers differ, so no times:\n" + "\n".join(wrong))
    page = points_report.page(results, args.machine, args.date)
    if args.write:
        args.write.write_text(page)
    print(page)


if __name__ == "__main__":
    main()
