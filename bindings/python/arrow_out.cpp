#include "arrow_out.hpp"

#include <cerrno>
#include <new>
#include <utility>
#include <vector>

namespace turnout_python {
namespace {

using turnout::Column;
using turnout::ColumnType;

// What a column's Arrow structs point to.
struct Buffers {
  std::vector<std::uint8_t> valid, bits;
  std::vector<std::int64_t> integers;
  std::vector<double> reals;
  std::string bytes;
  std::vector<const void*> pointers;
  std::int64_t nulls = 0;
};

void set_bit(std::vector<std::uint8_t>& bits, std::size_t i) {
  bits[i >> 3] = static_cast<std::uint8_t>(bits[i >> 3] | (1U << (i & 7)));
}

Buffers buffers_of(const Column& column) {
  const std::size_t n = column.size();
  Buffers out;
  out.valid.assign((n + 7) / 8 + 1, 0);
  std::size_t shown_bytes = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (column.is_null(i)) {
      ++out.nulls;
      continue;
    }
    set_bit(out.valid, i);
    if (column.type() == ColumnType::text) shown_bytes += column.text_at(i).size();
  }
  out.pointers = {out.nulls == 0 ? nullptr : out.valid.data()};
  switch (column.type()) {
    case ColumnType::text:
      if (!column.is_coded() &&
          shown_bytes == column.texts().byte_count()) {  // nothing to leave out: as it lies there
        out.bytes = column.texts().bytes();
        const auto offsets = column.texts().offsets();
        out.integers.assign(offsets.begin(), offsets.end());
      } else {
        out.integers.assign(1, 0);
        out.integers.reserve(n + 1);
        for (std::size_t i = 0; i < n; ++i) {
          if (!column.is_null(i)) out.bytes.append(column.text_at(i));
          out.integers.push_back(static_cast<std::int64_t>(out.bytes.size()));
        }
      }
      out.pointers.push_back(out.integers.data());
      out.pointers.push_back(nullptr);  // the bytes, set once the buffers stay where they are
      break;
    case ColumnType::real:
      out.reals.reserve(n + 1);
      for (std::size_t i = 0; i < n; ++i) out.reals.push_back(column.real_at(i));
      out.reals.push_back(0);  // never an empty buffer
      out.pointers.push_back(out.reals.data());
      break;
    case ColumnType::boolean:
      out.bits.assign((n + 7) / 8 + 1, 0);
      for (std::size_t i = 0; i < n; ++i)
        if (column.boolean_at(i)) set_bit(out.bits, i);
      out.pointers.push_back(out.bits.data());
      break;
    case ColumnType::integer:
      for (std::size_t i = 0; i < n; ++i) out.integers.push_back(column.integer_at(i));
      out.integers.push_back(0);
      out.pointers.push_back(out.integers.data());
      break;
    case ColumnType::instant: {
      const std::int64_t per_second = column.ticks_per_second();
      for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t ticks = column.ticks_at(i);
        const std::int64_t rest = ((ticks % per_second) + per_second) % per_second;
        out.integers.push_back((ticks - rest) / per_second);
      }
      out.integers.push_back(0);
      out.pointers.push_back(out.integers.data());
      break;
    }
  }
  return out;
}

std::string format_of(const Column& column, const std::string& zone) {
  switch (column.type()) {
    case ColumnType::text: return "U";
    case ColumnType::integer: return "l";
    case ColumnType::real: return "g";
    case ColumnType::boolean: return "b";
    case ColumnType::instant: break;
  }
  return column.is_local() ? "tss:" : "tss:" + zone;
}

// Children may be moved out and released on their own, so each owns what it points to.
struct SchemaData {
  std::string format, name;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

void release_schema(ArrowSchema* schema) {
  auto* data = static_cast<SchemaData*>(schema->private_data);
  for (ArrowSchema& child : data->children)
    if (child.release != nullptr) child.release(&child);
  schema->release = nullptr;
  delete data;
}

void fill_schema(ArrowSchema& out, std::string format, std::string name, std::size_t children) {
  auto* data = new SchemaData{
      std::move(format), std::move(name), std::vector<ArrowSchema>(children, ArrowSchema{}), {}};
  for (ArrowSchema& child : data->children) data->pointers.push_back(&child);
  out = {data->format.c_str(),
         data->name.c_str(),
         nullptr,
         arrow_nullable,
         static_cast<std::int64_t>(children),
         children == 0 ? nullptr : data->pointers.data(),
         nullptr,
         release_schema,
         data};
}

struct ArrayData {
  Buffers buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
};

void release_array(ArrowArray* array) {
  auto* data = static_cast<ArrayData*>(array->private_data);
  for (ArrowArray& child : data->children)
    if (child.release != nullptr) child.release(&child);
  array->release = nullptr;
  delete data;
}

void fill_array(ArrowArray& out, std::size_t length, Buffers buffers, std::size_t children) {
  auto* data =
      new ArrayData{std::move(buffers), std::vector<ArrowArray>(children, ArrowArray{}), {}};
  for (ArrowArray& child : data->children) data->pointers.push_back(&child);
  Buffers& own = data->buffers;
  if (own.pointers.size() == 3) own.pointers[2] = own.bytes.data();  // may have moved when short
  out = {static_cast<std::int64_t>(length),
         own.nulls,
         0,
         static_cast<std::int64_t>(own.pointers.size()),
         static_cast<std::int64_t>(children),
         own.pointers.data(),
         children == 0 ? nullptr : data->pointers.data(),
         nullptr,
         release_array,
         data};
}

struct StreamData {
  turnout::Table table;
  std::string zone;
  bool sent = false;
};

// The callbacks are C: nothing may be thrown through them.
template <class Struct, class Fill>
int guarded(Struct& out, Fill fill) {
  try {
    fill();
    return 0;
  } catch (const std::bad_alloc&) {
    if (out.release != nullptr) out.release(&out);
    out = Struct{};
    return ENOMEM;
  }
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  const auto& data = *static_cast<StreamData*>(stream->private_data);
  const auto columns = data.table.columns();
  *out = ArrowSchema{};
  return guarded(*out, [&] {
    fill_schema(*out, "+s", "", columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c)
      fill_schema(*out->children[c], format_of(columns[c].values, data.zone), columns[c].name, 0);
  });
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto& data = *static_cast<StreamData*>(stream->private_data);
  *out = ArrowArray{};
  if (data.sent) return 0;
  data.sent = true;
  const auto columns = data.table.columns();
  return guarded(*out, [&] {
    Buffers none;
    none.pointers = {nullptr};
    fill_array(*out, data.table.rows(), std::move(none), columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c)
      fill_array(*out->children[c], data.table.rows(), buffers_of(columns[c].values), 0);
  });
}

const char* last_error(ArrowArrayStream*) { return nullptr; }

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<StreamData*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

void table_to_arrow(const turnout::Table& table, const std::string& zone, ArrowArrayStream& out) {
  out = {get_schema, get_next, last_error, release_stream, new StreamData{table, zone, false}};
}

}  // namespace turnout_python
