#include "arrow_in.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "column_builder.hpp"

namespace turnout_python {
namespace {

// Frees an Arrow struct as its producer asks, whatever happens in between.
template <class T>
struct Released {
  T value{};
  Released() = default;
  Released(const Released&) = delete;
  Released& operator=(const Released&) = delete;
  ~Released() {
    if (value.release != nullptr) value.release(&value);
  }
};

enum class Kind {
  null,
  boolean,
  integer,
  half,
  single,
  real,
  text32,
  text64,
  view,
  date32,
  date64,
  instant,
  dictionary
};

// How to read one column, as its schema says.
struct Layout {
  Kind kind;
  int bits = 64;  // of whole numbers
  bool is_signed = true;
  std::int64_t ticks_per_second = 1;
  bool local = true;
};

std::optional<Layout> layout_of(std::string_view format) {
  if (format.size() == 1) {
    switch (format[0]) {
      case 'n': return Layout{.kind = Kind::null};
      case 'b': return Layout{.kind = Kind::boolean};
      case 'c': return Layout{.kind = Kind::integer, .bits = 8};
      case 'C': return Layout{.kind = Kind::integer, .bits = 8, .is_signed = false};
      case 's': return Layout{.kind = Kind::integer, .bits = 16};
      case 'S': return Layout{.kind = Kind::integer, .bits = 16, .is_signed = false};
      case 'i': return Layout{.kind = Kind::integer, .bits = 32};
      case 'I': return Layout{.kind = Kind::integer, .bits = 32, .is_signed = false};
      case 'l': return Layout{.kind = Kind::integer, .bits = 64};
      case 'L': return Layout{.kind = Kind::integer, .bits = 64, .is_signed = false};
      case 'e': return Layout{.kind = Kind::half};
      case 'f': return Layout{.kind = Kind::single};
      case 'g': return Layout{.kind = Kind::real};
      case 'u': return Layout{.kind = Kind::text32};
      case 'U': return Layout{.kind = Kind::text64};
      default: return std::nullopt;
    }
  }
  if (format == "vu") return Layout{.kind = Kind::view};
  if (format == "tdD") return Layout{.kind = Kind::date32};
  if (format == "tdm") return Layout{.kind = Kind::date64, .ticks_per_second = 1000};
  if (format.size() >= 4 && format.starts_with("ts") && format[3] == ':') {
    Layout layout{.kind = Kind::instant, .local = format.size() == 4};
    switch (format[2]) {
      case 's': layout.ticks_per_second = 1; return layout;
      case 'm': layout.ticks_per_second = 1'000; return layout;
      case 'u': layout.ticks_per_second = 1'000'000; return layout;
      case 'n': layout.ticks_per_second = 1'000'000'000; return layout;
      default: return std::nullopt;
    }
  }
  return std::nullopt;
}

turnout::ColumnType column_type(const Layout& layout) {
  switch (layout.kind) {
    case Kind::boolean: return turnout::ColumnType::boolean;
    case Kind::integer: return turnout::ColumnType::integer;
    case Kind::half:
    case Kind::single:
    case Kind::real: return turnout::ColumnType::real;
    case Kind::date32:
    case Kind::date64:
    case Kind::instant: return turnout::ColumnType::instant;
    default: return turnout::ColumnType::text;
  }
}

bool bit(const void* bits, std::int64_t i) {
  return ((static_cast<const std::uint8_t*>(bits)[i >> 3] >> (i & 7)) & 1) != 0;
}

template <class T>
T at(const void* buffer, std::int64_t i) {
  T value;
  std::memcpy(&value, static_cast<const char*>(buffer) + static_cast<std::size_t>(i) * sizeof(T),
              sizeof(T));
  return value;
}

// IEEE 754 binary16.
double half_to_double(std::uint16_t h) {
  const int exponent = (h >> 10) & 31;
  const double fraction = h & 1023;
  double value;
  if (exponent == 31) {
    value = fraction == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  } else if (exponent == 0) {
    value = std::ldexp(fraction, -24);
  } else {
    value = std::ldexp(1024 + fraction, exponent - 25);
  }
  return (h & 0x8000) != 0 ? -value : value;
}

std::int64_t integer_at(const Layout& layout, const void* buffer, std::int64_t i,
                        const ColumnName& where) {
  switch (layout.bits) {
    case 8: return layout.is_signed ? at<std::int8_t>(buffer, i) : at<std::uint8_t>(buffer, i);
    case 16: return layout.is_signed ? at<std::int16_t>(buffer, i) : at<std::uint16_t>(buffer, i);
    case 32:
      return layout.is_signed ? at<std::int32_t>(buffer, i)
                              : static_cast<std::int64_t>(at<std::uint32_t>(buffer, i));
    default: break;
  }
  if (layout.is_signed) return at<std::int64_t>(buffer, i);
  const auto value = at<std::uint64_t>(buffer, i);
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    bad_column(where, "number_too_large", std::to_string(value),
               "a whole number above 9,223,372,036,854,775,807", "give it as text");
  return static_cast<std::int64_t>(value);
}

// The text views of Arrow: 16 bytes each, short texts inside, long ones in further buffers.
std::string_view view_at(const ArrowArray& array, std::int64_t i) {
  const char* entry = static_cast<const char*>(array.buffers[1]) + static_cast<std::size_t>(i) * 16;
  const auto length = static_cast<std::size_t>(at<std::int32_t>(entry, 0));
  if (length <= 12) return {entry + 4, length};
  const auto buffer = at<std::int32_t>(entry, 2);
  const auto offset = static_cast<std::size_t>(at<std::int32_t>(entry, 3));
  return {static_cast<const char*>(array.buffers[2 + buffer]) + offset, length};
}

template <class Offset>
std::string_view text_at(const ArrowArray& array, std::int64_t i) {
  const auto from = static_cast<std::size_t>(at<Offset>(array.buffers[1], i));
  const auto to = static_cast<std::size_t>(at<Offset>(array.buffers[1], i + 1));
  if (from == to) return {};  // the data buffer may be absent then
  return {static_cast<const char*>(array.buffers[2]) + from, to - from};
}

// Texts as they lie there, in one piece; false where a null hides bytes that must not be seen.
template <class Offset>
bool append_texts(const ArrowArray& array, std::int64_t first, std::int64_t count,
                  ColumnBuilder& out) {
  const auto* offsets = static_cast<const Offset*>(array.buffers[1]);
  if (offsets == nullptr) return count == 0;  // an empty array may have no buffers
  offsets += first + array.offset;
  if (const void* valid = array.buffers[0]; valid != nullptr)
    for (std::int64_t i = 0; i < count; ++i)
      if (offsets[i] != offsets[i + 1] && !bit(valid, first + array.offset + i)) return false;
  out.add_texts(offsets, static_cast<std::size_t>(count),
                static_cast<const char*>(array.buffers[2]));
  return true;
}

struct ArrowColumn {
  std::string name;
  Layout layout;
  std::optional<Layout> values;  // of a dictionary
  ColumnBuilder builder;
};

void append(const ArrowArray& array, const Layout& layout, std::int64_t first, std::int64_t count,
            ColumnBuilder& out, const ColumnName& where) {
  if (layout.kind == Kind::text32 && append_texts<std::int32_t>(array, first, count, out)) return;
  if (layout.kind == Kind::text64 && append_texts<std::int64_t>(array, first, count, out)) return;
  const void* valid = array.n_buffers > 0 ? array.buffers[0] : nullptr;
  for (std::int64_t k = first; k < first + count; ++k) {
    const std::int64_t i = k + array.offset;
    if (layout.kind == Kind::null || (valid != nullptr && !bit(valid, i))) {
      out.add_null();
      continue;
    }
    const void* data = array.buffers[1];
    switch (layout.kind) {
      case Kind::boolean: out.add_integer(bit(data, i) ? 1 : 0); break;
      case Kind::integer: out.add_integer(integer_at(layout, data, i, where)); break;
      case Kind::half: out.add_real(half_to_double(at<std::uint16_t>(data, i))); break;
      case Kind::single: out.add_real(static_cast<double>(at<float>(data, i))); break;
      case Kind::real: out.add_real(at<double>(data, i)); break;
      case Kind::text32: out.add_text(text_at<std::int32_t>(array, i)); break;
      case Kind::text64: out.add_text(text_at<std::int64_t>(array, i)); break;
      case Kind::view: out.add_text(view_at(array, i)); break;
      case Kind::date32: out.add_integer(std::int64_t{at<std::int32_t>(data, i)} * 86'400); break;
      case Kind::date64:
      case Kind::instant: out.add_integer(at<std::int64_t>(data, i)); break;
      case Kind::null:
      case Kind::dictionary: break;
    }
  }
}

// The batch, kept until nothing reads its memory any more.
using Batch = std::shared_ptr<const Released<ArrowArray>>;

// Values in the width that columns have, beside the batch whose marks of what is given they share.
template <class Wide, class Narrow, class Widen>
std::span<const Wide> widened(const void* values, std::size_t from, std::size_t size,
                              const Batch& batch, turnout::Column::Owner& owner, Widen widen) {
  const auto wide = std::make_shared_for_overwrite<Wide[]>(size);
  const Narrow* const first = static_cast<const Narrow*>(values) + from;
  std::transform(first, first + size, wide.get(), widen);
  owner = std::make_shared<const std::pair<Batch, std::shared_ptr<const Wide[]>>>(batch, wide);
  return {wide.get(), size};
}

// Codes of any width. One below zero becomes one that names nothing.
std::span<const std::uint32_t> wide_codes(const Layout& layout, const void* codes, std::size_t from,
                                          std::size_t size, const Batch& batch,
                                          turnout::Column::Owner& owner) {
  const auto as = [&]<class Code>(Code) {
    return widened<std::uint32_t, Code>(codes, from, size, batch, owner, [](Code code) {
      if constexpr (sizeof(Code) < 8) return static_cast<std::uint32_t>(code);
      return static_cast<std::uint32_t>(
          std::min<std::uint64_t>(static_cast<std::uint64_t>(code), ~std::uint32_t{0}));
    });
  };
  switch (layout.bits) {
    case 8: return layout.is_signed ? as(std::int8_t{}) : as(std::uint8_t{});
    case 16: return layout.is_signed ? as(std::int16_t{}) : as(std::uint16_t{});
    case 32: break;
    default: return layout.is_signed ? as(std::int64_t{}) : as(std::uint64_t{});
  }
  owner = batch;
  return {static_cast<const std::uint32_t*>(codes) + from, size};
}

// Whole numbers of any width but unsigned ones of 64 bits, which may not fit: no owner then.
std::span<const std::int64_t> wide_integers(const Layout& layout, const void* values,
                                            std::size_t from, std::size_t size, const Batch& batch,
                                            turnout::Column::Owner& owner) {
  const auto as = [&]<class Value>(Value) {
    return widened<std::int64_t, Value>(values, from, size, batch, owner,
                                        [](Value value) { return std::int64_t{value}; });
  };
  switch (layout.bits) {
    case 8: return layout.is_signed ? as(std::int8_t{}) : as(std::uint8_t{});
    case 16: return layout.is_signed ? as(std::int16_t{}) : as(std::uint16_t{});
    case 32: return layout.is_signed ? as(std::int32_t{}) : as(std::uint32_t{});
    default: break;
  }
  if (!layout.is_signed) return {};
  owner = batch;
  return {static_cast<const std::int64_t*>(values) + from, size};
}

// A column as it lies in the one batch of its stream; nothing where its layout is another one.
std::optional<turnout::Column> shared_column(const Batch& batch, std::size_t c,
                                             const ArrowColumn& column) {
  const ArrowArray& array = *batch->value.children[c];
  const std::int64_t first = batch->value.offset, count = batch->value.length;
  if (count == 0 || array.n_buffers < 2 || array.buffers[1] == nullptr) return std::nullopt;
  const auto from = static_cast<std::size_t>(first + array.offset);
  const auto size = static_cast<std::size_t>(count);
  const turnout::GivenBits given{
      .bits = array.null_count == 0 ? nullptr : static_cast<const std::uint8_t*>(array.buffers[0]),
      .offset = from};
  const Layout& layout = column.layout;
  if (column.values) {
    if (layout.kind != Kind::integer || column.builder.type() != turnout::ColumnType::text)
      return {};
    ColumnBuilder words(turnout::ColumnType::text);
    append(*array.dictionary, *column.values, 0, array.dictionary->length, words, {});
    turnout::Column::Owner owner;
    const auto codes = wide_codes(layout, array.buffers[1], from, size, batch, owner);
    try {
      return turnout::Column::shared_codes(codes, words.finish().values(), given, std::move(owner));
    } catch (const turnout::RangeError&) {
      return std::nullopt;  // what is wrong is said where codes are read one by one
    }
  }
  turnout::Column::Owner owner;
  switch (layout.kind) {
    case Kind::integer:
      if (const auto integers = wide_integers(layout, array.buffers[1], from, size, batch, owner);
          owner != nullptr)
        return turnout::Column::shared_integers(integers, given, std::move(owner));
      return std::nullopt;
    case Kind::real:
      return turnout::Column::shared_reals(
          {static_cast<const double*>(array.buffers[1]) + from, size}, given, batch);
    case Kind::instant:
      return turnout::Column::shared_instants(
          {static_cast<const std::int64_t*>(array.buffers[1]) + from, size},
          layout.ticks_per_second, layout.local, given, batch);
    case Kind::date32: {
      const auto ticks = widened<std::int64_t, std::int32_t>(
          array.buffers[1], from, size, batch, owner,
          [](std::int32_t days) { return std::int64_t{days} * 86'400; });
      return turnout::Column::shared_instants(ticks, 1, true, given, std::move(owner));
    }
    default: return std::nullopt;
  }
}

void append_dictionary(const ArrowArray& array, const ArrowColumn& column, std::int64_t first,
                       std::int64_t count, ColumnBuilder& out, const ColumnName& where) {
  const ArrowArray& dictionary = *array.dictionary;
  ColumnBuilder words(out.type(), column.values->ticks_per_second, column.values->local);
  append(dictionary, *column.values, 0, dictionary.length, words, where);
  const turnout::Column values = words.finish();
  const void* valid = array.buffers[0];
  for (std::int64_t k = first; k < first + count; ++k) {
    const std::int64_t i = k + array.offset;
    if (valid != nullptr && !bit(valid, i)) {
      out.add_null();
      continue;
    }
    const std::int64_t code = integer_at(column.layout, array.buffers[1], i, where);
    if (code < 0 || code >= dictionary.length)
      bad_column(where, "bad_dictionary", std::to_string(code),
                 "a code of this dictionary-encoded column names no value", "give it as text");
    out.add_from(values, static_cast<std::size_t>(code));
  }
}

[[noreturn]] void stream_failed(ArrowArrayStream& stream, const std::string& name) {
  const char* text = stream.get_last_error != nullptr ? stream.get_last_error(&stream) : nullptr;
  throw turnout::Error(name + ": the Arrow stream failed" +
                       (text != nullptr ? ": " + std::string(text) : std::string()));
}

ArrowColumn column_of(const ArrowSchema& schema, std::string name, const std::string& table) {
  const ColumnName where{table, name};
  const auto layout = layout_of(schema.format);
  if (!layout) bad_type(where, std::string("Arrow ") + schema.format);
  std::optional<Layout> values;
  if (schema.dictionary != nullptr) {
    values = layout_of(schema.dictionary->format);
    if (!values || schema.dictionary->dictionary != nullptr)
      bad_type(where, std::string("Arrow dictionary of ") + schema.dictionary->format);
  }
  const Layout& shown = values ? *values : *layout;
  ColumnBuilder builder(column_type(shown), shown.kind == Kind::date32 ? 1 : shown.ticks_per_second,
                        shown.local);
  return {std::move(name), *layout, values, std::move(builder)};
}

std::vector<ArrowColumn> columns_of(const ArrowSchema& schema, const std::string& name) {
  if (std::string_view(schema.format) != "+s")
    throw turnout::InputError(
        turnout::Issue{.table = name,
                       .row = {},
                       .column = {},
                       .value = schema.format,
                       .code = "not_a_table",
                       .message = "this Arrow stream is one column, not a table of named columns",
                       .remedy = "give a data frame"});
  std::vector<ArrowColumn> columns;
  for (std::int64_t c = 0; c < schema.n_children; ++c) {
    const ArrowSchema& child = *schema.children[c];
    columns.push_back(column_of(child, child.name != nullptr ? child.name : "", name));
  }
  return columns;
}

void append_batch(const ArrowArray& array, ArrowColumn& column, std::int64_t first,
                  std::int64_t count, const std::string& table) {
  const ColumnName where{table, column.name};
  if (column.values)
    append_dictionary(array, column, first, count, column.builder, where);
  else
    append(array, column.layout, first, count, column.builder, where);
}

// Calls use(schema) once, then use(batch) for each batch until the stream ends.
template <class UseSchema, class UseBatch>
void read_stream(ArrowArrayStream& stream, const std::string& name, UseSchema use_schema,
                 UseBatch use_batch) {
  Released<ArrowSchema> schema;
  if (stream.get_schema(&stream, &schema.value) != 0) stream_failed(stream, name);
  use_schema(schema.value);
  while (true) {
    const auto batch = std::make_shared<Released<ArrowArray>>();
    if (stream.get_next(&stream, &batch->value) != 0) stream_failed(stream, name);
    if (batch->value.release == nullptr) return;
    use_batch(batch);
  }
}

}  // namespace

turnout::Table table_from_arrow(ArrowArrayStream& stream, const std::string& name, bool immutable) {
  std::vector<ArrowColumn> columns;
  Batch only;  // as long as no second one came
  const auto append_all = [&](const Batch& batch) {
    // A struct array may itself be a slice; its children are not sliced with it.
    for (std::size_t c = 0; c < columns.size(); ++c)
      append_batch(*batch->value.children[c], columns[c], batch->value.offset, batch->value.length,
                   name);
  };
  bool first = true;
  read_stream(
      stream, name, [&](const ArrowSchema& schema) { columns = columns_of(schema, name); },
      [&](Batch batch) {
        if (batch->value.length == 0) return;
        if (std::exchange(first, false) && immutable) {
          only = std::move(batch);
          return;
        }
        if (only) append_all(std::exchange(only, nullptr));
        append_all(batch);
      });
  std::vector<turnout::NamedColumn> named;
  named.reserve(columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    ArrowColumn& column = columns[c];
    std::optional<turnout::Column> values;
    if (only) values = shared_column(only, c, column);
    if (only && !values)
      append_batch(*only->value.children[c], column, only->value.offset, only->value.length, name);
    if (!values) values = column.builder.finish();
    named.push_back({column.name, *std::move(values)});
  }
  return {name, std::move(named)};
}

turnout::Column column_from_arrow(ArrowArrayStream& stream, const std::string& table,
                                  const std::string& name) {
  std::optional<ArrowColumn> column;
  read_stream(
      stream, table, [&](const ArrowSchema& schema) { column = column_of(schema, name, table); },
      [&](const Batch& batch) {
        append_batch(batch->value, *column, 0, batch->value.length, table);
      });
  return column->builder.finish();
}

}  // namespace turnout_python
