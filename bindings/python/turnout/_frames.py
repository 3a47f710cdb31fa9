"""Frames in, frames out.

In: whatever speaks the Arrow PyCapsule protocol (Polars, pyarrow, DuckDB), pandas frames, dicts
of lists or arrays, and paths of CSV files. Columns are handed to C++ whole; text is read there.
Out: a frame of the kind that came in. pandas, Polars, pyarrow and DuckDB are all optional and
none is imported unless the caller has brought a frame of it.
"""

from __future__ import annotations

import enum
import importlib
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from turnout import _core
from turnout._errors import input_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # (kind, values, mask of what is not given, detail): see bindings/python/python_in.hpp
    Prepared = tuple[str, NDArray[Any], NDArray[np.uint8] | None, Any]

TICKS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


class Kind(enum.Enum):
    """What kind of frame came in, and so goes out."""

    PANDAS = "pandas"
    POLARS = "polars"
    ARROW = "arrow"
    DICT = "dict"
    CSV = "csv"


def kind_of(source: object) -> Kind:
    """The kind of frame that `source` is."""
    if isinstance(source, str | os.PathLike):
        return Kind.CSV
    top = type(source).__module__.partition(".")[0]
    if top == "pandas":
        return Kind.PANDAS
    if top == "polars":
        return Kind.POLARS
    if isinstance(source, Mapping):
        return Kind.DICT
    if type(source).__module__ == "turnout._ledger":
        return Kind.CSV
    return Kind.ARROW


def read(source: object, name: str) -> _core.Table:
    """Any frame or path as a table. None is a table that was not given."""
    if source is None:
        return _core.Table()
    if isinstance(source, _core.Table):
        return source
    kind = kind_of(source)
    if kind is Kind.CSV:
        return _core.read_csv(os.fspath(source))  # type: ignore[call-overload]
    if kind is Kind.PANDAS:
        return _from_pandas(source, name)
    if kind is Kind.DICT:
        return _from_dict(source, name)
    if top_level(source) == "polars" and hasattr(source, "collect"):
        source = source.collect()  # a lazy frame
    if top_level(source) == "polars" and hasattr(source, "rechunk"):
        source = source.rechunk()  # read where it lies, which takes one piece a column
    if hasattr(source, "__arrow_c_stream__"):
        # These never write to a buffer that they have handed out.
        return _core.Table.from_arrow(source, name, top_level(source) in {"polars", "pyarrow"})
    if top_level(source) in {"duckdb", "_duckdb"} and hasattr(source, "to_arrow_table"):
        return _core.Table.from_arrow(source.to_arrow_table(), name, True)
    raise input_error(
        name,
        "",
        type(source).__qualname__,
        "not_a_table",
        "this is not a table",
        "give a pandas, Polars, Arrow or DuckDB frame, a dict of columns or the path of a CSV file",
    )


def top_level(source: object) -> str:
    """Name of the package that the type of `source` comes from."""
    return type(source).__module__.partition(".")[0]


def _from_dict(source: Any, name: str) -> _core.Table:
    columns = []
    for column, values in source.items():
        if top_level(values) == "pandas" and hasattr(values, "dtype"):
            prepared = _from_series(values, name, column)
        elif top_level(values) == "polars":
            prepared = _from_numpy(values.to_numpy(), name, column)
        else:
            prepared = _from_numpy(_as_array(values, name, column), name, column)
        columns.append((str(column), *prepared))
    return _core.Table.from_columns(columns, name)


def _as_array(values: object, table: str, column: object) -> NDArray[Any]:
    if isinstance(values, np.ndarray):
        return values
    if hasattr(values, "__array__"):
        return np.asarray(values)
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        raise input_error(
            table,
            str(column),
            values,
            "not_a_column",
            "this is one value, not a column",
            "give a list or an array with one value a row",
        )
    # Never np.asarray(list): it would turn None and NaN beside texts into the text 'nan'.
    items = list(values)
    array = np.empty(len(items), dtype=object)
    for i, item in enumerate(items):
        array[i] = item
    return array


