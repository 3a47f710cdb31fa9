// A column as the buffers that Arrow lays down for it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <turnout/model/table.hpp>

namespace turnout_python {

/// A text as Arrow's views have it: up to twelve bytes of it, or where it lies.
struct TextView {
  std::int32_t length;
  std::int32_t head;    ///< Its first four bytes.
  std::int32_t buffer;  ///< Or the four after that.
  std::int32_t offset;  ///< Or the last four.
};

/// What a column's Arrow structs point to. May be moved: all of it lies where it lay.
struct Buffers {
  turnout::Column column;  ///< What needs no change is read where it is.
  std::vector<const void*> pointers;
  std::int64_t nulls = 0;
  std::vector<std::uint8_t> valid = {}, bits = {};
  std::vector<std::int64_t> integers = {};
  std::shared_ptr<TextView[]> views = {};
  std::vector<char> bytes = {};
};

/// Whether the column of text goes as views: where the reader knows them, and they can name all.
bool goes_as_views(const turnout::Column& column, bool views);

/// Of all its rows; texts as views or as large_utf8, times in seconds. Linear.
Buffers buffers_of(const turnout::Column& column, bool views);

}  // namespace turnout_python
