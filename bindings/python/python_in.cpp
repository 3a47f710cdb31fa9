#include "python_in.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include <datetime.h>
#include <pybind11/numpy.h>

#include "arrow_in.hpp"
#include "column_builder.hpp"
#include "copied_columns.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::Column;
using turnout::ColumnType;
using turnout::Texts;

template <class T>
using Array = py::array_t<T, py::array::c_style>;

using Mask = std::vector<bool>;

Mask mask_of(const py::handle& mask, std::size_t rows) {
  Mask out;
  if (mask.is_none()) return out;
  const auto values = py::cast<Array<std::uint8_t>>(mask);
  out.resize(rows);
  for (std::size_t i = 0; i < rows; ++i) out[i] = values.at(static_cast<py::ssize_t>(i)) != 0;
  return out;
}

// What an object is, as far as a column cares.
enum class Kind { null, text, integer, real, boolean, other };

struct ObjectTypes {
  py::object na = py::none();   // pandas.NA, when pandas is loaded
  py::object nat = py::none();  // pandas.NaT
  py::object np_generic, np_bool, np_integer, np_floating, np_datetime64;

  ObjectTypes() {
    const py::dict modules = py::module_::import("sys").attr("modules");
    if (modules.contains("pandas")) {
      const py::object pandas = modules["pandas"];
      na = py::getattr(pandas, "NA", py::none());
      nat = py::getattr(pandas, "NaT", py::none());
    }
    const py::module_ numpy = py::module_::import("numpy");
    np_generic = numpy.attr("generic");
    np_bool = numpy.attr("bool_");
    np_integer = numpy.attr("integer");
    np_floating = numpy.attr("floating");
    np_datetime64 = numpy.attr("datetime64");
  }

  [[nodiscard]] Kind of(PyObject* o) const {
    if (o == Py_None || o == na.ptr() || o == nat.ptr()) return Kind::null;
    if (PyUnicode_Check(o)) return Kind::text;
    if (PyBool_Check(o)) return Kind::boolean;
    if (PyLong_Check(o)) return Kind::integer;
    if (PyFloat_Check(o)) return std::isnan(PyFloat_AS_DOUBLE(o)) ? Kind::null : Kind::real;
    if (is(o, np_generic)) {
      if (is(o, np_bool)) return Kind::boolean;
      if (is(o, np_integer)) return Kind::integer;
      if (is(o, np_floating)) return std::isnan(real(o)) ? Kind::null : Kind::real;
    }
    return Kind::other;
  }
  [[nodiscard]] static bool is(PyObject* o, const py::object& type) {
    const int result = PyObject_IsInstance(o, type.ptr());
    if (result < 0) throw py::error_already_set();
    return result == 1;
  }
  [[nodiscard]] static double real(PyObject* o) {
    const double value = PyFloat_AsDouble(o);
    if (value == -1.0 && PyErr_Occurred() != nullptr) throw py::error_already_set();
    return value;
  }
  // Whole numbers of any size; nothing when they leave 64 bits.
  [[nodiscard]] static bool integer(PyObject* o, std::int64_t& value) {
    const auto number = py::reinterpret_steal<py::object>(PyNumber_Index(o));
    if (!number) throw py::error_already_set();
    int overflow = 0;
    value = PyLong_AsLongLongAndOverflow(number.ptr(), &overflow);
    if (value == -1 && overflow == 0 && PyErr_Occurred() != nullptr) throw py::error_already_set();
    return overflow == 0;
  }
};

std::string_view utf8(PyObject* text) {
  Py_ssize_t size = 0;
  const char* bytes = PyUnicode_AsUTF8AndSize(text, &size);
  if (bytes != nullptr) return {bytes, static_cast<std::size_t>(size)};
  PyErr_Clear();  // lone surrogates: no UTF-8 stands for them
  return "\xFF";  // never UTF-8 either, so the reader of the cell reports it with its row
}

