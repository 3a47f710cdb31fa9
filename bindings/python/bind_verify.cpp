// The independent checker.
#include <string>

#include <pybind11/stl.h>

#include <turnout/io/read.hpp>
#include <turnout/io/receipt.hpp>
#include <turnout/verify/verify.hpp>

#include "bind.hpp"
#include "convert.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::Plan;
using turnout::Problem;
using turnout::Table;
using turnout::Verdict;

Verdict verify_plan(const Problem& problem, const Plan& plan, int threads) {
  const py::gil_scoped_release released;
  return turnout::verify(problem, plan, {.threads = threads});
}

Verdict verify_files(const Problem& problem, const Table& assignments, const std::string& receipt,
                     const std::string& source, int threads) {
  const py::gil_scoped_release released;
  const auto rows = turnout::io::plan_rows(assignments);
  const auto claim = turnout::io::read_receipt(receipt, problem, source);
  return turnout::verify(problem, rows, claim, {.threads = threads});
}

Verdict check_plan(const Problem& problem, const Table& rows, const turnout::Policy& policy,
                   const Plan* against, int threads) {
  const py::gil_scoped_release released;
  const auto plan_rows = turnout::io::plan_rows(rows);
  if (against == nullptr)
    return turnout::check_plan(problem, plan_rows, policy, nullptr, {.threads = threads});
  const turnout::Claim claim = turnout::claim_of(*against);
  return turnout::check_plan(problem, plan_rows, policy, &claim, {.threads = threads});
}

}  // namespace

void bind_verify(py::module_& m) {
  py::class_<Verdict>(m, "Verdict")
      .def_readonly("valid", &Verdict::valid)
      .def_readonly("as_issued", &Verdict::as_issued)
      .def_readonly("proven", &Verdict::proven)
      .def_readonly("objective", &Verdict::objective)
      .def_readonly("bound", &Verdict::bound)
      .def_property_readonly("findings", [](const Verdict& v) {
        py::list out;
        for (const turnout::Finding& f : v.findings) {
          py::dict row;
          row["code"] = f.code;
          row["need_id"] = to_str(f.need_id);
          row["member_id"] = to_str(f.member_id);
          row["message"] = to_str(f.message);
          out.append(std::move(row));
        }
        return out;
      });
  m.def("verify_plan", &verify_plan, py::arg("problem"), py::arg("plan"), py::arg("threads"));
  m.def("verify_files", &verify_files, py::arg("problem"), py::arg("assignments"),
        py::arg("receipt"), py::arg("source"), py::arg("threads"));
  m.def("check_plan", &check_plan, py::arg("problem"), py::arg("rows"), py::arg("policy"),
        py::arg("against"), py::arg("threads"));
}

}  // namespace turnout_python
