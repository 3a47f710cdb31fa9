"""A seeded half-year of the pioneer app: the history that the benchmark of points counts.

    python points_history.py FOLDER ROWS

Log-ins, reading, videos, favourites, two quizzes, a dozen notices and who read them, meetings and
theme days, as rows in no order. Habits are those of an app that everyone has and few love: nearly
half of the members hardly ever open it, one in seven makes three quarters of the rows; who reads
reads past the day's cap. FOLDER/ROWS gets events.arrow and members.arrow; where they are, nothing is done.

The columns are as a careful analyst would hold them: whole numbers for ids, one dictionary for
members (who gave and who confirmed), small ones for words, times without a zone.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

SEED = 7
ROWS_PER_MEMBER = 10_000_000 / 260_000
FIRST = np.datetime64("2026-01-01", "s")
DAYS = 181
DAY = 86_400
FIRST_ID = 10_000_000_000
"""Ids of one width: as numbers and as texts they stand in one order."""

SHARES = {
    "log-in": 0.24,
    "reading": 0.26,
    "video": 0.12,
    "favourite": 0.08,
    "daily-quiz": 0.10,
    "special-quiz": 0.03,
    "notice-read": 0.12,
    "meeting": 0.03,
    "theme-day": 0.02,
}
"""Of all rows, by kind."""
SESSIONS = 0.2
"""Times that somebody opened the app, of all rows; each is a log-in at least."""
KINDS = [*SHARES, "notice"]
UNITS = ["s", "min"]
NOTICES = {8: 6, 33: 5, 47: 8, 60: 4, 66: 9, 74: 10, 92: 6, 108: 9, 121: 5, 130: 8, 139: 9, 160: 12}
"""Day of the posting and days until the deadline: in March and May three of them run out."""
HOURS = [0, 5, *(6, 7, 8) * 4, 9, 10, 11, *(12, 13) * 3, 15, 17, 18, *(19, 20, 21) * 5, 22, 23]
"""When people open the app: before work, at noon and in the evening."""


@dataclass
class Rows:
    """Rows of one kind; what is not given is -1."""

    kind: str
    member: Whole
    at: Whole
    quantity: Whole | None = None
    score: NDArray[np.float64] | None = None
    until: Whole | None = None
    notice: Whole | None = None
    confirmed_by: Whole | None = None


def habits(dice: np.random.Generator, members: int) -> NDArray[np.float64]:
    """How often each member opens the app, as weights that add up to 1."""
    kind = dice.choice(3, members, p=[0.45, 0.41, 0.14])
    weight = dice.gamma(np.array([0.5, 1.5, 3.0])[kind]) * np.array([1.0, 2.5, 12.0])[kind]
    return np.asarray(weight / weight.sum())


def drawn(dice: np.random.Generator, weight: NDArray[np.float64], n: int) -> Whole:
    """Members by weight, with replacement."""
    edges = np.cumsum(weight)
    return np.searchsorted(edges / edges[-1], dice.random(n), side="right").astype(np.int64)


def in_sessions(dice: np.random.Generator, weight: NDArray[np.float64], rows: int) -> list[Rows]:
    """What people do once they have opened the app."""
    n = int(rows * SESSIONS)
    member = drawn(dice, weight, n)
    hour = np.array(HOURS)[dice.integers(0, len(HOURS), n)]
    start = dice.integers(0, DAYS, n) * DAY + hour * 3600 + dice.integers(0, 3000, n)
    made = []
    for kind, share in SHARES.items():
        if kind in ("notice-read", "meeting", "theme-day"):
            continue
        k = int(rows * share)
        session = dice.integers(0, n, k)
        if kind == "log-in":
            session[:n] = np.arange(n)  # each begins with one; the rest is who was thrown out
        at = start[session] + dice.integers(5, 590, k)
        if kind == "log-in":
            at[:n] = start
        row = Rows(kind, member[session], at)
        if kind == "reading":
            row.quantity = np.clip(dice.lognormal(3.5, 0.9, k), 2, 900).astype(np.int64)
        elif kind == "video":
            row.quantity = np.clip(dice.lognormal(2.0, 0.8, k), 1, 120).astype(np.int64)
        elif kind.endswith("quiz"):
            row.score = np.clip(np.rint(dice.normal(78, 14, k) * 2) / 2, 0, 100)
        made.append(row)
    return made


def notices(dice: np.random.Generator, weight: NDArray[np.float64], rows: int) -> list[Rows]:
    """A dozen for everyone, and who read which when: some late, some twice."""
    posted = np.array([day * DAY + 8 * 3600 for day in NOTICES])
    until = np.array([(day + days + 1) * DAY - 1 for day, days in NOTICES.items()])
    n, k = len(NOTICES), int(rows * SHARES["notice-read"])
    once = min(int(k * 0.97), len(weight) * n)
    # The largest of log(weight) + Gumbel are a draw by weight without replacement.
    luck = np.repeat(0.6 * np.log(weight + 1e-12), n) + dice.gumbel(size=len(weight) * n)
    pair = np.argpartition(-luck, once - 1)[:once]
    pair = np.concatenate([pair, pair[dice.integers(0, once, k - once)]])
    notice = pair % n
    late = dice.random(k) < 0.08
    span = np.where(late, 3 * DAY, until[notice] - posted[notice])
    at = np.where(late, until[notice] + 1, posted[notice]) + (dice.random(k) ** 2 * span).astype(
        np.int64
    )
    everyone = np.full(n, -1)
    return [
        Rows("notice", everyone, posted, until=until),
        Rows("notice-read", pair // n, at, notice=notice),
    ]


def gatherings(dice: np.random.Generator, weight: NDArray[np.float64], rows: int) -> list[Rows]:
    """Meetings and theme days; most are confirmed by a secretary, some by nobody or by oneself."""
    made = []
    for kind, hour in (("meeting", 19), ("theme-day", 9)):
        k = int(rows * SHARES[kind])
        member = drawn(dice, np.sqrt(weight), k)
        at = dice.integers(0, DAYS, k) * DAY + hour * 3600 + dice.integers(-20, 40, k) * 60
        secretary = member // 60 * 60
        how = dice.random(k)
        by = np.where(how < 0.08, -1, np.where(how < 0.12, member, secretary))
        made.append(Rows(kind, member, at, confirmed_by=by))
    return made


def whole(parts: list[Rows], name: str, missing: int = -1) -> Whole:
    """That column of all kinds."""
    return np.concatenate(
        [
            np.full(len(p.at), missing) if getattr(p, name) is None else getattr(p, name)
            for p in parts
        ]
    )


def history(rows: int, seed: int = SEED) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Events and members."""
    dice = np.random.default_rng(seed)
    ids = pl.Series([f"M{m:06}" for m in range(max(60, round(rows / ROWS_PER_MEMBER)))])
    member = pl.Enum(ids)
    weight = habits(dice, len(ids))
    # What rounding leaves of `rows` is log-ins.
    spare = len(NOTICES)
    parts = notices(dice, weight, rows - spare)
    parts += gatherings(dice, weight, rows - spare) + in_sessions(dice, weight, rows - spare)
    missing = rows - sum(len(p.at) for p in parts)
    parts.append(
        Rows("log-in", drawn(dice, weight, missing), dice.integers(0, DAYS * DAY, missing))
    )

    at = whole(parts, "at")
    event_id = np.empty(rows, np.int64)
    event_id[np.argsort(at, kind="stable")] = FIRST_ID + np.arange(rows)
    notice = whole(parts, "notice")
    due = np.where(notice < 0, -1, event_id[: len(NOTICES)][notice])
    kind = np.repeat([KINDS.index(p.kind) for p in parts], [len(p.at) for p in parts])
    quantity = whole(parts, "quantity")
    unit = np.where(quantity < 0, -1, kind == KINDS.index("video"))
    until = whole(parts, "until")
    order = dice.permutation(rows)

    def column(values: NDArray[Any], dtype: Any) -> pl.Series:
        return (
            pl.Series(values[order])
            .to_frame("x")
            .select(pl.when(pl.col("x") >= 0).then(pl.col("x")).cast(dtype))["x"]
        )

    def words(codes: NDArray[Any], dtype: pl.Enum) -> pl.Series:
        small = pl.UInt8 if len(dtype.categories) < 256 else pl.UInt32
        return column(codes, small).cat.to(dtype)

    def times(seconds: Whole) -> pl.Series:
        ticks = np.where(seconds < 0, -1, (FIRST.astype(np.int64) + seconds) * 1_000_000)
        return column(ticks, pl.Int64).cast(pl.Datetime("us"))

    events = pl.DataFrame(
        {
            "event_id": event_id[order],
            "account": words(whole(parts, "member"), member),
            "kind": words(kind, pl.Enum(KINDS)),
            "at": times(at),
            "quantity": column(quantity, pl.Int32),
            "unit": words(unit, pl.Enum(UNITS)),
            "score": column(whole(parts, "score"), pl.Float64),
            "until": times(until),
            "due": column(due, pl.Int64),
            "confirmed_by": words(whole(parts, "confirmed_by"), member),
        }
    )
    return events, pl.DataFrame({"member_id": ids.cast(member)})


def made(folder: Path, rows: int) -> Path:
    """The folder of that history, made where it is not there."""
    there = folder / str(rows)
    if not (there / "members.arrow").exists():
        there.mkdir(parents=True, exist_ok=True)
        events, members = history(rows)
        # In one piece, as a column in memory is.
        events.write_ipc(there / "events.arrow", record_batch_size=rows)
        members.write_ipc(there / "members.arrow")
    return there


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=int)
    args = parser.parse_args()
    print(made(args.folder, args.rows))


if __name__ == "__main__":
    main()
