// A table from an Arrow stream: Polars, pyarrow, DuckDB and whoever else speaks the protocol.
#pragma once

#include <string>

#include <turnout/model/table.hpp>

#include "arrow_abi.hpp"

namespace turnout_python {

/// Reads the stream to its end and copies what it says. `immutable`: nobody writes to its memory any
/// more, so numbers, times and codes that came in one piece are read where they lie. Releases what it
/// takes out of the stream, not the stream itself. Throws InputError naming column and type where a type is not one of
/// text (plain, large, view, dictionary), whole numbers, floats, truth values, dates, timestamps
/// and nulls; turnout::Error where the stream itself fails.
[[nodiscard]] turnout::Table table_from_arrow(ArrowArrayStream& stream, const std::string& name,
                                              bool immutable);

/// The same of a stream that is one column.
[[nodiscard]] turnout::Column column_from_arrow(ArrowArrayStream& stream, const std::string& table,
                                                const std::string& name);

}  // namespace turnout_python