def _from_numpy(array: NDArray[Any], table: str, column: object) -> Prepared:
    mask: NDArray[np.uint8] | None = None
    if isinstance(array, np.ma.MaskedArray):
        mask = np.ascontiguousarray(np.ma.getmaskarray(array), dtype=np.uint8)
        array = array.data
    if array.ndim != 1:
        raise input_error(
            table,
            str(column),
            f"{array.ndim} dimensions",
            "not_a_column",
            "a column has one dimension",
            "give one value a row",
        )
    kind = array.dtype.kind
    if kind == "b":
        return "boolean", np.ascontiguousarray(array, dtype=np.uint8), mask, None
    if kind == "u" and array.dtype.itemsize == 8 and array.size and array.max() > 2**63 - 1:
        return "object", array.astype(object), mask, None
    if kind in "iu":
        return "integer", np.ascontiguousarray(array, dtype=np.int64), mask, None
    if kind == "f":
        return "real", np.ascontiguousarray(array, dtype=np.float64), mask, None
    if kind in "OUST":
        return "object", np.ascontiguousarray(array, dtype=object), mask, None
    if kind == "M":
        unit, count = np.datetime_data(array.dtype)
        if unit not in TICKS or count != 1:
            array, unit = array.astype("datetime64[s]"), "s"
        return "local", np.ascontiguousarray(array).view(np.int64), mask, TICKS[unit]
    raise input_error(
        table,
        str(column),
        str(array.dtype),
        "bad_type",
        "a column of this type cannot be read",
        "give text, whole numbers, numbers, yes/no, dates or times",
    )


def _from_pandas(source: Any, name: str) -> _core.Table:
    if not hasattr(source, "columns"):
        raise input_error(
            name,
            "",
            type(source).__qualname__,
            "not_a_table",
            "this is one column, not a table",
            "give a data frame",
        )
    columns = [
        (str(column), *_from_series(source.iloc[:, i], name, column))
        for i, column in enumerate(source.columns)
    ]
    return _core.Table.from_columns(columns, name)


def _from_series(series: Any, table: str, column: object) -> Prepared:
    import pandas as pd

    dtype = series.dtype
    if isinstance(dtype, np.dtype):
        return _from_numpy(series.to_numpy(), table, column)
    if isinstance(dtype, pd.CategoricalDtype):
        words = _from_series(dtype.categories.to_series(), table, column)
        codes = np.ascontiguousarray(series.cat.codes.to_numpy(), dtype=np.int32)
        return "codes", codes, None, words
    if isinstance(dtype, pd.DatetimeTZDtype):
        unit = dtype.unit
        ticks = series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return "utc", np.ascontiguousarray(ticks).view(np.int64), None, TICKS[unit]
    if isinstance(dtype, pd.StringDtype):
        if dtype.storage == "pyarrow":
            return _from_arrow_text(series)
        return "object", series.to_numpy(dtype=object), None, None
    if isinstance(dtype, pd.ArrowDtype):
        return _from_arrow_series(series, table, column)
    if pd.api.types.is_bool_dtype(dtype):
        values, mask = _masked(series, np.uint8)
        return "boolean", values, mask, None
    if pd.api.types.is_integer_dtype(dtype):
        if series.isna().all() or series.max() <= 2**63 - 1:
            values, mask = _masked(series, np.int64)
            return "integer", values, mask, None
        return "object", series.to_numpy(dtype=object), None, None
    if pd.api.types.is_float_dtype(dtype):
        return "real", series.to_numpy(dtype=np.float64, na_value=np.nan), None, None
    if isinstance(dtype, pd.SparseDtype):
        return _from_numpy(series.to_numpy(), table, column)
    raise input_error(
        table,
        str(column),
        str(dtype),
        "bad_type",
        "a column of this type cannot be read",
        "give text, whole numbers, numbers, yes/no, dates or times",
    )


def _masked(series: Any, dtype: Any) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    mask = np.ascontiguousarray(series.isna().to_numpy(), dtype=np.uint8)
    return series.to_numpy(dtype=dtype, na_value=0), mask


def _from_arrow_series(series: Any, table: str, column: object) -> Prepared:
    """A pandas column that Arrow holds: by way of pandas' own types of the same meaning."""
    import pandas as pd

    arrow = series.dtype.pyarrow_dtype
    text = str(arrow)
    if text.startswith("timestamp") and arrow.tz is not None:
        return _from_series(series.astype(f"datetime64[{arrow.unit}, UTC]"), table, column)
    if text.startswith("timestamp"):
        return _from_series(series.astype(f"datetime64[{arrow.unit}]"), table, column)
    if text in {"string", "large_string"}:
        return _from_arrow_text(series)
    if text in {"string_view", "null"} or text.startswith(("date", "dictionary")):
        return "object", series.to_numpy(dtype=object, na_value=None), None, None
    if pd.api.types.is_numeric_dtype(series.dtype) or pd.api.types.is_bool_dtype(series.dtype):
        return "object", series.to_numpy(dtype=object, na_value=None), None, None
    raise input_error(
        table,
        str(column),
        text,
        "bad_type",
        "a column of this type cannot be read",
        "give text, whole numbers, numbers, yes/no, dates or times",
    )


def _from_arrow_text(series: Any) -> Prepared:
    """A pandas column of text that Arrow holds: its buffers as they are."""
    arrow = series.array.__arrow_array__()
    if hasattr(arrow, "__arrow_c_stream__"):
        return "arrow", arrow, None, None
    return "object", series.to_numpy(dtype=object, na_value=None), None, None


