"""The pioneer scheme by hand in DuckDB's SQL: what a careful author writes for this one rulebook.

Points are halves until the end, so that all is whole numbers. Each daily rule is a query of its
own (one over all kinds takes longer), and members keep their ENUM. Whoever changes a rule changes
this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import polars as pl
from points_history import KINDS, UNITS

if TYPE_CHECKING:
    from pathlib import Path

BAND = "CASE WHEN score >= 90 THEN 3 WHEN score >= 80 THEN 2 WHEN score >= 60 THEN 1 ELSE 0 END"
DAILY = {
    "log-in": ("1", "least(2 * {0}, 2)"),
    "reading": ("quantity", "2 * least({0} // 30, 2)"),
    "video": ("quantity", "least(4 * ({0} // 10), 8)"),
    "favourite": ("1", "least({0}, 2)"),
    "daily-quiz": (BAND, "least({0}, 6)"),
    "special-quiz": (BAND, "least({0}, 6)"),
}
"""What an event brings, and what a day's sum of it is worth, in halves of a point."""
YEARLY = {"meeting": 40, "theme-day": 120}
"""Ten each, and at most so many a year."""
WEEK = "(day - DATE '2026-01-05') // 7"
IN_WEEKS = "day BETWEEN DATE '2026-01-05' AND DATE '2026-06-28'"
"""The 25 Monday weeks that lie wholly in the half-year."""

NOTICES = """
notices AS (
  SELECT event_id, "at" AS posted, until, month(until) AS month,
         (1 << (row_number() OVER (ORDER BY until, event_id) - 1))::INT AS bit
  FROM events WHERE kind = 'notice'),
read_in_time AS (
  SELECT e.account, n.bit
  FROM events e JOIN notices n ON e.due = n.event_id AND e."at" BETWEEN n.posted AND n.until
  WHERE e.kind = 'notice-read')
"""


def _days(of: str) -> str:
    brings, worth = DAILY[of]
    counted = "count(*)" if brings == "1" else f"sum({brings})"
    weeks = f"CASE WHEN {IN_WEEKS} THEN 1 << ({WEEK})::INT ELSE 0 END" if of == "log-in" else "0"
    return f"""
  SELECT account, ({worth.format("given")})::INT AS points, {weeks} AS weeks, 0 AS bits
  FROM (SELECT account, "at"::DATE AS day, {counted}::INT AS given
        FROM events WHERE kind = '{of}' GROUP BY ALL)"""  # noqa: S608


TOTALS = f"""
WITH {NOTICES},
months AS (SELECT month, bit_or(bit)::INT AS bits, count(*)::INT AS due FROM notices GROUP BY month),
given AS ({" UNION ALL ".join(map(_days, DAILY))}
  UNION ALL
  SELECT account, least(10 * count(*), CASE kind WHEN 'meeting' THEN {YEARLY["meeting"]}
                                       ELSE {YEARLY["theme-day"]} END)::INT, 0, 0
  FROM events WHERE kind IN ('meeting', 'theme-day') AND confirmed_by <> account
  GROUP BY account, kind
  UNION ALL
  SELECT account, 0, 0, bit FROM read_in_time
  UNION ALL
  SELECT member_id, 0, 0, 0 FROM members),
sums AS (
  SELECT account, sum(points)::INT AS points, bit_or(weeks) AS weeks, bit_or(bits) AS bits
  FROM given GROUP BY account),
notice_points AS (
  SELECT s.bits, sum(least(6 * bit_count(s.bits & m.bits)::INT, 12)
                     - least(6 * (due - bit_count(s.bits & m.bits)::INT), 12))::INT AS points
  FROM (SELECT DISTINCT bits FROM sums) s CROSS JOIN months m GROUP BY s.bits)
SELECT account AS member_id, 500 * points AS points, rank() OVER (ORDER BY points DESC) AS rank
FROM (SELECT account, sums.points + 2 * bit_count(weeks)::INT - 50 + n.points AS points
      FROM sums JOIN notice_points n USING (bits))
ORDER BY rank, member_id
"""  # noqa: S608


def _daily_points() -> str:
    cases = (
        f"WHEN '{of}' THEN {worth.format('total')} - ({worth.format('(total - given)')})"
        for of, (_, worth) in DAILY.items()
    )
    yearly = (
        f"WHEN '{of}' THEN least(10 * total, {most}) - least(10 * (total - given), {most})"
        for of, most in YEARLY.items()
    )
    return " ".join([*cases, *yearly])