// The text of a value in a column that holds several kinds of them.
std::string text_of(PyObject* o, Kind kind, const ObjectTypes& types, const ColumnName& where) {
  if (kind == Kind::text) return std::string(utf8(o));
  if (kind == Kind::boolean) return PyObject_IsTrue(o) == 1 ? "yes" : "no";
  if (kind == Kind::integer) {
    const auto number = py::reinterpret_steal<py::object>(PyNumber_Index(o));
    return py::cast<std::string>(py::str(number));
  }
  if (kind == Kind::real) {
    char buffer[64];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, ObjectTypes::real(o)).ptr};
  }
  if (PyBytes_Check(o))
    return {PyBytes_AS_STRING(o), static_cast<std::size_t>(PyBytes_GET_SIZE(o))};
  const py::handle value(o);
  // datetime is a date too; both write themselves as ISO 8601, with the offset when they have one.
  if (PyDateTime_Check(o)) return py::cast<std::string>(value.attr("isoformat")(" "));
  if (PyDate_Check(o)) return py::cast<std::string>(value.attr("isoformat")());
  if (ObjectTypes::is(o, types.np_datetime64)) {
    std::string text = py::cast<std::string>(py::str(value));
    return text == "NaT" ? std::string() : text;
  }
  bad_type(where, py::cast<std::string>(py::type::of(value).attr("__qualname__")));
}

// A column of nothing but texts and what is not given, in one pass; false at the first other value.
bool add_all_texts(PyObject* const* objects, std::size_t rows, const Mask& mask,
                   const ObjectTypes& types, ColumnBuilder& out) {
  constexpr std::size_t ahead = 12;  // the objects lie anywhere in memory
  bool any = false;
  for (std::size_t i = 0; i < rows; ++i) {
    if (i + ahead < rows) __builtin_prefetch(objects[i + ahead]);
    PyObject* o = objects[i] != nullptr ? objects[i] : Py_None;
    if (!mask.empty() && mask[i]) {
      out.add_null();
    } else if (PyUnicode_CheckExact(o)) {
      any = true;
      if (PyUnicode_IS_COMPACT_ASCII(o))
        out.add_text({reinterpret_cast<const char*>(PyUnicode_1BYTE_DATA(o)),
                      static_cast<std::size_t>(PyUnicode_GET_LENGTH(o))});
      else
        out.add_text(utf8(o));
    } else if (types.of(o) == Kind::null) {
      out.add_null();
    } else {
      return false;
    }
  }
  return any || rows == 0;
}

Column column_of_objects(const py::array& array, const Mask& mask, const ColumnName& where) {
  const ObjectTypes types;
  const auto rows = static_cast<std::size_t>(array.size());
  auto* const* objects = static_cast<PyObject* const*>(array.data());
  ColumnBuilder texts(ColumnType::text);
  if (add_all_texts(objects, rows, mask, types, texts)) return texts.finish();
  std::vector<Kind> kinds(rows, Kind::null);
  bool text = false, integer = false, real = false, boolean = false, large = false;
  for (std::size_t i = 0; i < rows; ++i) {
    PyObject* o = objects[i] != nullptr ? objects[i] : Py_None;
    if (mask.empty() || !mask[i]) kinds[i] = types.of(o);
    switch (kinds[i]) {
      case Kind::null: break;
      case Kind::text:
      case Kind::other: text = true; break;
      case Kind::boolean: boolean = true; break;
      case Kind::real: real = true; break;
      case Kind::integer: {
        std::int64_t value = 0;
        integer = true;
        large = large || !ObjectTypes::integer(o, value);
        break;
      }
    }
  }
  const bool mixed =
      text || large || (boolean && (integer || real)) || !(integer || real || boolean);
  ColumnBuilder out(
      mixed ? ColumnType::text
            : (real ? ColumnType::real : (integer ? ColumnType::integer : ColumnType::boolean)));
  for (std::size_t i = 0; i < rows; ++i) {
    PyObject* o = objects[i];
    if (kinds[i] == Kind::null) {
      out.add_null();
    } else if (mixed) {
      if (kinds[i] == Kind::text)
        out.add_text(utf8(o));
      else
        out.add_text(text_of(o, kinds[i], types, where));
    } else if (real) {
      out.add_real(ObjectTypes::real(o));
    } else if (integer) {
      std::int64_t value = 0;
      (void)ObjectTypes::integer(o, value);
      out.add_integer(value);
    } else {
      out.add_integer(PyObject_IsTrue(o) == 1 ? 1 : 0);
    }
  }
  return out.finish();
}

