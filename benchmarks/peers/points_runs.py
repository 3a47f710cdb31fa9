"""One measurement of the benchmark of points, in a process of its own.

    python points_runs.py WHO WHAT FOLDER THREADS

WHO is turnout, polars or duckdb; WHAT one of

    totals   points and rank of every member, as a frame
    entries  every event with its points, and every notice and week that was due, in order of time
    cards    what one member's card takes, of 2,000 members (turnout only)
    text     totals where ids and words are plain text, not codes
    pandas   totals of a pandas frame (turnout only)

It prints a line of JSON for `points.py`: seconds of each run, the peak of memory above the input,
how many rows came out, and a number that only equal answers share.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from measuring import Memory, report

if TYPE_CHECKING:
    from collections.abc import Callable

RULEBOOK = Path(__file__).resolve().parents[2] / "docs" / "rulebooks" / "shanxi-pioneer.toml"
PERIOD, ZONE = "2026H1", "Asia/Shanghai"
WORDS = ("account", "kind", "unit", "confirmed_by")
CARDS = 2000
SLOW = 4.0
"""Seconds from which three runs are enough."""


def timed(job: Callable[[], Any]) -> tuple[Any, dict[str, Any]]:
    """The last answer, and the seconds of five runs, or of three slow ones."""
    memory = Memory()
    seconds: list[float] = []
    while len(seconds) < (3 if seconds and seconds[0] > SLOW else 5):
        answer = None  # what the last run made is given back before the next begins
        start = time.perf_counter()
        answer = job()
        seconds.append(time.perf_counter() - start)
    return answer, {"seconds": seconds, "peak_bytes": memory.above()}


def digest(rows: pl.DataFrame) -> int:
    """The same for the same rows in any order, and for no others."""
    return int(rows.hash_rows(seed=1).sum() or 0)


def of_totals(frame: pl.DataFrame) -> dict[str, Any]:
    """What is compared of an answer: member, thousandths of a point, rank."""
    same = frame.select(
        pl.col("member_id").cast(pl.String),
        pl.col("points").cast(pl.Int64),
        pl.col("rank").cast(pl.Int64),
    )
    return {"rows": len(same), "digest": digest(same)}


def of_entries(frame: pl.DataFrame) -> dict[str, Any]:
    """The same of entries, which must stand by member and time."""
    who, at = pl.col("account").cast(pl.String), pl.col("at")
    later = (who == who.shift()) & (at >= at.shift())
    if not frame.select((later | (who > who.shift())).all()).item():
        raise AssertionError("the entries are not in order of time")
    same = frame.select(
        pl.col("account").cast(pl.String),
        pl.col("event_id").cast(pl.Int64),
        pl.col("at").cast(pl.Datetime("us")),
        pl.col("rule").cast(pl.String),
        pl.col("points").cast(pl.Int64),
    )
    return {"rows": len(same), "digest": digest(same)}


def in_thousandths(points: str) -> pl.Expr:
    return (pl.col(points) * 1000).round().cast(pl.Int64).alias("points")


def events_and_members(folder: Path, *, text: bool = False) -> tuple[pl.DataFrame, pl.DataFrame]:
    events = pl.read_ipc(folder / "events.arrow").rechunk()
    members = pl.read_ipc(folder / "members.arrow").rechunk()
    if text:
        ids = pl.col("event_id", "due", *WORDS).cast(pl.String)
        return events.with_columns(ids), members.cast(pl.String)
    return events, members


def standing_of(events: Any, members: Any, threads: int) -> Any:
    """turnout's answer; the rulebook is read and compiled anew, as part of the job."""
    import turnout as to

    book = to.Rulebook.load(RULEBOOK)
    return book.score(None, members, period=PERIOD, events=events, zone=ZONE, threads=threads)


def turnout_totals(events: Any, members: Any, threads: int) -> dict[str, Any]:
    frame, record = timed(lambda: standing_of(events, members, threads).frame)
    frame = frame if isinstance(frame, pl.DataFrame) else pl.from_pandas(frame)
    return {**record, **of_totals(frame.with_columns(in_thousandths("points")))}


def turnout_entries(folder: Path, threads: int) -> dict[str, Any]:
    events, members = events_and_members(folder)
    rows, record = timed(lambda: standing_of(events, members, threads).entries)
    return {
        **record,
        **of_entries(
            rows.select(
                in_thousandths("points"),
                at="start",
                account="member_id",
                event_id=pl.col("service_id").cast(pl.Int64, strict=False),
                rule="rule",
            )
        ),
    }


def turnout_cards(folder: Path, threads: int) -> dict[str, Any]:
    """Seconds of each card; the first one apart, which may have to make ready."""
    events, members = events_and_members(folder)
    standing = standing_of(events, members, threads)
    ids = members["member_id"].cast(pl.String)
    some = ids.sample(CARDS + 1, with_replacement=True, seed=1).to_list()
    memory = Memory()
    seconds = []
    for member in some:
        start = time.perf_counter()
        card = standing.explain(member)
        seconds.append(time.perf_counter() - start)
        if member not in card:
            raise AssertionError("a card without its member")
    return {"first": seconds[0], "seconds": seconds[1:], "peak_bytes": memory.above()}


def turnout(what: str, folder: Path, threads: int) -> dict[str, Any]:
    if what == "cards":
        return turnout_cards(folder, threads)
    if what == "entries":
        return turnout_entries(folder, threads)
    events, members = events_and_members(folder, text=what == "text")
    if what == "pandas":
        return turnout_totals(events.to_pandas(), members, threads)
    return turnout_totals(events, members, threads)


def polars(what: str, folder: Path, threads: int) -> dict[str, Any]:
    import points_polars as by_hand

    if pl.thread_pool_size() != threads:
        raise SystemExit("POLARS_MAX_THREADS says another number of threads")
    events, members = events_and_members(folder, text=what == "text")
    if what == "entries":
        rows, record = timed(lambda: by_hand.entries(events, members))
        return {**record, **of_entries(rows)}
    if what == "text":
        frame, record = timed(lambda: by_hand.totals(*by_hand.in_codes(events, members)))
    else:
        frame, record = timed(lambda: by_hand.totals(events, members))
    return {**record, **of_totals(frame)}


def duckdb(what: str, folder: Path, threads: int) -> dict[str, Any]:
    import points_duckdb as by_hand

    database = by_hand.load(folder, threads, text=what == "text")
    query = by_hand.ENTRIES if what == "entries" else by_hand.TOTALS
    # Into a table of its own: making a frame of a large answer would take longer.
    _, record = timed(lambda: database.execute(f"CREATE OR REPLACE TABLE answer AS {query}"))
    rows = database.sql("FROM answer").pl()
    return {**record, **(of_entries(rows) if what == "entries" else of_totals(rows))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("who", choices=["turnout", "polars", "duckdb"])
    parser.add_argument("what", choices=["totals", "entries", "cards", "text", "pandas"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("threads", type=int)
    args = parser.parse_args()
    measured = {"turnout": turnout, "polars": polars, "duckdb": duckdb}[args.who]
    report(measured(args.what, args.folder, args.threads))


if __name__ == "__main__":
    main()
