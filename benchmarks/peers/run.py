"""turnout and its peers side by side: same input, same run, one thread, answers compared first.

    python benchmarks/peers/run.py --write docs/benchmarks.md     # everything, about 15 minutes
    python benchmarks/peers/run.py --quick                        # village and district

Every measurement is a process of its own on one CPU. Results are kept in build/bench/results.json;
what stands there is not measured again, unless --again names it: --again 'flow/city/.*'. No time is
printed before all answers of a row agree and turnout's own prices prove its answer.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import report
from dense_peers import KINDS, WHOLE

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
QUICK = ("village", "district")
CITIES = (*QUICK, "city", "full", "overloaded", "dense", "festival")
GROWTH = ("growth-10k", "growth-30k", "growth-100k", "growth-300k", "growth-1m")
SIZES = (1000, 2000, 4000)


@dataclass(frozen=True)
class Run:
    """One measurement: the row of the table, who is measured, and its command."""

    row: str
    who: str
    command: list[str] = field(default_factory=list)
    left_out: str = ""
    """Why it is not measured; then there is no command."""

    @property
    def key(self) -> str:
        return f"{self.row}/{self.who}"


class Places:
    """Where programs and cities are; cities are made when first asked for."""

    def __init__(self, build: Path) -> None:
        self.build, self.cities = build, build / "cities"

    def program(self, name: str) -> str:
        return str(self.build / "benchmarks" / name)

    def city(self, name: str) -> Path:
        folder = self.cities / name
        if not (folder / "meta.txt").exists():
            say(f"making {name}")
            command = [self.program("make_pairs"), str(self.cities), name]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return folder

    def within_km(self, name: str) -> str:
        return report.meta(self.city(name))["within_km"]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def python(script: str, *arguments: str) -> list[str]:
    return [sys.executable, str(HERE / script), *arguments]


def flow_runs(places: Places, city: str) -> list[Run]:
    """Exact assignment on given pairs."""
    row, folder = f"flow/{city}", str(places.city(city))

    def in_python(who: str) -> Run:
        return Run(row, who, python("flow_peers.py", who, folder))

    runs = [
        in_python("turnout"),
        Run(row, "lemon-simplex", [places.program("lemon"), folder, "simplex", "5"]),
        in_python("ortools"),
    ]
    small, smaller = city in QUICK, city == "village"
    runs.append(
        Run(row, "lemon-scaling", [places.program("lemon"), folder, "scaling", "5"])
        if small or city == "city"
        else Run(row, "lemon-scaling", left_out="over a minute, ten times NetworkSimplex")
    )
    runs.append(
        in_python("scipy-sparse")
        if small
        else Run(row, "scipy-sparse", left_out="tens of millions of entries, one row a seat")
    )
    runs.append(
        in_python("highs") if small else Run(row, "highs", left_out="minutes, from a million pairs")
    )
    if smaller:
        boost = [places.program("boost_graph"), folder, "3"]
        runs += [in_python("scipy-dense"), Run(row, "boost", boost)]
    return runs


def slot_runs(places: Places, city: str) -> list[Run]:
    """The same with at most one service a slot beside each member's total."""
    row, folder = f"slots/{city}", str(places.city(city))
    runs = [Run(row, "turnout", python("flow_peers.py", "turnout", folder, "--slots"))]
    if city in (*QUICK, "city", "full"):
        lemon = [places.program("lemon"), folder, "simplex-slots", "5"]
        runs.append(Run(row, "lemon-simplex", lemon))
    if city in (*QUICK, "city"):
        runs.append(Run(row, "ortools", python("flow_peers.py", "ortools", folder, "--slots")))
    return runs


def plan_runs(places: Places, city: str) -> list[Run]:
    """From columns to a plan, and the checker on it; its objective is that of `slots`."""
    command = [places.program("whole_job"), str(places.city(city)), places.within_km(city), "5"]
    return [Run(f"plan/{city}", "turnout", [*command, "verify"])]


def dense_runs(kind: str, n: int) -> list[Run]:
    row = f"assignment/{kind}-{n}"
    whos = ["turnout", "lapjv", "lapjvc", "lapjvs", "scipy"]
    runs = [Run(row, who, python("dense_peers.py", who, kind, str(n))) for who in whos]
    runs.append(
        Run(row, "ortools", python("dense_peers.py", "ortools", kind, str(n)))
        if kind in WHOLE
        else Run(row, "ortools", left_out="takes whole costs only")
    )
    return runs


def frame_runs(places: Places, city: str) -> list[Run]:
    arguments = [str(places.city(city)), places.within_km(city)]
    return [
        Run(f"frames/{city}", who, python("frames.py", who, *arguments))
        for who in ("turnout", "by-hand")
    ]


def growth_runs(places: Places, city: str) -> list[Run]:
    folder = str(places.city(city))
    job = [places.program("whole_job"), folder, places.within_km(city), "5"]
    return [
        Run(f"growth-flow/{city}", "turnout", python("flow_peers.py", "turnout", folder)),
        Run(f"growth-plan/{city}", "turnout", job),
    ]


