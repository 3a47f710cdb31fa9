// A table from NumPy arrays: what pandas frames and dicts of lists are made of.
#pragma once

#include <string>

#include <pybind11/pybind11.h>

#include <turnout/model/table.hpp>

namespace turnout_python {

/// `columns`: a list of (name, kind, array, mask or None, detail), prepared by turnout._frames:
///   "integer" int64, "real" float64, "boolean" uint8, "object" any objects;
///   "local" and "utc" int64 ticks, detail = ticks a second;
///   "codes" int32 codes (-1: not given), detail = (kind, array, mask, detail) of the categories.
///   "arrow" one column of anything that exports an Arrow stream.
/// Arrays are one-dimensional and contiguous. Text is read here, not row by row in Python.
[[nodiscard]] turnout::Table table_from_columns(const std::string& name,
                                                const pybind11::list& columns);

}  // namespace turnout_python