/// Codes below 0 are not given.
Column column_of_codes(const std::int32_t* codes, std::size_t rows, const Column& words) {
  const auto is_given = [&](std::size_t i) {
    return static_cast<std::uint32_t>(codes[i]) < words.size();
  };
  if (words.type() == ColumnType::text && !words.is_coded()) {
    const auto own = copied<std::uint32_t>(
        codes, rows,
        [](std::int32_t code, bool given) { return given ? static_cast<std::uint32_t>(code) : 0U; },
        is_given);
    // A place without a code has the first one, so there must be one.
    Texts texts = words.texts().empty() ? Texts{{}} : words.texts();
    return Column::shared_codes(own.span(), std::move(texts), own.given(), own.owner());
  }
  ColumnBuilder out(words.type(), words.ticks_per_second(), words.is_local());
  for (std::size_t i = 0; i < rows; ++i)
    is_given(i) ? out.add_from(words, static_cast<std::size_t>(codes[i])) : out.add_null();
  return out.finish();
}

Column column_of(const std::string& kind, const py::handle& values, const py::handle& mask_given,
                 const py::handle& detail, const ColumnName& where) {
  if (kind == "arrow") {
    const auto capsule = py::cast<py::capsule>(values.attr("__arrow_c_stream__")());
    auto* stream =
        static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
    if (stream == nullptr) throw py::error_already_set();
    return column_from_arrow(*stream, std::string(where.table), std::string(where.column));
  }
  const auto array = py::cast<py::array>(values);
  const auto rows = static_cast<std::size_t>(array.size());
  const Mask mask = mask_of(mask_given, rows);
  const auto given = [&](std::size_t i) { return mask.empty() || !mask[i]; };
  if (kind == "object") return column_of_objects(array, mask, where);
  if (kind == "boolean") {
    const auto* data = static_cast<const std::uint8_t*>(array.data());
    ColumnBuilder out(ColumnType::boolean);
    for (std::size_t i = 0; i < rows; ++i)
      given(i) ? out.add_integer(data[i] != 0 ? 1 : 0) : out.add_null();
    return out.finish();
  }
  if (kind == "codes") {
    const auto parts = py::cast<py::tuple>(detail);
    return column_of_codes(
        static_cast<const std::int32_t*>(array.data()), rows,
        column_of(py::cast<std::string>(parts[0]), parts[1], parts[2], parts[3], where));
  }
  const auto as_it_is = [](auto value, bool) { return value; };
  // Nearly always nothing is masked, and then nothing is asked of each row.
  const auto where_given = [&](const auto& is_value, const auto& use) {
    if (mask.empty()) return use(is_value);
    return use([&](std::size_t i) { return !mask[i] && is_value(i); });
  };
  if (kind == "real") {
    const auto* data = static_cast<const double*>(array.data());
    return where_given([data](std::size_t i) { return !std::isnan(data[i]); },
                       [&](const auto& is_given) {
                         const auto values = copied<double>(data, rows, as_it_is, is_given);
                         return Column::shared_reals(values.span(), values.given(), values.owner());
                       });
  }
  const auto* data = static_cast<const std::int64_t*>(array.data());
  if (kind == "integer")
    return where_given([](std::size_t) { return true; },
                       [&](const auto& is_given) {
                         const auto values = copied<std::int64_t>(data, rows, as_it_is, is_given);
                         return Column::shared_integers(values.span(), values.given(),
                                                        values.owner());
                       });
  // Times. NumPy writes "not a time" as the least number.
  const auto is_time = [data](std::size_t i) {
    return data[i] != std::numeric_limits<std::int64_t>::min();
  };
  return where_given(is_time, [&](const auto& is_given) {
    const auto ticks = copied<std::int64_t>(data, rows, as_it_is, is_given);
    return Column::shared_instants(ticks.span(), py::cast<std::int64_t>(detail), kind == "local",
                                   ticks.given(), ticks.owner());
  });
}

}  // namespace

turnout::Table table_from_columns(const std::string& name, const py::list& columns) {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  std::vector<turnout::NamedColumn> named;
  named.reserve(columns.size());
  for (const py::handle& item : columns) {
    const auto parts = py::cast<py::tuple>(item);
    const auto column = py::cast<std::string>(parts[0]);
    named.push_back({column, column_of(py::cast<std::string>(parts[1]), parts[2], parts[3],
                                       parts[4], {name, column})});
  }
  return {name, std::move(named)};
}

}  // namespace turnout_python
