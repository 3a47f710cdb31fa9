// A table as an Arrow stream, so that Polars, pyarrow and DuckDB read our frames without pandas.
#pragma once

#include <string>

#include <turnout/model/table.hpp>

#include "arrow_abi.hpp"

namespace turnout_python {

struct ArrowOptions {
  std::string zone;    ///< In which instants of UTC are to be shown.
  bool views = false;  ///< Texts as string views, for readers that keep them as they are (Polars).
  int threads = 1;     ///< Columns are laid out side by side; 0: on all CPUs.
};

/// Fills `out` with a stream of one batch that shares the table's columns.
/// Texts go as large_utf8 or as views, times as timestamps in seconds: with the zone for instants
/// of UTC, without for local ones.
void table_to_arrow(const turnout::Table& table, const ArrowOptions& options,
                    ArrowArrayStream& out);

}  // namespace turnout_python