ENTRIES = f"""
WITH {NOTICES},
events_given AS (
  SELECT account, event_id, "at", kind,
         CASE WHEN kind IN ('meeting', 'theme-day') THEN DATE '2026-01-01'
              ELSE "at"::DATE END AS reach,
         CASE WHEN kind IN ('reading', 'video') THEN quantity
              WHEN kind IN ('daily-quiz', 'special-quiz') THEN {BAND}
              WHEN kind IN ('meeting', 'theme-day')
              THEN coalesce(confirmed_by <> account, false)::INT
              ELSE 1 END AS given
  FROM events WHERE kind NOT IN ('notice', 'notice-read')),
running AS (
  SELECT account, event_id, "at", kind, given,
         (sum(given) OVER (PARTITION BY account, kind, reach ORDER BY "at", event_id
                           ROWS UNBOUNDED PRECEDING))::INT AS total
  FROM events_given),
met AS (
  SELECT member_id, coalesce(r.bits, 0) AS bits, coalesce(w.weeks, 0) AS weeks
  FROM members
  LEFT JOIN (SELECT account, bit_or(bit) AS bits FROM read_in_time GROUP BY account) r
    ON r.account = member_id
  LEFT JOIN (SELECT account, bit_or(1 << ({WEEK})::INT) AS weeks
             FROM (SELECT account, "at"::DATE AS day FROM events WHERE kind = 'log-in')
             WHERE {IN_WEEKS} GROUP BY account) w ON w.account = member_id),
due AS (
  SELECT *, coalesce((sum(bit) OVER (PARTITION BY month ORDER BY bit
                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))::INT, 0) AS earlier
  FROM notices),
told AS (
  SELECT member_id, event_id, until, (bits & bit) <> 0 AS is_met,
         bit_count(earlier & CASE WHEN (bits & bit) <> 0 THEN bits ELSE ~bits END) AS before
  FROM met CROSS JOIN due)
SELECT account, event_id, "at", kind::VARCHAR::rule AS rule,
       500 * (CASE kind {_daily_points()} END) AS points
FROM running
UNION ALL
SELECT member_id, event_id, until,
       (CASE WHEN is_met THEN 'notice-read' ELSE 'notice-missed' END)::rule,
       CASE WHEN before >= 2 THEN 0 WHEN is_met THEN 3000 ELSE -3000 END
FROM told
UNION ALL
SELECT member_id, NULL, TIMESTAMP '2026-01-11 23:59:59' + to_days(7 * week),
       'week-without-log-in'::rule, -1000
FROM met CROSS JOIN (SELECT unnest(range(25))::INT AS week)
WHERE (weeks & (1 << week)) = 0
ORDER BY account, "at", event_id NULLS LAST
"""  # noqa: S608


def load(folder: Path, threads: int, *, text: bool = False) -> duckdb.DuckDBPyConnection:
    """The history in tables of DuckDB's own, in memory. Words as ENUM, its fastest form, or as text."""
    database = duckdb.connect()
    database.execute(f"SET threads = {threads}")
    events = pl.read_ipc(folder / "events.arrow")
    members = pl.read_ipc(folder / "members.arrow")

    def enum(name: str, words: pl.Series) -> None:
        database.register("words", words.cast(pl.String).alias("word").to_frame().to_arrow())
        database.execute(f"CREATE TYPE {name} AS ENUM (FROM words)")
        database.unregister("words")

    def table(name: str, frame: pl.DataFrame, types: dict[str, str]) -> None:
        database.register("given", frame.to_arrow())
        typed = ", ".join(f"{column}::{of} AS {column}" for column, of in types.items())
        database.execute(f"CREATE TABLE {name} AS SELECT * REPLACE ({typed}) FROM given")  # noqa: S608
        database.unregister("given")

    enum("member", members["member_id"])
    enum("kind", pl.Series(KINDS))
    enum("unit", pl.Series(UNITS))
    enum(
        "rule", pl.Series([*DAILY, *YEARLY, "notice-read", "notice-missed", "week-without-log-in"])
    )
    words = {"account": "member", "kind": "kind", "unit": "unit", "confirmed_by": "member"}
    if text:
        words = {**dict.fromkeys(words, "VARCHAR"), "event_id": "VARCHAR", "due": "VARCHAR"}
    table("events", events, words)
    table("members", members, {"member_id": "VARCHAR" if text else "member"})
    return database
