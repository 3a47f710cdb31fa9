"""The page of the benchmark of points: medians, ratios, what each line includes."""

from __future__ import annotations

import importlib.metadata
import platform
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from report import _ratio, _table, machine, seconds

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["machine", "page"]

Results = dict[str, dict[str, Any]]
NAMES = {"turnout": "**turnout**", "polars": "Polars, by hand", "duckdb": "DuckDB, by hand"}
INTRO = """\
The scheme with the most caps that we know, [shanxi-pioneer](rulebooks/shanxi-pioneer.toml), over a
half-year: eleven rules with caps of the day, the month and the year, rounding of a day's sum, weeks
without log-in, notices met and missed. turnout reads the rulebook as data; Polars and DuckDB run
the same scheme written by hand for this one rulebook. Columns stand in memory, rows in no order.
Medians of five runs (of three from 4 s on), a process for each line, held to as many CPUs as it has
threads. Every answer was compared before a time was printed. × is how many times turnout's
time on as many threads; memory is the peak above the input, on one thread. What each line includes
and how each peer is called: [benchmarks/README.md](../benchmarks/README.md)."""


def versions() -> str:
    said = [f"Python {platform.python_version()}"]
    for package in ("turnout", "polars", "duckdb", "pandas"):
        try:
            said.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join(said)


def _of(results: Results, what: str) -> dict[int, Results]:
    """By rows, what was measured of it: WHO/THREADS."""
    found: dict[int, Results] = {}
    for key, result in results.items():
        kind, rows, *who = key.split("/")
        if kind == what:
            found.setdefault(int(rows), {})["/".join(who)] = result
    return found


def _time(result: dict[str, Any] | None) -> float | None:
    return median(result["seconds"]) if result and "seconds" in result else None


def _cells(found: Results, who: str, threads: int) -> list[str]:
    """The time, and how many times turnout's."""
    result = found.get(f"{who}/{threads}")
    time, ours = _time(result), _time(found.get(f"turnout/{threads}"))
    if time is None:
        return [f"left out: {result['left_out']}" if result else "", ""]
    beside = who != "turnout" and ours is not None
    return [seconds(time), _ratio(time, ours) if beside and ours else ""]


def _versus(found: Results) -> str:
    lines = []
    for who, name in NAMES.items():
        cells = [cell for threads in (1, 2) for cell in _cells(found, who, threads)]
        if any(cells):
            memory = found.get(f"{who}/1", {}).get("peak_bytes")
            lines.append([name, *cells, f"{memory / 1e6:,.0f} MB" if memory else ""])
    return _table(["", "one thread", "×", "two threads", "×", "memory"], lines)


def _totals(by_rows: dict[int, Results]) -> str:
    parts = []
    for rows, found in by_rows.items():
        members = next((r["rows"] for r in found.values() if "rows" in r), 0)
        parts += [f"**{rows:,} events of {members:,} members.**\n", _versus(found)]
    return "\n".join(parts)


def _entries(by_rows: dict[int, Results]) -> str:
    parts = []
    for rows, found in by_rows.items():
        entries = next((r["rows"] for r in found.values() if "rows" in r), 0)
        parts += [f"**{rows:,} events, {entries:,} entries.**\n", _versus(found)]
    return "\n".join(parts)


def _cards(by_rows: dict[int, Results]) -> str:
    lines = []
    for rows, found in by_rows.items():
        for result in found.values():
            cards = result["seconds"]
            lines.append(
                [
                    f"{rows:,} events",
                    seconds(median(cards)),
                    seconds(quantiles(cards, n=100)[98]),
                    seconds(max(cards)),
                    seconds(result["first"]),
                    f"{len(cards):,}",
                ]
            )
    return _table(["", "median", "99th percentile", "longest", "the first", "cards"], lines)


def _text(results: Results) -> str:
    codes, text, pandas = (_of(results, what) for what in ("totals", "text", "pandas"))
    lines = []
    for rows, found in text.items():
        for who, name in NAMES.items():
            times = [
                _time(by_rows.get(rows, {}).get(f"{who}/1")) for by_rows in (codes, pandas, text)
            ]
            if f"{who}/1" in found:
                lines.append([name, *(seconds(time) if time else "" for time in times)])
    return _table(["", "codes", "codes of pandas", "text"], lines)


SECTIONS: tuple[tuple[str, str, Callable[[Results], str]], ...] = (
    ("totals", "Points and rank of every member", lambda r: _totals(_of(r, "totals"))),
    (
        "entries",
        "Every entry with its points, in order of time",
        lambda r: _entries(_of(r, "entries")),
    ),
    ("cards", "One member's card", lambda r: _cards(_of(r, "cards"))),
    ("text", "What text costs: points and ranks, one thread", _text),
)


def page(results: Results, on: str, date: str) -> str:
    """Markdown. Only what was measured is written."""
    said = [
        "# Benchmark of points",
        "",
        "<!-- Made by benchmarks/peers/points.py --write; do not edit. -->",
        "",
        f"{date}, {on}. {versions()}.",
        "",
        INTRO,
        "",
    ]
    for what, title, text in SECTIONS:
        if _of(results, what):
            said += [f"## {title}", "", text(results)]
    return "\n".join(said)
