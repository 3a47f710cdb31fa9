// The audit of services, and histories to try it on.
#include <map>
#include <string>

#include <pybind11/stl.h>

#include <turnout/generate/history.hpp>
#include <turnout/model/error.hpp>
#include <turnout/points/audit.hpp>

#include "bind.hpp"
#include "convert.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::Audit;
using turnout::AuditOptions;
using turnout::Table;

Audit audit(const Table& services, const Table& places, const Table& members,
            const std::string& zone, const std::vector<std::string>& zone_folders,
            const std::string& language, const std::map<std::string, std::int64_t>& thresholds) {
  AuditOptions options;
  options.places = places;
  options.members = members;
  options.language = language;
  // Names were checked by the package, which knows what the caller may have meant.
  for (const auto& [name, value] : thresholds)
    for (const turnout::AuditThreshold& threshold : turnout::audit_thresholds())
      if (threshold.name == name) options.*threshold.value = value;
  const py::gil_scoped_release released;
  options.zone = turnout::TimeZone::load(zone, zone_folders);
  return turnout::audit(services, options);
}

/// Names and defaults, in the order of the header.
py::dict audit_thresholds() {
  py::dict out;
  for (const turnout::AuditThreshold& threshold : turnout::audit_thresholds())
    out[to_str(threshold.name)] = AuditOptions{}.*threshold.value;
  return out;
}

py::dict history(std::uint64_t seed, std::uint32_t members, std::uint32_t services,
                 std::uint32_t cases) {
  turnout::History made;
  {
    const py::gil_scoped_release released;
    made = turnout::make_history(
        {.seed = seed, .members = members, .services = services, .cases = cases});
  }
  py::dict out;
  out["members"] = made.members;
  out["services"] = made.services;
  out["places"] = made.places;
  out["truth"] = made.truth;
  return out;
}

}  // namespace

void bind_audit(py::module_& m) {
  py::class_<Audit>(m, "Audit")
      .def("frame", &Audit::frame)
      .def("__len__", [](const Audit& found) { return found.findings().size(); })
      .def_property_readonly("services", &Audit::services)
      .def_property_readonly("warnings", [](const Audit& found) {
        const auto warnings = found.warnings();
        return issues_to_python({warnings.begin(), warnings.end()});
      });
  m.def("audit", &audit, py::arg("services"), py::arg("places"), py::arg("members"),
        py::arg("zone"), py::arg("zone_folders"), py::arg("language"), py::arg("thresholds"));
  m.def("audit_thresholds", &audit_thresholds);
  m.def("history", &history, py::arg("seed"), py::arg("members"), py::arg("services"),
        py::arg("cases"));
}

}  // namespace turnout_python
