"""Long tables of events: one meaning, whatever the columns are made of."""

from __future__ import annotations

import datetime
import random
from typing import Any

import pandas as pd
import pytest
import turnout as to

PIONEER = "docs/rulebooks/shanxi-pioneer.toml"
KINDS = ["log-in", "reading", "video", "daily-quiz", "meeting", "notice-read"]


def history(count: int = 400) -> dict[str, list[Any]]:
    """Rows as plain lists; None is "not given"."""
    dice = random.Random(11)
    rows: dict[str, list[Any]] = {
        name: []
        for name in (
            "event_id account kind at quantity unit score confirmed_by until due".split()  # noqa: SIM905
        )
    }

    def add(**cells: object) -> None:
        for name, column in rows.items():
            column.append(cells.get(name))

    for n in range(6):
        day = datetime.datetime(2026, 1 + n, 3, 9)
        add(event_id=n, kind="notice", at=day, until=day + datetime.timedelta(days=20))
    for event_id in range(6, count):
        kind = dice.choice(KINDS)
        at = datetime.datetime(2026, 1, 1) + datetime.timedelta(
            days=dice.randrange(181), minutes=dice.randrange(1440)
        )
        add(
            event_id=event_id,
            account=f"M{dice.randrange(7)}",
            kind=kind,
            at=at,
            quantity={"reading": 45, "video": 25}.get(kind),
            unit={"reading": "s", "video": "min"}.get(kind),
            score=dice.randrange(50, 101) if kind == "daily-quiz" else None,
            confirmed_by="C" if kind == "meeting" else None,
            due=dice.randrange(6) if kind == "notice-read" else None,
        )
    return rows


def as_pandas_text(columns: dict[str, list[Any]]) -> Any:
    """As files have it."""
    return pd.DataFrame(
        {
            name: ["" if value is None else str(value) for value in column]
            for name, column in columns.items()
        }
    )


def as_pandas(columns: dict[str, list[Any]]) -> Any:
    frame = pd.DataFrame(columns)
    for name in ["account", "kind", "unit", "confirmed_by"]:
        frame[name] = frame[name].astype("category")
    return frame


def as_polars(columns: dict[str, list[Any]]) -> Any:
    pl = pytest.importorskip("polars")
    words = dict.fromkeys(["account", "kind", "unit", "confirmed_by"], pl.Categorical)
    return pl.DataFrame(columns, schema_overrides=words)


def as_chunks(columns: dict[str, list[Any]]) -> Any:
    """In two pieces, each with a dictionary of its own."""
    pl = pytest.importorskip("polars")
    frame = as_polars(columns)
    return pl.concat([frame[:100], frame[100:]], rechunk=False)


def as_arrow(columns: dict[str, list[Any]]) -> Any:
    """Small codes, and a slice, which does not begin where its memory does."""
    pa = pytest.importorskip("pyarrow")
    table = pa.table({name: [column[-1], *column] for name, column in columns.items()})
    for name in ["account", "kind", "unit", "confirmed_by"]:
        words = table[name].combine_chunks().dictionary_encode()
        small = pa.DictionaryArray.from_arrays(words.indices.cast(pa.int8()), words.dictionary)
        table = table.set_column(table.column_names.index(name), name, small)
    return table.combine_chunks().slice(1)


Told = tuple[list[dict[str, Any]], list[dict[str, Any]], str]


def standing(events: Any, threads: int = 0) -> Told:
    members = {"member_id": [f"M{n}" for n in range(8)]}
    made = to.Rulebook.load(PIONEER).score(
        None, members, period="2026H1", events=events, zone="Asia/Shanghai", threads=threads
    )
    return rows_of(made.frame), rows_of(made.entries), made.explain("M3")


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """Of any frame, as Python has them."""
    if isinstance(frame, pd.DataFrame):
        frame = frame.astype(object).where(frame.notna(), None)
    if hasattr(frame, "to_pydict"):
        return list(frame.to_pylist())
    columns = {name: list(frame[name]) for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@pytest.mark.parametrize("form", [as_pandas, as_polars, as_chunks, as_arrow])
@pytest.mark.parametrize("threads", [1, 3])
def test_columns_of_every_kind_mean_the_same(form: Any, threads: int) -> None:
    columns = history()
    assert standing(form(columns), threads) == standing(as_pandas_text(columns))


def test_refuses_threads_below_zero() -> None:
    with pytest.raises(to.InputError, match="threads"):
        standing(as_pandas_text(history(20)), -1)
