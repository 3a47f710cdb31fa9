// The problem of the second door, from the arrays that turnout._assign prepared: int64 or float64,
// one-dimensional, contiguous. They stay alive in the caller's frame while a call lasts.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <pybind11/numpy.h>

#include <turnout/solve/flow_problem.hpp>

namespace turnout_python {

using Whole = pybind11::array_t<std::int64_t, pybind11::array::c_style>;
using Real = pybind11::array_t<double, pybind11::array::c_style>;

template <class T>
std::span<const T> span_of(const pybind11::array_t<T, pybind11::array::c_style>& array) {
  return {array.data(), static_cast<std::size_t>(array.size())};
}

inline bool is_real(const pybind11::object& value) {
  return pybind11::cast<std::string>(value.attr("dtype").attr("kind")) == "f";
}

inline turnout::OneOrEach<std::int64_t> whole_or_each(const pybind11::object& value) {
  if (pybind11::isinstance<pybind11::int_>(value)) return pybind11::cast<std::int64_t>(value);
  return span_of(pybind11::cast<Whole>(value));
}

/// All but its groups.
inline turnout::FlowProblem flow_problem_of(
    const pybind11::object& need, const pybind11::object& member, const pybind11::array& cost,
    const pybind11::object& seats, const pybind11::object& capacity,
    const pybind11::object& unfilled_cost, bool maximise, bool matrix, bool sparse_matrix,
    std::optional<std::int64_t> n_needs, std::optional<std::int64_t> n_members) {
  namespace py = pybind11;
  turnout::FlowProblem problem;
  if (!need.is_none()) problem.need = span_of(py::cast<Whole>(need));
  if (!member.is_none()) problem.member = span_of(py::cast<Whole>(member));
  if (is_real(cost))
    problem.cost = span_of(py::cast<Real>(cost));
  else
    problem.cost = span_of(py::cast<Whole>(cost));
  problem.seats = whole_or_each(seats);
  problem.capacity = whole_or_each(capacity);
  if (py::isinstance<py::float_>(unfilled_cost))
    problem.unfilled_cost = turnout::OneOrEach<double>(py::cast<double>(unfilled_cost));
  else if (py::isinstance<py::int_>(unfilled_cost))
    problem.unfilled_cost = turnout::OneOrEach<std::int64_t>(py::cast<std::int64_t>(unfilled_cost));
  else if (!unfilled_cost.is_none() && is_real(unfilled_cost))
    problem.unfilled_cost = turnout::OneOrEach<double>(span_of(py::cast<Real>(unfilled_cost)));
  else if (!unfilled_cost.is_none())
    problem.unfilled_cost =
        turnout::OneOrEach<std::int64_t>(span_of(py::cast<Whole>(unfilled_cost)));
  problem.sense = maximise ? turnout::Sense::max : turnout::Sense::min;
  problem.matrix = matrix;
  problem.sparse_matrix = sparse_matrix;
  problem.n_needs = n_needs;
  problem.n_members = n_members;
  return problem;
}

}  // namespace turnout_python
