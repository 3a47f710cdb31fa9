// The library's errors as turnout's exceptions.
#include <pybind11/stl.h>

#include <turnout/model/error.hpp>

#include "bind.hpp"
#include "convert.hpp"

namespace py = pybind11;

namespace turnout_python {
py::list issues_to_python(const std::vector<turnout::Issue>& issues) {
  py::list out;
  for (const turnout::Issue& issue : issues) {
    py::dict row;
    row["table"] = issue.table;
    row["row"] = issue.row ? py::object(py::int_(*issue.row)) : py::none();
    row["column"] = issue.column;
    row["value"] = to_str(issue.value);  // as given, were it no UTF-8
    row["code"] = issue.code;
    row["message"] = issue.message;
    row["remedy"] = issue.remedy;
    out.append(std::move(row));
  }
  return out;
}

namespace {

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
            py::make_tuple(to_str(error.what()), issues_to_python(error.issues()), error.total()));
    } catch (const turnout::LimitError& error) {
      raise("LimitError", py::make_tuple(to_str(error.what())));
    } catch (const turnout::RangeError& error) {
      raise("RangeError", py::make_tuple(to_str(error.what())));
    } catch (const turnout::Error& error) {
      raise("Error", py::make_tuple(to_str(error.what())));
    }
  });
}

}  // namespace turnout_python