class ArrowFrame:
    """A table that any Arrow library reads: what goes out where pyarrow itself is missing."""

    def __init__(
        self, table: _core.Table, zone: str, *, views: bool = False, threads: int = 1
    ) -> None:
        self._table = table
        self._zone = zone
        self._views = views
        self._threads = threads

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        del requested_schema  # best effort, as the protocol allows
        return self._table.to_arrow(self._zone, self._views, self._threads)

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return self._table.column_names

    def to_dict(self) -> dict[str, NDArray[Any]]:
        """The columns as NumPy arrays."""
        return to_dict(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __repr__(self) -> str:
        return f"<turnout table of {len(self)} rows: {', '.join(self.columns)}>"


def _installed(name: str) -> bool:
    if name in sys.modules:
        return sys.modules[name] is not None
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def write(table: _core.Table, kind: Kind, zone: str = "UTC", threads: int = 1) -> Any:
    """The table as a frame of that kind.

    For CSV input that is pandas, or a dict of NumPy arrays where pandas is not installed.
    `threads` lay out columns for Arrow; 0 takes all CPUs.
    """
    if kind is Kind.CSV:
        kind = Kind.PANDAS if _installed("pandas") else Kind.DICT
    if kind is Kind.PANDAS:
        return to_pandas(table, zone)
    if kind is Kind.DICT:
        return to_dict(table)
    if kind is Kind.POLARS:
        import polars as pl

        return pl.DataFrame(ArrowFrame(table, zone, views=True, threads=threads))
    frame = ArrowFrame(table, zone, threads=threads)
    if _installed("pyarrow"):
        import pyarrow as pa

        return pa.table(frame)
    return to_pandas(table, zone) if _installed("pandas") else frame


def to_dict(table: _core.Table) -> dict[str, NDArray[Any]]:
    """Columns as NumPy arrays.

    Text is an array of str with None for what is not given, times are datetime64[s], and whole
    numbers some of which are not given are floats with NaN.
    """
    out: dict[str, NDArray[Any]] = {}
    for name in table.column_names:
        values, mask = table.values(name)
        kind = table.type_of(name)
        if kind == "instant":
            values = _datetimes(values, table.ticks_per_second(name))
        elif kind == "boolean" and mask is not None:
            values = values.astype(object)
            values[mask] = None
        elif kind == "integer" and mask is not None:
            values = values.astype(np.float64)
            values[mask] = np.nan
        out[name] = values
    return out


def _datetimes(ticks: NDArray[np.int64], ticks_per_second: int) -> NDArray[Any]:
    unit = next(u for u, t in TICKS.items() if t == ticks_per_second)
    return ticks.view(f"datetime64[{unit}]")


def to_pandas(table: _core.Table, zone: str = "UTC") -> Any:
    """A pandas frame. Whole numbers some of which are not given are Int64."""
    import pandas as pd

    columns: dict[str, Any] = {}
    texts = _arrow_texts(table)
    for name in table.column_names:
        if name in texts:
            columns[name] = texts[name]
            continue
        values, mask = table.values(name)
        kind = table.type_of(name)
        if kind == "instant":
            series = pd.Series(_datetimes(values, table.ticks_per_second(name)))
            if not table.is_local(name):
                series = series.dt.tz_localize("UTC").dt.tz_convert(zone)
            columns[name] = series
        elif kind == "integer" and mask is not None:
            columns[name] = pd.arrays.IntegerArray(values, mask)
        elif kind == "boolean" and mask is not None:
            columns[name] = pd.arrays.BooleanArray(values, mask)
        elif kind == "text" and mask is not None and mask.all():
            columns[name] = pd.Series(values, dtype="str" if _new_strings() else object)
        else:
            columns[name] = values
    return pd.DataFrame(columns)


class _Texts:
    """The columns of text of a table, for whoever reads Arrow."""

    def __init__(self, table: _core.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        del requested_schema
        return self._table.texts_to_arrow()


def _arrow_texts(table: _core.Table) -> dict[str, Any]:
    """Columns of text as pandas keeps them, no object a row; empty where it keeps objects."""
    import pandas as pd

    if not _new_strings() or not _installed("pyarrow"):
        return {}
    import pyarrow as pa

    if all(table.type_of(name) != "text" for name in table.column_names):
        return {}
    arrow = pa.table(_Texts(table))
    return {name: pd.Series(arrow[name], dtype="str") for name in arrow.column_names}


def _new_strings() -> bool:
    """pandas 3 and newer have a text type of their own."""
    import pandas as pd

    return int(pd.__version__.partition(".")[0]) >= 3
