// Tables: frames in, frames out.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <turnout/model/error.hpp>
#include <turnout/model/table.hpp>

#include "arrow_in.hpp"
#include "arrow_out.hpp"
#include "bind.hpp"
#include "column_builder.hpp"
#include "convert.hpp"
#include "python_in.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::Column;
using turnout::ColumnType;
using turnout::NamedColumn;
using turnout::Table;

const char* name_of(ColumnType type) {
  switch (type) {
    case ColumnType::text: return "text";
    case ColumnType::integer: return "integer";
    case ColumnType::real: return "real";
    case ColumnType::boolean: return "boolean";
    case ColumnType::instant: break;
  }
  return "instant";
}

const Column& column_named(const Table& table, const std::string& name) {
  const Column* column = table.find(name);
  if (column == nullptr) throw py::key_error(name);
  return *column;
}

Table from_arrow(const py::object& source, const std::string& name, bool immutable) {
  const auto capsule = py::cast<py::capsule>(source.attr("__arrow_c_stream__")());
  auto* stream =
      static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (stream == nullptr) throw py::error_already_set();
  return table_from_arrow(*stream, name, immutable);  // the capsule releases the stream
}

py::capsule to_arrow(const Table& table, const std::string& zone, bool views, int threads) {
  auto stream = std::make_unique<ArrowArrayStream>();
  table_to_arrow(table, {.zone = zone, .views = views, .threads = threads}, *stream);
  py::capsule capsule(stream.get(), "arrow_array_stream", [](PyObject* object) {
    auto* owned =
        static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(object, "arrow_array_stream"));
    if (owned->release != nullptr) owned->release(owned);
    delete owned;
  });
  stream.release();
  return capsule;
}

// (values, mask or None): int64, float64, bool, objects of str, or int64 ticks.
py::tuple values_of(const Table& table, const std::string& name) {
  const Column& column = column_named(table, name);
  const auto rows = static_cast<py::ssize_t>(column.size());
  bool has_null = false;
  py::array_t<bool> mask(rows);
  for (std::size_t i = 0; i < column.size(); ++i) {
    mask.mutable_data()[i] = column.is_null(i);
    has_null = has_null || column.is_null(i);
  }
  const auto filled = [&](auto element, auto read) -> py::object {
    py::array_t<decltype(element)> out(rows);
    for (std::size_t i = 0; i < column.size(); ++i)
      out.mutable_data()[i] = column.is_null(i) ? element : read(i);
    return out;
  };
  py::object values;
  switch (column.type()) {
    case ColumnType::text: {
      values = py::module_::import("numpy").attr("empty")(rows, py::arg("dtype") = "O");
      auto** objects = static_cast<PyObject**>(py::array(values).mutable_data());
      for (std::size_t i = 0; i < column.size(); ++i) {  // all are None, or null, at first
        if (column.is_null(i)) continue;
        PyObject* before = std::exchange(objects[i], to_str(column.text_at(i)).release().ptr());
        Py_XDECREF(before);
      }
      break;
    }
    case ColumnType::real:
      values = filled(std::numeric_limits<double>::quiet_NaN(),
                      [&](std::size_t i) { return column.real_at(i); });
      break;
    case ColumnType::boolean:
      values = filled(false, [&](std::size_t i) { return column.boolean_at(i); });
      break;
    case ColumnType::integer:
      values = filled(std::int64_t{0}, [&](std::size_t i) { return column.integer_at(i); });
      break;
    case ColumnType::instant:
      values = filled(std::numeric_limits<std::int64_t>::min(),
                      [&](std::size_t i) { return column.ticks_at(i); });
      break;
  }
  return py::make_tuple(values, has_null ? py::object(mask) : py::none());
}

