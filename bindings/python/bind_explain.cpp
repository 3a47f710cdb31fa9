// Why not? Is it fit?
#include <string>

#include <pybind11/stl.h>

#include <turnout/explain/check.hpp>
#include <turnout/explain/why_not.hpp>

#include "bind.hpp"
#include "convert.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::WhyNot;

WhyNot why_not(const turnout::Plan& plan, const std::string& need_id,
               const std::string& member_id) {
  const py::gil_scoped_release released;
  return turnout::why_not(plan, need_id, member_id);
}

py::list changes(const WhyNot& answer) {
  py::list out;
  for (const turnout::PlanChange& change : answer.changes) {
    py::dict row;
    row["need_id"] = to_str(change.need_id);
    row["role"] = to_str(change.role);
    row["member_id"] = to_str(change.member_id);
    row["added"] = change.added;
    out.append(std::move(row));
  }
  return out;
}

// The findings as issues_to_python gives them, with their severity.
py::list check(const turnout::Problem& problem, const turnout::Policy& policy) {
  std::vector<turnout::Issue> found;
  {
    const py::gil_scoped_release released;
    found = turnout::check(problem, policy);
  }
  py::list out = issues_to_python(found);
  for (std::size_t i = 0; i < found.size(); ++i)
    out[i]["severity"] = std::string(turnout::severity(found[i].code));
  return out;
}

}  // namespace

void bind_explain(py::module_& m) {
  py::class_<WhyNot>(m, "WhyNot")
      .def_readonly("need_id", &WhyNot::need_id)
      .def_readonly("member_id", &WhyNot::member_id)
      .def_readonly("role", &WhyNot::role)
      .def_readonly("eligible", &WhyNot::eligible)
      .def_property_readonly("reason",
                             [](const WhyNot& answer) -> std::optional<std::string> {
                               if (!answer.reason) return std::nullopt;
                               return std::string(turnout::to_string(*answer.reason));
                             })
      .def_readonly("rise", &WhyNot::rise)
      .def_readonly("exact", &WhyNot::exact)
      .def_readonly("least_rise", &WhyNot::least_rise)
      .def_readonly("message", &WhyNot::message)
      .def_property_readonly("changes", &changes);
  m.def("check", &check, py::arg("problem"), py::arg("policy"));
  m.def("why_not", &why_not, py::arg("plan"), py::arg("need_id"), py::arg("member_id"));
}

}  // namespace turnout_python