def all_runs(places: Places, quick: bool) -> list[Run]:
    cities = QUICK if quick else CITIES
    runs: list[Run] = []
    for make in (flow_runs, slot_runs, plan_runs):
        for city in cities:
            runs += make(places, city)
    for kind in KINDS if not quick else ("uniform", "plane"):
        for n in SIZES if not quick else SIZES[:1]:
            runs += dense_runs(kind, n)
    runs += frame_runs(places, "district" if quick else "city")
    if not quick:
        for city in GROWTH:
            runs += growth_runs(places, city)
    for city in ("district",) if quick else ("city", "full"):
        runs.append(Run(f"repair/{city}", "turnout", [places.program("repair_city"), city]))
    return runs


def measured(run: Run, limit: float) -> dict[str, Any]:
    """Runs it on one CPU, on one thread; what it printed, or why there is nothing."""
    if run.left_out:
        return {"left_out": run.left_out}
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "ARROW")}
    cpu = max(os.sched_getaffinity(0))
    try:
        done = subprocess.run(
            run.command,
            check=False,
            capture_output=True,
            text=True,
            timeout=limit,
            env={**os.environ, **one},
            preexec_fn=lambda: os.sched_setaffinity(0, {cpu}),
        )
    except subprocess.TimeoutExpired:
        return {"left_out": f"over {limit:.0f} s"}
    except FileNotFoundError:
        return {"left_out": "not built: its library is missing"}
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        if run.who == "turnout" or "ModuleNotFoundError" not in last:
            raise SystemExit(f"{run.key} failed: {last}")
        return {"left_out": f"not installed ({last.rpartition(' ')[2]})"}
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def disagreements(results: dict[str, dict[str, Any]]) -> list[str]:
    """Rows on which not all found the same objective; floats may differ in the last digits."""
    rows: dict[str, dict[str, float]] = {}
    for key, result in results.items():
        row, _, who = key.rpartition("/")
        if "objective" in result:
            rows.setdefault(row, {})[who] = result["objective"]
        if result.get("verified") is False:
            rows.setdefault(row, {})[f"{who}, by its checker"] = float("nan")
        # A plan of the tables is the flow with one service a slot on their pairs.
        kind, _, city = row.partition("/")
        if kind in ("plan", "frames") and "objective" in result:
            rows.setdefault(f"slots/{city}", {})[f"{kind} {who}"] = result["objective"]
    wrong = []
    for row, found in rows.items():
        first = next(iter(found.values()))
        tolerance = 1e-9 * abs(first) if row.startswith("assignment/") else 0
        if not all(abs(value - first) <= tolerance for value in found.values()):
            wrong.append(f"{row}: {found}")
    return wrong


def without_wrong_peers(results: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """A peer on floats whose answer is not the best found gets no time, and the table says why."""
    best: dict[str, float] = {}
    for key, result in results.items():
        row = key.rpartition("/")[0]
        if row.startswith("assignment/") and "objective" in result:
            best[row] = min(best.get(row, result["objective"]), result["objective"])
    kept = {}
    for key, result in results.items():
        row, _, who = key.rpartition("/")
        above = result.get("objective", 0) - best.get(row, 0) if row in best else 0
        if who != "turnout" and above > 1e-9 * abs(best.get(row, 0)):
            kept[key] = {
                "left_out": f"its answer is {above / abs(best[row]):.0e} above the optimum"
            }
        else:
            kept[key] = result
    return kept


def build_programs(build: Path) -> None:
    say("building")
    for command in (["cmake", "--preset", "bench"], ["cmake", "--build", "--preset", "bench"]):
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}{done.stderr}")
    build.mkdir(parents=True, exist_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="village and district only")
    parser.add_argument("--only", default=".*", help="rows to measure, a regular expression")
    parser.add_argument("--again", default="(?!)", help="measure these anew: ROW/WHO")
    parser.add_argument("--fresh", action="store_true", help="forget all results")
    parser.add_argument("--limit", type=float, default=240, help="seconds for one process")
    parser.add_argument("--write", type=Path, help="the page to write; its plots go beside it")
    parser.add_argument("--machine", default=report.machine(), help="as the page names it")
    parser.add_argument("--date", default=datetime.datetime.now(datetime.UTC).date().isoformat())
    parser.add_argument("--build", type=Path, help="programs and results, instead of build/bench")
    args = parser.parse_args()

    build = args.build or ROOT / "build/bench"
    if args.build is None:
        build_programs(build)
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"the machine is busy (load {load:.1f}): times will be too long")
    store = build / "results.json"
    known = {} if args.fresh or not store.exists() else json.loads(store.read_text())
    runs = [run for run in all_runs(Places(build), args.quick) if re.search(args.only, run.key)]
    for run in runs:
        if run.key not in known or re.search(args.again, run.key):
            say(f"{run.key}")
            known[run.key] = measured(run, args.limit)
            store.write_text(json.dumps(known, indent=1))

    results = without_wrong_peers({run.key: known[run.key] for run in runs})
    wrong = disagreements(results)
    if wrong:
        raise SystemExit("answers differ, so no times:\n" + "\n".join(wrong))
    page = report.page(results, build / "cities", args.machine, args.date)
    if args.write:
        args.write.write_text(page)
        report.plot(results, args.write.with_name("benchmarks.svg"))
    print(page)


if __name__ == "__main__":
    main()
