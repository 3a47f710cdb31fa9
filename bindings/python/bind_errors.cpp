// The library's errors as turnout's exceptions.
#include <pybind11/stl.h>

#include <turnout/model/error.hpp>

#include "bind.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

py::list issues_to_python(const std::vector<turnout::Issue>& issues) {
  py::list out;
  for (const turnout::Issue& issue : issues) {
    py::dict row;
    row["table"] = issue.table;
    row["row"] = issue.row ? py::object(py::int_(*issue.row)) : py::none();
    row["column"] = issue.column;
    // As given: a value that is no UTF-8 is shown with the replacement character.
    row["value"] = py::reinterpret_steal<py::str>(
        PyUnicode_DecodeUTF8(issue.value.data(), static_cast<Py_ssize_t>(issue.value.size()),
                             "replace"));
    row["code"] = issue.code;
    row["message"] = issue.message;
    row["remedy"] = issue.remedy;
    out.append(std::move(row));
  }
  return out;
}

py::str text(const char* bytes) {
  return py::reinterpret_steal<py::str>(
      PyUnicode_DecodeUTF8(bytes, static_cast<Py_ssize_t>(std::string_view(bytes).size()),
                           "replace"));
}

void raise(const char* name, const py::tuple& arguments) {
  const py::object type = py::module_::import("turnout._errors").attr(name);
  PyErr_SetObject(type.ptr(), type(*arguments).ptr());
}

}  // namespace

void bind_errors(py::module_&) {
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const turnout::InputError& error) {
      raise("InputError",
            py::make_tuple(text(error.what()), issues_to_python(error.issues()), error.total()));
    } catch (const turnout::LimitError& error) {
      raise("LimitError", py::make_tuple(text(error.what())));
    } catch (const turnout::RangeError& error) {
      raise("RangeError", py::make_tuple(text(error.what())));
    } catch (const turnout::Error& error) {
      raise("Error", py::make_tuple(text(error.what())));
    }
  });
}

}  // namespace turnout_python
