// Reports: three ledgers, the person's file, feedback to units, the daily table.
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include <turnout/io/report_pages.hpp>
#include <turnout/points/reports.hpp>

#include "bind.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::Standing;
using turnout::Table;
namespace io = turnout::io;

// A class of its own: pybind11 would turn the variant itself into its alternative.
struct AnyReport {
  turnout::Report report;
};

turnout::ReportSpan span_of(std::string period, std::string community, std::size_t levels,
                            const std::string& zone, const std::vector<std::string>& folders) {
  return {.period = std::move(period),
          .community = std::move(community),
          .levels = levels,
          .zone = turnout::TimeZone::load(zone, folders)};
}

io::ReportPageOptions options_of(std::string language, const std::string& mask, std::string place,
                                 std::string note) {
  return {.language = std::move(language),
          .mask_names = !mask.empty(),
          .mask = mask == "last"     ? io::NameMask::last
                  : mask == "hidden" ? io::NameMask::hidden
                                     : io::NameMask::first,
          .place = std::move(place),
          .note = std::move(note)};
}

}  // namespace

void bind_reports(py::module_& m) {
  py::class_<AnyReport>(m, "Report")
      .def("tables", [](const AnyReport& self) { return io::report_tables(self.report); })
      .def(
          "html",
          [](const AnyReport& self, std::string language, const std::string& mask,
             std::string place, std::string note) {
            const auto options =
                options_of(std::move(language), mask, std::move(place), std::move(note));
            const py::gil_scoped_release released;
            return io::report_html(self.report, options);
          },
          py::arg("language"), py::arg("mask"), py::arg("place"), py::arg("note"))
      .def(
          "files",
          [](const AnyReport& self, std::string language, const std::string& mask,
             std::string place, std::string note) {
            const auto files = io::report_files(
                self.report,
                options_of(std::move(language), mask, std::move(place), std::move(note)));
            return std::vector<std::pair<std::string, py::bytes>>(files.begin(), files.end());
          },
          py::arg("language"), py::arg("mask"), py::arg("place"), py::arg("note"),
          "Names and bytes of the files of a report.");
  m.def(
      "three_ledgers",
      [](const Table& members, const Table& needs, const Table& services, std::string period,
         std::string community, const std::string& zone, const std::vector<std::string>& folders) {
        const py::gil_scoped_release released;
        return AnyReport{turnout::three_ledgers(
            {members, needs, services},
            span_of(std::move(period), std::move(community), 0, zone, folders))};
      },
      py::arg("members"), py::arg("needs"), py::arg("services"), py::arg("period"),
      py::arg("community"), py::arg("zone"), py::arg("zone_folders"));
  m.def(
      "daily_table",
      [](const Table& members, const Table& needs, const Table& services, std::string period,
         std::string community, std::size_t levels, const std::string& zone,
         const std::vector<std::string>& folders) {
        const py::gil_scoped_release released;
        return AnyReport{turnout::daily_table(
            {members, needs, services},
            span_of(std::move(period), std::move(community), levels, zone, folders))};
      },
      py::arg("members"), py::arg("needs"), py::arg("services"), py::arg("period"),
      py::arg("community"), py::arg("levels"), py::arg("zone"), py::arg("zone_folders"));
  m.def(
      "person_file",
      [](const Standing& standing, const std::string& member_id, const Table& members,
         const Table& needs, const Table& services) {
        const py::gil_scoped_release released;
        return AnyReport{turnout::person_file(standing, {members, needs, services}, member_id)};
      },
      py::arg("standing"), py::arg("member_id"), py::arg("members"), py::arg("needs"),
      py::arg("services"));
  m.def(
      "unit_feedback",
      [](const Standing& standing, const Table& members, const Table& needs, const Table& services,
         const std::string& unit) {
        const py::gil_scoped_release released;
        return AnyReport{turnout::unit_feedback(standing, {members, needs, services}, unit)};
      },
      py::arg("standing"), py::arg("members"), py::arg("needs"), py::arg("services"),
      py::arg("unit"));
}

}  // namespace turnout_python
