// The second door: arrays in, arrays out, nothing copied on the way out.
#include <memory>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <turnout/solve/flow.hpp>

#include "bind.hpp"
#include "convert.hpp"
#include "flow_in.hpp"
#include "run.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::FlowProblem;
using turnout::FlowResult;

FlowResult assign(const py::object& need, const py::object& member, const py::array& cost,
                  const py::object& seats, const py::object& capacity,
                  const py::object& unfilled_cost, const py::list& groups, bool maximise,
                  bool matrix, bool sparse_matrix, std::optional<std::int64_t> n_needs,
                  std::optional<std::int64_t> n_members, std::optional<double> seconds,
                  std::optional<std::uint64_t> memory_limit, const py::object& stop,
                  const py::object& progress) {
  FlowProblem problem = flow_problem_of(need, member, cost, seats, capacity, unfilled_cost,
                                        maximise, matrix, sparse_matrix, n_needs, n_members);
  std::vector<turnout::FlowGroups> families;
  for (const py::handle& item : groups) {
    const auto family = py::cast<py::tuple>(item);
    families.push_back({span_of(py::cast<Whole>(family[0])), py::cast<std::int64_t>(family[1])});
  }
  problem.groups = families;
  turnout::SolveOptions options;
  options.limit = limit_of(seconds);
  options.memory_limit = memory_limit;
  // A small full matrix takes less time than a thread of its own, and far less than 50 ms.
  constexpr py::ssize_t small = 1 << 17;
  if (matrix && cost.size() <= small && stop.is_none() && progress.is_none() &&
      unfilled_cost.is_none() && families.empty() && !problem.seats.is_each &&
      problem.seats.one == 1 && !problem.capacity.is_each && problem.capacity.one == 1) {
    const py::gil_scoped_release released;
    return turnout::solve_flow(problem, options);
  }
  return Run(stop, progress)([&](std::stop_token token, const turnout::ProgressCallback& callback) {
    options.stop = std::move(token);
    options.progress = callback;
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
        py::arg("seconds"), py::arg("memory_limit"), py::arg("stop"), py::arg("progress"));
}

}  // namespace turnout_python
