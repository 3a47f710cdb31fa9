// solve(): the main job; candidates(): its first half, for other tools.
#include <pybind11/stl.h>

#include <turnout/eligibility/candidates.hpp>
#include <turnout/io/candidate_table.hpp>
#include <turnout/solve/solve.hpp>

#include "bind.hpp"
#include "run.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

turnout::Plan solve(const turnout::Problem& problem, const turnout::Policy& policy,
                    std::optional<double> seconds, std::optional<std::uint64_t> work_limit,
                    double gap, int threads, std::optional<std::uint64_t> memory_limit,
                    const py::object& stop, const py::object& progress, bool most_seats) {
  turnout::SolveOptions options;
  options.policy = policy;
  options.limit = limit_of(seconds);
  options.work_limit = work_limit;
  options.gap = gap;
  options.threads = threads;
  options.memory_limit = memory_limit;
  options.most_seats = most_seats;
  return Run(stop, progress)([&](std::stop_token token, const turnout::ProgressCallback& callback) {
    options.stop = std::move(token);
    options.progress = callback;
    return turnout::solve(problem, options);
  });
}

turnout::Table candidates(const turnout::Problem& problem, const turnout::Policy& policy,
                          std::optional<std::uint32_t> nearest,
                          std::optional<std::uint32_t> cheapest, int threads,
                          std::optional<std::uint64_t> memory_limit) {
  const py::gil_scoped_release released;
  const turnout::Rules rules(problem, policy);
  return turnout::io::candidate_table(rules,
                                      turnout::candidates(rules, {.threads = threads,
                                                                  .memory_limit = memory_limit,
                                                                  .nearest = nearest,
                                                                  .cheapest = cheapest}));
}

}  // namespace

void bind_solve(py::module_& m) {
  m.def("solve", &solve, py::arg("problem"), py::arg("policy"), py::arg("seconds"),
        py::arg("work_limit"), py::arg("gap"), py::arg("threads"), py::arg("memory_limit"),
        py::arg("stop"), py::arg("progress"), py::arg("most_seats"));
  m.def("candidates", &candidates, py::arg("problem"), py::arg("policy"), py::arg("nearest"),
        py::arg("cheapest"), py::arg("threads"), py::arg("memory_limit"));
}

}  // namespace turnout_python
