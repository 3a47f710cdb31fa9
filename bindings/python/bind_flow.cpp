// The second door: arrays in, arrays out, nothing copied on the way out.
#include <memory>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <turnout/solve/flow.hpp>

#include "bind.hpp"
#include "convert.hpp"
#include "run.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::FlowProblem;
using turnout::FlowResult;

using Whole = py::array_t<std::int64_t, py::array::c_style>;
using Real = py::array_t<double, py::array::c_style>;

template <class T>
std::span<const T> span_of(const py::array_t<T, py::array::c_style>& array) {
  return {array.data(), static_cast<std::size_t>(array.size())};
}

bool is_real(const py::object& value) {
  return py::cast<std::string>(value.attr("dtype").attr("kind")) == "f";
}

turnout::OneOrEach<std::int64_t> whole_or_each(const py::object& value) {
  if (py::isinstance<py::int_>(value)) return py::cast<std::int64_t>(value);
  return span_of(py::cast<Whole>(value));
}

// The arrays are prepared by turnout._assign: int64 or float64, one-dimensional, contiguous.
// They stay alive in the caller's frame while the run lasts.
FlowResult assign(const py::object& need, const py::object& member, const py::array& cost,
                  const py::object& seats, const py::object& capacity,
                  const py::object& unfilled_cost, const py::list& groups, bool maximise,
                  bool matrix, bool sparse_matrix, std::optional<std::int64_t> n_needs,
                  std::optional<std::int64_t> n_members, std::optional<double> seconds,
                  const py::object& stop) {
  FlowProblem problem;
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
  std::vector<turnout::FlowGroups> families;
  for (const py::handle& item : groups) {
    const auto family = py::cast<py::tuple>(item);
    families.push_back({span_of(py::cast<Whole>(family[0])), py::cast<std::int64_t>(family[1])});
  }
  problem.groups = families;
  problem.sense = maximise ? turnout::Sense::max : turnout::Sense::min;
  problem.matrix = matrix;
  problem.sparse_matrix = sparse_matrix;
  problem.n_needs = n_needs;
  problem.n_members = n_members;
  turnout::SolveOptions options;
  options.limit = limit_of(seconds);
  // A small full matrix takes less time than a thread of its own, and far less than 50 ms.
  constexpr py::ssize_t small = 1 << 17;
  if (matrix && cost.size() <= small && stop.is_none() && unfilled_cost.is_none() &&
      families.empty() && !problem.seats.is_each && problem.seats.one == 1 &&
      !problem.capacity.is_each && problem.capacity.one == 1) {
    const py::gil_scoped_release released;
    return turnout::solve_flow(problem, options);
  }
  return Run(stop,
             py::none())([&](std::stop_token token, const turnout::ProgressCallback& progress) {
    options.stop = std::move(token);
    options.progress = progress;
    return turnout::solve_flow(problem, options);
  });
}

template <auto Field>
py::cpp_function column() {
  return py::cpp_function([](const py::object& self) {
    const auto& values = py::cast<const FlowResult&>(self).*Field;
    return view_of(values.data(), values.size(), self);
  });
}

}  // namespace

void bind_flow(py::module_& m) {
  py::class_<FlowResult>(m, "FlowResult")
      .def_property_readonly("pairs", column<&FlowResult::pairs>())
      .def_property_readonly("need", column<&FlowResult::need>())
      .def_property_readonly("member", column<&FlowResult::member>())
      .def_property_readonly("short", column<&FlowResult::short_by>())
      .def_property_readonly("need_prices", column<&FlowResult::need_prices>())
      .def_property_readonly("member_prices", column<&FlowResult::member_prices>())
      .def_property_readonly(
          "group_prices",
          [](const py::object& self) {
            py::list out;
            for (const auto& prices : py::cast<const FlowResult&>(self).group_prices)
              out.append(view_of(prices.data(), prices.size(), self));
            return out;
          })
      .def_readonly("objective", &FlowResult::objective)
      .def_readonly("bound", &FlowResult::bound)
      .def_readonly("gap", &FlowResult::gap)
      .def_readonly("resolution", &FlowResult::resolution)
      .def_property_readonly(
          "status", [](const FlowResult& r) { return std::string(turnout::to_string(r.status)); })
      .def_property_readonly("stats", [](const FlowResult& r) {
        py::dict out;
        out["build_seconds"] = r.stats.build_seconds;
        out["solve_seconds"] = r.stats.solve_seconds;
        out["peak_bytes"] = r.stats.peak_bytes;
        out["searches"] = r.stats.counters.searches;
        out["settled"] = r.stats.counters.settled;
        out["looked_at"] = r.stats.counters.looked_at;
        out["from_members"] = r.stats.counters.from_members;
        return out;
      });
  m.def("assign", &assign, py::arg("need"), py::arg("member"), py::arg("cost"), py::arg("seats"),
        py::arg("capacity"), py::arg("unfilled_cost"), py::arg("groups"), py::arg("maximise"),
        py::arg("matrix"), py::arg("sparse_matrix"), py::arg("n_needs"), py::arg("n_members"),
        py::arg("seconds"), py::arg("stop"));
}

}  // namespace turnout_python
