// Small conversions that every bind file needs.
#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <turnout/model/error.hpp>

namespace turnout_python {

/// UTF-8 to str. Only what an error quotes can be no UTF-8; it shows the replacement character.
inline pybind11::str to_str(std::string_view text) {
  return pybind11::reinterpret_steal<pybind11::str>(
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
}

/// Issues as dicts: table, row, column, value, code, message, remedy. Defined in bind_errors.cpp.
pybind11::list issues_to_python(const std::vector<turnout::Issue>& issues);

/// A copy as a NumPy array.
template <class T>
pybind11::array_t<T> array_of(const std::vector<T>& values) {
  return pybind11::array_t<T>(static_cast<pybind11::ssize_t>(values.size()), values.data());
}

/// The other way round.
template <class T>
std::vector<T> vector_of(const pybind11::handle& array) {
  const auto values =
      pybind11::cast<pybind11::array_t<T, pybind11::array::c_style | pybind11::array::forcecast>>(
          array);
  return {values.data(), values.data() + values.size()};
}

/// A read-only array over memory that `owner` holds: no copy, and the owner lives as long as it.
template <class T>
pybind11::array_t<T> view_of(const T* data, std::size_t size, const pybind11::handle& owner) {
  pybind11::array_t<T> out({static_cast<pybind11::ssize_t>(size)},
                           {static_cast<pybind11::ssize_t>(sizeof(T))}, data, owner);
  pybind11::detail::array_proxy(out.ptr())->flags &=
      ~pybind11::detail::npy_api::NPY_ARRAY_WRITEABLE_;
  return out;
}

}  // namespace turnout_python
