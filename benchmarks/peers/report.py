"""The page of the benchmarks: tables with medians and ratios, and a plot."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

Results = dict[str, dict[str, Any]]

NAMES = {
    "turnout": "turnout",
    "lemon-simplex": "LEMON NetworkSimplex",
    "lemon-scaling": "LEMON CostScaling",
    "ortools": "OR-Tools",
    "scipy-sparse": "SciPy min_weight_full_bipartite_matching",
    "scipy-dense": "SciPy linear_sum_assignment",
    "scipy": "SciPy linear_sum_assignment",
    "highs": "HiGHS, linear programme",
    "boost": "Boost Graph",
    "lapjv": "lapx lapjv",
    "lapjvc": "lapx lapjvc",
    "lapjvs": "lapx lapjvs",
    "by-hand": "pandas, KD-tree, NumPy, OR-Tools",
}


def meta(folder: Path) -> dict[str, str]:
    """What make_pairs says about a city."""
    lines = (folder / "meta.txt").read_text().splitlines()
    return {name: value for name, _, value in (line.partition(" ") for line in lines)}


def machine() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    name = found[1].strip() if found else platform.processor()
    return f"{name}, {os.cpu_count()} CPUs"


def versions() -> str:
    said = [f"Python {platform.python_version()}"]
    for package in ("turnout", "numpy", "pandas", "scipy", "ortools", "highspy", "lapx"):
        try:
            said.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    for library, file, define in (
        ("LEMON", "lemon/config.h", "LEMON_VERSION"),
        ("Boost", "boost/version.hpp", "BOOST_LIB_VERSION"),
    ):
        header = Path("/usr/include") / file
        found = header.exists() and re.search(rf'{define} "([^"]+)"', header.read_text())
        if found:
            said.append(f"{library} {found[1].replace('_', '.')}")
    return ", ".join(said)


def seconds(value: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e3)):
        if value * scale >= 0.9995:
            return f"{value * scale:.3g} {unit}" if value < 1000 else f"{value:.0f} s"
    return f"{value * 1e6:.3g} µs"


def _of(results: Results, row: str) -> Results:
    """Who was measured on a row."""
    return {
        key.removeprefix(row + "/"): r for key, r in results.items() if key.startswith(row + "/")
    }


def _rows(results: Results, kind: str) -> list[str]:
    return list(
        dict.fromkeys(key.rpartition("/")[0] for key in results if key.startswith(kind + "/"))
    )


def _solve(result: dict[str, Any]) -> float:
    return float(median(result["solve"]))


def _total(result: dict[str, Any]) -> float:
    return float(median(b + s for b, s in zip(result["build"], result["solve"], strict=True)))


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _ratio(peer: float, ours: float) -> str:
    return f"{peer / ours:.3g}"


def _versus(results: Results, row: str) -> list[list[str]]:
    """A line for each who: build, solve, total, ratios to ours, memory, runs."""
    found = _of(results, row)
    ours = found["turnout"]
    lines = []
    for who, r in found.items():
        name = NAMES[who]
        if "left_out" in r:
            lines.append([name, f"left out: {r['left_out']}", *[""] * 6])
            continue
        mine = who == "turnout"
        lines.append(
            [
                f"**{name}**" if mine else name,
                seconds(median(r["build"])),
                seconds(_solve(r)),
                seconds(_total(r)),
                "" if mine else _ratio(_solve(r), _solve(ours)),
                "" if mine else _ratio(_total(r), _total(ours)),
                f"{r['peak_bytes'] / 1e6:,.0f} MB",
                str(len(r["solve"])),
            ]
        )
    return lines


COLUMNS = ["", "build", "solve", "total", "× solve", "× total", "memory", "runs"]


def _cities(results: Results, kind: str, cities: Path) -> str:
    parts = []
    for row in _rows(results, kind):
        city = row.partition("/")[2]
        about = meta(cities / city)
        sizes = ", ".join(f"{int(about[n]):,} {n}" for n in ("members", "needs", "pairs", "seats"))
        parts += [
            f"**{city}**: {about['story']}. {sizes}.\n",
            _table(COLUMNS, _versus(results, row)),
        ]
    return "\n".join(parts)


def _plans(results: Results) -> str:
    lines = []
    for row in _rows(results, "plan"):
        r = results[f"{row}/turnout"]
        city = row.partition("/")[2]
        lemon = results.get(f"flow/{city}/lemon-simplex", {})
        beside = "solve" in lemon
        lines.append(
            [
                city,
                seconds(_solve(r)),
                f"{r['peak_bytes'] / 1e6:,.0f} MB",
                seconds(_solve(lemon)) if beside else "",
                _ratio(_solve(lemon), _solve(r)) if beside else "",
                "yes" if r["verified"] else "NO",
                seconds(r["verify"]),
            ]
        )
    header = ["", "columns to plan", "memory", "LEMON's solve alone", "×", "verified", "in"]
    return _table(header, lines)


def _frames(results: Results) -> str:
    return "\n".join(_table(COLUMNS, _versus(results, row)) for row in _rows(results, "frames"))


def _assignment(results: Results) -> str:
    lines = []
    for row in _rows(results, "assignment"):
        found = {who: r for who, r in _of(results, row).items() if "solve" in r}
        ours = _total(found["turnout"])
        lapx = [who for who in ("lapjv", "lapjvc", "lapjvs") if who in found]
        cells = [row.partition("/")[2].replace("-", ", n = "), seconds(ours)]
        for group in (lapx, ["lapjv"], ["scipy"], ["ortools"]):
            present = [who for who in group if who in found]
            if not present:
                cells += ["", ""]
                continue
            best = min(present, key=lambda who: _total(found[who]))
            name = f" ({best})" if len(group) > 1 else ""
            cells += [seconds(_total(found[best])) + name, _ratio(_total(found[best]), ours)]
        lines.append(cells)
    header = ["", "turnout", "lapx, best", "×", "lapjv", "×", "SciPy", "×", "OR-Tools", "×"]
    return _table(header, lines)


def _growth(results: Results) -> str:
    parts = []
    for kind, what in (("growth-flow", "pairs to answer"), ("growth-plan", "columns to plan")):
        rows = _rows(results, kind)
        if not rows:
            continue
        found = [results[f"{row}/turnout"] for row in rows]
        lines = [
            [
                row.rpartition("-")[2],
                seconds(_total(r)),
                _ratio(_total(r), _total(found[0])),
                f"{r['peak_bytes'] / 1e6:,.1f} MB",
                _ratio(r["peak_bytes"], found[0]["peak_bytes"]),
            ]
            for row, r in zip(rows, found, strict=True)
        ]
        parts.append(_table([f"members, {what}", "time", "× 10k", "memory", "× 10k"], lines))
    return "\n".join(parts)


def _repair(results: Results) -> str:
    lines = []
    for row in _rows(results, "repair"):
        r = results[f"{row}/turnout"]
        calls = [f"{r[call][0]:g} / {r[call][1]:g}" for call in ("decline", "add", "cancel")]
        lines.append([row.partition("/")[2], f"{r['load']:.0%}", *calls])
    header = ["", "load", "one decline", "a new need", "a need cancelled"]
    return _table(header, lines)


def page(results: Results, cities: Path, on: str, date: str) -> str:
    """Markdown. Only what was measured is written."""
    said = [
        "# Benchmarks",
        "",
        "<!-- Made by benchmarks/peers/run.py --write; do not edit. -->",
        "",
        f"{date}, {on}. {versions()}.",
        "",
        "One thread, one CPU, a process for each line. Medians over the runs given (no further run "
        "is begun after 12 s). Every answer was compared before a time was printed: all objectives "
        "of a table are equal, turnout's prices prove its own. *Build* is from the caller's arrays "
        "to the library's own form, *solve* the rest; × is how many times turnout's time. Memory is "
        "above the input. What is measured and how each peer is called: "
        "[benchmarks/README.md](../benchmarks/README.md).",
        "",
    ]
    sections = (
        (
            "flow",
            "Given pairs: seats, capacities, costs",
            partial(_cities, results, "flow", cities),
        ),
        (
            "slots",
            "The same, at most one service a slot",
            partial(_cities, results, "slots", cities),
        ),
        ("plan", "Columns to plan", partial(_plans, results)),
        (
            "frames",
            "Data frames to data frames",
            partial(_frames, results),
        ),
        ("assignment", "Dense square assignment", partial(_assignment, results)),
        ("growth-", "Growth at fixed density", partial(_growth, results)),
        (
            "repair",
            "One change to a standing plan, µs (median / 99th percentile)",
            partial(_repair, results),
        ),
    )
    for prefix, title, text in sections:
        if any(key.startswith(prefix) for key in results):
            said += [f"## {title}", "", text()]
            if prefix == "flow":
                said += ["![Solve times by city](benchmarks.svg)", ""]
    return "\n".join(said)


def plot(results: Results, path: Path) -> None:
    """Solve times on the cities, one line a solver, on a scale of powers of ten."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "turnout"  # the same figures give the same file
    from matplotlib import pyplot as plt

    cities = [row.partition("/")[2] for row in _rows(results, "flow")]
    whos = dict.fromkeys(who for city in cities for who in _of(results, f"flow/{city}"))
    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for who in whos:
        timed = [
            (city, _solve(results[key]))
            for city in cities
            if "solve" in results.get(key := f"flow/{city}/{who}", {})
        ]
        if not timed:
            continue
        ours = who == "turnout"
        axes.plot(
            [cities.index(city) for city, _ in timed],
            [time for _, time in timed],
            marker="o",
            linestyle="-" if ours else "none",
            linewidth=2,
            color="black" if ours else None,
            label=NAMES[who],
        )
    axes.set_yscale("log")
    axes.set_xticks(range(len(cities)), cities)
    axes.set_ylabel("seconds to solve, one thread")
    axes.grid(axis="y", alpha=0.3)
    axes.legend(fontsize="small", frameon=False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
