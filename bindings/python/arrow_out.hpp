// A table as an Arrow stream, so that Polars, pyarrow and DuckDB read our frames without pandas.
#pragma once

#include <string>

#include <turnout/model/table.hpp>

#include "arrow_abi.hpp"

namespace turnout_python {

/// Fills `out` with a stream of one batch that owns a copy of the table's columns.
/// Texts go as large_utf8, times as timestamps in seconds: `zone` for instants of UTC, none for
/// local ones.
void table_to_arrow(const turnout::Table& table, const std::string& zone, ArrowArrayStream& out);

}  // namespace turnout_python
