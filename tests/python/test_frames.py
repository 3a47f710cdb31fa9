"""Frames of every kind in, and out in the kind of `needs`."""

from __future__ import annotations

import datetime as dt
import pickle
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import turnout as to
from hypothesis import given
from hypothesis import strategies as st
from turnout import _core, _frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def as_pandas(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pandas").DataFrame(columns)


def as_polars(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("polars").DataFrame(columns)


def as_polars_lazy(columns: dict[str, list[Any]]) -> Any:
    return as_polars(columns).lazy()


def as_arrow(columns: dict[str, list[Any]]) -> Any:
    return pytest.importorskip("pyarrow").table(columns)


def as_duckdb(columns: dict[str, list[Any]]) -> Any:
    duckdb = pytest.importorskip("duckdb")
    frame = as_arrow(columns)
    return duckdb.from_arrow(frame)


def as_dict(columns: dict[str, list[Any]]) -> Any:
    return columns


KINDS = [as_pandas, as_polars, as_polars_lazy, as_arrow, as_duckdb, as_dict]


def column(frame: Any, name: str) -> list[Any]:
    """A column of a frame of any kind as a list."""
    values = frame[name]
    for method in ("to_list", "to_pylist", "tolist"):
        if hasattr(values, method):
            out: list[Any] = getattr(values, method)()
            return out
    raise AssertionError(type(values))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_same_plan(
    kind: Callable[[dict[str, list[Any]]], Any],
    members: dict[str, list[Any]],
    needs: dict[str, list[Any]],
) -> None:
    given_as_dict = to.Problem(members, needs)
    problem = to.Problem(kind(members), kind(needs))
    assert problem == given_as_dict
    plan = to.solve(problem)
    assert plan.receipt_json == to.solve(given_as_dict).receipt_json
    assert column(plan.assignments, "need_id") == ["N1", "N2"]
    assert column(plan.assignments, "member_id") == ["M1", "M2"]
    assert column(plan.unfilled, "short_by") == [1]


@pytest.mark.parametrize(
    ("kind", "module"),
    [
        (as_pandas, "pandas"),
        (as_polars, "polars"),
        (as_polars_lazy, "polars"),
        (as_arrow, "pyarrow"),
        (as_duckdb, "pyarrow"),
        (as_dict, "builtins"),
    ],
)
def test_frames_go_out_as_needs_came(
    kind: Callable[[dict[str, list[Any]]], Any],
    module: str,
    members: dict[str, list[Any]],
    needs: dict[str, list[Any]],
) -> None:
    plan = to.solve(to.Problem(members, kind(needs)))
    for frame in (plan.assignments, plan.unfilled, plan.loads, plan.coverage, plan.terms):
        assert type(frame).__module__.partition(".")[0] == module


def test_csv_gives_pandas(
    write_csv: Callable[[str, dict[str, list[Any]]], str],
    members: dict[str, list[Any]],
    needs: dict[str, list[Any]],
) -> None:
    pd = pytest.importorskip("pandas")
    problem = to.Problem(write_csv("members.csv", members), write_csv("needs.csv", needs))
    assert problem == to.Problem(members, needs)
    assert isinstance(to.solve(problem).assignments, pd.DataFrame)


@pytest.mark.parametrize("kind", KINDS)
def test_whole_number_ids_come_back_as_such(
    kind: Callable[[dict[str, list[Any]]], Any],
    members: dict[str, list[Any]],
    needs: dict[str, list[Any]],
) -> None:
    members["member_id"] = [11, 12, 13]
    needs["need_id"] = [7, 8]
    plan = to.solve(to.Problem(kind(members), kind(needs)))
    assert column(plan.assignments, "need_id") == [7, 8]
    assert column(plan.assignments, "member_id") == [11, 12]
    assert column(plan.loads, "member_id") == [11, 12, 13]


def test_unknown_columns_are_carried_through(
    members: dict[str, list[Any]], needs: dict[str, list[Any]]
) -> None:
    needs["colour"] = ["red", "blue"]
    assert column(to.solve(to.Problem(members, needs)).assignments, "colour") == ["red", "blue"]


def test_what_is_changed_later_changes_nothing(
    members: dict[str, list[Any]], needs: dict[str, list[Any]]
) -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(needs)
    problem = to.Problem(members, frame)
    frame.loc[:, "seats"] = 3
    frame["need_id"] = ["X", "Y"]
    assert problem == to.Problem(members, needs)


TIMES = {
    "text": ["2026-10-01 09:00", "2026-10-01 19:00"],
    "datetime": [dt.datetime(2026, 10, 1, 9), dt.datetime(2026, 10, 1, 19)],
    "datetime64": np.array(["2026-10-01T09", "2026-10-01T19"], dtype="datetime64[ms]"),
    "aware": [
        dt.datetime(2026, 10, 1, 9, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 1, 19, tzinfo=dt.UTC),
    ],
}


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("kind", KINDS)
def test_times_of_every_kind(
    kind: Callable[[dict[str, list[Any]]], Any],
    times: str,
    members: dict[str, list[Any]],
    needs: dict[str, list[Any]],
) -> None:
    expected = to.Problem(members, needs)
    needs["start"] = TIMES[times]  # type: ignore[assignment]
    assert to.Problem(kind(members), kind(needs)) == expected


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_pandas_times_with_a_zone(
    unit: str, members: dict[str, list[Any]], needs: dict[str, list[Any]]
) -> None:
    pd = pytest.importorskip("pandas")
    expected = to.Problem(members, needs, zone="Asia/Shanghai")
    frame = pd.DataFrame(needs)
    for name in ("start", "end"):
        local = pd.to_datetime(frame[name]).astype(f"datetime64[{unit}]")
        frame[name] = local.dt.tz_localize("Asia/Shanghai").dt.tz_convert("America/New_York")
    assert to.Problem(members, frame, zone="Asia/Shanghai") == expected


@pytest.mark.parametrize(
    "dtype", ["object", "string[python]", "string[pyarrow]", "category", "string[pyarrow_numpy]"]
)
def test_pandas_text_of_every_kind(
    dtype: str, members: dict[str, list[Any]], needs: dict[str, list[Any]]
) -> None:
    pd = pytest.importorskip("pandas")
    if "pyarrow" in dtype:
        pytest.importorskip("pyarrow")
    if dtype == "string[pyarrow_numpy]" and int(pd.__version__.partition(".")[0]) >= 3:
        pytest.skip("spelled otherwise from pandas 3 on")
    frame = pd.DataFrame(members)
    frame["skills"] = frame["skills"].astype(dtype)
    assert to.Problem(frame, needs) == to.Problem(members, needs)


@pytest.mark.parametrize("dtype", ["Int8", "Int64", "UInt16", "Float64", "float32", "object"])
def test_pandas_numbers_that_may_be_missing(
    dtype: str, members: dict[str, list[Any]], needs: dict[str, list[Any]]
) -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(needs)
    frame["priority"] = frame["priority"].astype(dtype)
    assert to.Problem(members, frame) == to.Problem(members, needs)


def test_bytes_under_a_null_are_not_seen() -> None:
    pa = pytest.importorskip("pyarrow")
    for kind, width in ((pa.string(), np.int32), (pa.large_string(), np.int64)):
        offsets = pa.py_buffer(np.array([0, 1, 3, 4], dtype=width).tobytes())
        bits = pa.py_buffer(bytes([0b101]))
        column = pa.Array.from_buffers(kind, 3, [bits, offsets, pa.py_buffer(b"axxb")])
        read = _frames.read(pa.table({"t": column, "u": pa.array(["c", "d", "e"])}), "t")
        assert read.values("t")[0].tolist() == ["a", None, "b"]
        assert read == _frames.read({"t": ["a", None, "b"], "u": ["c", "d", "e"]}, "t")


def test_text_goes_out_of_pandas_as_it_came() -> None:
    pd = pytest.importorskip("pandas")
    texts = ["甲", None, "", " ", "long enough to lie outside of a view", "é"]
    for dtype in ("str", "object", "string"):
        read = _frames.read(pd.DataFrame({"t": pd.Series(texts, dtype=dtype)}), "t")
        assert read == _frames.read({"t": texts}, "t")
        out = _frames.write(read, _frames.Kind.PANDAS)["t"]
        shown = ["甲", None, None, None, *texts[4:]]
        assert [None if pd.isna(x) else x for x in out] == shown
        if int(pd.__version__.partition(".")[0]) >= 3:
            assert out.dtype == "str"


def test_arrow_columns_of_every_kind() -> None:
    pa = pytest.importorskip("pyarrow")
    texts = ["a", None, "a text of more than twelve bytes"]
    views = [pa.string(), pa.large_string(), pa.string_view()]
    columns = {str(t): pa.array(texts, t) for t in views}
    columns["dictionary"] = pa.array(texts).dictionary_encode()
    whole = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32()]
    columns |= {str(t): pa.array([1, None, 100], t) for t in [*whole, pa.uint64()]}
    columns |= {str(t): pa.array([1.5, None, -2.0], t) for t in (pa.float32(), pa.float64())}
    columns["half"] = pa.array(np.array([1.5, np.nan, -2.0], dtype=np.float16))
    columns["bool"] = pa.array([True, None, False])
    columns["null"] = pa.nulls(3)
    day = dt.date(2026, 10, 1)
    columns |= {str(t): pa.array([day, None, day], t) for t in (pa.date32(), pa.date64())}
    table = pa.table(columns)
    chunked = pa.concat_tables([table.slice(0, 1), table.slice(1, 2)])
    for source in (table, chunked, pa.concat_tables([table, table]).slice(3)):
        read = _frames.read(source, "t")
        for view in views:
            assert read.values(str(view))[0].tolist() == texts
        assert read.values("dictionary")[0].tolist() == texts
        for t in [*whole, pa.uint64()]:
            assert read.type_of(str(t)) == "integer"
            assert read.values(str(t))[0].tolist() == [1, 0, 100]
        for name in ("half", "float", "double"):
            assert read.values(name)[0][[0, 2]].tolist() == [1.5, -2.0]
        assert read.values("bool")[0].tolist() == [True, False, False]
        assert read.values("null")[0].tolist() == [None, None, None]
        for name in ("date32[day]", "date64[ms]"):
            assert _frames.to_dict(read)[name][0].astype("datetime64[D]").item() == day
        assert pickle.loads(pickle.dumps(read)) == read  # noqa: S301


@pytest.mark.parametrize(
    ("values", "type_name"),
    [([[1, 2]], "list"), ([Decimal("1.5")], "decimal"), ([dt.timedelta(1)], "duration")],
)
def test_arrow_types_without_a_meaning(values: list[Any], type_name: str) -> None:
    pa = pytest.importorskip("pyarrow")
    del type_name
    with pytest.raises(to.InputError, match="odd") as caught:
        _frames.read(pa.table({"odd": pa.array(values)}), "needs")
    record = caught.value.records[0]
    assert (record["table"], record["column"], record["code"]) == ("needs", "odd", "bad_type")


@pytest.mark.parametrize(
    "values",
    [
        [object()],
        [[1, 2]],
        [1 + 2j],
        np.array([1j]),
        np.array([dt.timedelta(1)], dtype="timedelta64[s]"),
        np.zeros((1, 2)),
        "text",
        5,
    ],
)
def test_columns_without_a_meaning(values: Any) -> None:
    with pytest.raises(to.InputError) as caught:
        _frames.read({"odd": values}, "needs")
    assert caught.value.records[0]["column"] == "odd"


@pytest.mark.parametrize("source", [5, [1, 2], np.zeros(3)])
def test_what_is_no_table(source: Any, needs: dict[str, list[Any]]) -> None:
    with pytest.raises(to.InputError, match="not a table"):
        to.Problem(source, needs)


def test_an_arrow_column_is_no_table() -> None:
    pa = pytest.importorskip("pyarrow")
    with pytest.raises(to.InputError, match="one column"):
        _frames.read(pa.chunked_array([[1]]), "needs")


@given(
    st.lists(
        st.one_of(
            st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.binary()
        )
    )
)
def test_any_objects_are_read(values: list[Any]) -> None:
    table = _frames.read({"x": values}, "t")
    assert len(table) == len(values)
    for kind in (_frames.Kind.DICT, _frames.Kind.PANDAS):
        if kind is _frames.Kind.PANDAS:
            pytest.importorskip("pandas")
        assert len(_frames.read(_frames.write(table, kind), "t")) == len(values)


@given(st.lists(st.one_of(st.none(), st.text(min_size=1).filter(str.strip))))
def test_texts_come_back(values: list[Any]) -> None:
    clean = [v if v is None or v.strip(" \t\r\n") else None for v in values]
    table = _frames.read({"x": clean}, "t")
    if any(v is not None for v in clean):
        assert table.values("x")[0].tolist() == clean
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"x": clean}, schema={"x": polars.String})
    assert _frames.read(frame, "t").values("x")[0].tolist() == clean
    assert _frames.write(_frames.read(frame, "t"), _frames.Kind.POLARS).equals(frame)


@given(st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=30))
def test_texts_go_out_whole_to_every_kind(values: list[Any]) -> None:
    clean = [v if v is not None and v.strip(" \t\r\n") else None for v in values]
    words = sorted({v for v in values if v is not None})
    codes = np.array([-1 if v is None else words.index(v) for v in values], dtype=np.int32)
    coded = ("x", "codes", codes, None, _frames._from_numpy(np.array(words, dtype=object), "t", 0))
    for table in (
        _frames.read({"x": values, "n": range(len(values))}, "t"),
        _core.Table.from_columns([coded], "t"),
    ):
        for kind in _frames.Kind:
            out = column(_frames.write(table, kind), "x")
            assert [v if isinstance(v, str) else None for v in out] == clean


def test_arrow_out_without_pyarrow(tmp_path: Path) -> None:
    del tmp_path
    pl = pytest.importorskip("polars")
    table = _frames.read({"a": [1, None], "b": ["x", None]}, "t")
    frame = pl.DataFrame(_frames.ArrowFrame(table, "UTC"))
    assert frame.to_dict(as_series=False) == {"a": [1, None], "b": ["x", None]}


def test_empty_tables_are_tables() -> None:
    assert len(_frames.read({"a": []}, "t")) == 0
    assert not _core.Table().given
