#include "arrow_out.hpp"

#include <cerrno>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include <turnout/model/parallel.hpp>

#include "arrow_buffers.hpp"

namespace turnout_python {
namespace {

using turnout::Column;
using turnout::ColumnType;

std::string format_of(const Column& column, const ArrowOptions& options) {
  switch (column.type()) {
    case ColumnType::text: return goes_as_views(column, options.views) ? "vu" : "U";
    case ColumnType::integer: return "l";
    case ColumnType::real: return "g";
    case ColumnType::boolean: return "b";
    case ColumnType::instant: break;
  }
  return column.is_local() ? "tss:" : "tss:" + options.zone;
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
  std::optional<Buffers> buffers;  // none of the table itself, which has only columns
  const void* no_mask = nullptr;
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

void fill_array(ArrowArray& out, std::size_t length, std::optional<Buffers> buffers,
                std::size_t children) {
  auto* data = new ArrayData{
      std::move(buffers), nullptr, std::vector<ArrowArray>(children, ArrowArray{}), {}};
  for (ArrowArray& child : data->children) data->pointers.push_back(&child);
  const bool any = data->buffers.has_value();
  out = {static_cast<std::int64_t>(length),
         any ? data->buffers->nulls : 0,
         0,
         any ? static_cast<std::int64_t>(data->buffers->pointers.size()) : 1,
         static_cast<std::int64_t>(children),
         any ? data->buffers->pointers.data() : &data->no_mask,
         children == 0 ? nullptr : data->pointers.data(),
         nullptr,
         release_array,
         data};
}

struct StreamData {
  turnout::Table table;
  ArrowOptions options;
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
      fill_schema(*out->children[c], format_of(columns[c].values, data.options), columns[c].name,
                  0);
  });
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto& data = *static_cast<StreamData*>(stream->private_data);
  *out = ArrowArray{};
  if (data.sent) return 0;
  data.sent = true;
  const auto columns = data.table.columns();
  return guarded(*out, [&] {
    fill_array(*out, data.table.rows(), std::nullopt, columns.size());
    turnout::for_each_chunk(columns.size(), data.options.threads, [&](std::size_t c) {
      fill_array(*out->children[c], data.table.rows(),
                 buffers_of(columns[c].values, data.options.views), 0);
    });
  });
}

const char* last_error(ArrowArrayStream*) { return nullptr; }

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<StreamData*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

void table_to_arrow(const turnout::Table& table, const ArrowOptions& options,
                    ArrowArrayStream& out) {
  out = {get_schema, get_next, last_error, release_stream, new StreamData{table, options, false}};
}

}  // namespace turnout_python