// For pickling: plain values only, and the columns as the library holds them.
py::tuple get_state(const Table& table) {
  if (!table.given()) return py::make_tuple();
  py::list columns;
  for (const NamedColumn& named : table.columns()) {
    const Column& column = named.values;
    std::string bytes, valid;
    std::vector<std::int64_t> numbers;
    std::vector<double> reals;
    for (std::size_t i = 0; i < column.size(); ++i) {
      const bool given = column.type() == ColumnType::text || !column.is_null(i);
      valid.push_back(given ? '1' : '0');
      switch (column.type()) {
        case ColumnType::text:
          bytes.append(column.text_at(i));
          numbers.push_back(static_cast<std::int64_t>(column.text_at(i).size()));
          break;
        case ColumnType::real: reals.push_back(column.is_null(i) ? 0 : column.real_at(i)); break;
        case ColumnType::boolean: numbers.push_back(column.boolean_at(i) ? 1 : 0); break;
        default: numbers.push_back(column.integer_at(i));
      }
    }
    columns.append(py::make_tuple(named.name, static_cast<int>(column.type()), py::bytes(valid),
                                  py::bytes(bytes), array_of(numbers), array_of(reals),
                                  column.ticks_per_second(), column.is_local()));
  }
  py::object lines = py::none();
  if (table.from_file()) {
    std::vector<std::int64_t> labels;
    for (std::size_t i = 0; i < table.rows(); ++i) labels.push_back(table.label(i));
    lines = array_of(labels);
  }
  return py::make_tuple(table.name(), columns, lines);
}

Table from_state(const py::tuple& state) {
  if (state.empty()) return {};
  std::vector<NamedColumn> columns;
  for (const py::handle& item : state[1]) {
    const auto parts = py::cast<py::tuple>(item);
    const auto type = static_cast<ColumnType>(py::cast<int>(parts[1]));
    const auto valid = py::cast<std::string>(parts[2]);
    const auto bytes = py::cast<std::string>(parts[3]);
    const auto numbers = vector_of<std::int64_t>(parts[4]);
    const auto reals = vector_of<double>(parts[5]);
    ColumnBuilder out(type, py::cast<std::int64_t>(parts[6]), py::cast<bool>(parts[7]));
    std::size_t at = 0;
    for (std::size_t i = 0; i < valid.size(); ++i) {
      if (type == ColumnType::text) {
        const auto length = static_cast<std::size_t>(numbers.at(i));
        out.add_text(std::string_view(bytes).substr(at, length));
        at += length;
      } else if (valid[i] == '0') {
        out.add_null();
      } else if (type == ColumnType::real) {
        out.add_real(reals.at(i));
      } else {
        out.add_integer(numbers.at(i));
      }
    }
    columns.push_back({py::cast<std::string>(parts[0]), out.finish()});
  }
  const auto name = py::cast<std::string>(state[0]);
  if (state[2].is_none()) return {name, std::move(columns)};
  std::vector<std::uint32_t> lines;
  for (const std::int64_t line : vector_of<std::int64_t>(state[2]))
    lines.push_back(static_cast<std::uint32_t>(line));
  return {name, std::move(columns), std::move(lines)};
}

}  // namespace

void bind_tables(py::module_& m) {
  py::class_<Table>(m, "Table", "Named columns of one length; immutable.")
      .def(py::init<>(), "A table that was not given.")
      .def_static("from_arrow", &from_arrow, py::arg("source"), py::arg("name"),
                  py::arg("immutable") = false)
      .def_static(
          "from_columns",
          [](const py::list& columns, const std::string& name) {
            return table_from_columns(name, columns);
          },
          py::arg("columns"), py::arg("name"))
      .def_property_readonly("given", &Table::given)
      .def_property_readonly("name", &Table::name)
      .def_property_readonly("column_names",
                             [](const Table& table) {
                               std::vector<std::string> names;
                               for (const NamedColumn& column : table.columns())
                                 names.push_back(column.name);
                               return names;
                             })
      .def("__len__", &Table::rows)
      .def(
          "type_of",
          [](const Table& table, const std::string& name) {
            return name_of(column_named(table, name).type());
          },
          py::arg("column"))
      .def(
          "is_local",
          [](const Table& table, const std::string& name) {
            return column_named(table, name).is_local();
          },
          py::arg("column"))
      .def(
          "ticks_per_second",
          [](const Table& table, const std::string& name) {
            return column_named(table, name).ticks_per_second();
          },
          py::arg("column"))
      .def("values", &values_of, py::arg("column"))
      .def("to_arrow", &to_arrow, py::arg("zone"), py::arg("views") = false, py::arg("threads") = 1)
      .def(
          "texts_to_arrow",
          [](const Table& table) {
            std::vector<NamedColumn> texts;
            for (const NamedColumn& column : table.columns())
              if (column.values.type() == ColumnType::text) texts.push_back(column);
            return to_arrow(Table(table.name(), std::move(texts)), "UTC", false, 1);
          },
          "Only the columns of text.")
      .def(
          "__eq__", [](const Table& a, const Table& b) { return a == b; }, py::is_operator())
      .def(py::pickle(&get_state, &from_state));
}

}  // namespace turnout_python
