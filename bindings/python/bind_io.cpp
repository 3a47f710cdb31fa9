// Plans as tables, receipts, pages and folders.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include <turnout/io/csv.hpp>
#include <turnout/io/files.hpp>
#include <turnout/io/notice.hpp>
#include <turnout/io/page.hpp>
#include <turnout/io/plan_tables.hpp>
#include <turnout/io/receipt.hpp>
#include <turnout/io/write.hpp>

#include "bind.hpp"

namespace py = pybind11;

namespace turnout_python {
namespace {

using turnout::Plan;
using turnout::Table;
namespace io = turnout::io;

using Files = std::vector<std::pair<std::string, py::bytes>>;

io::PageOptions page_options(std::string title, bool names, bool homes) {
  io::PageOptions options;
  if (!title.empty()) options.title = std::move(title);
  options.names = names;
  options.homes = homes;
  return options;
}

Files to_files(const std::vector<std::pair<std::string, std::string>>& files) {
  return {files.begin(), files.end()};
}

}  // namespace

void bind_io(py::module_& m) {
  m.def(
      "read_csv",
      [](const std::string& path) {
        const py::gil_scoped_release released;
        return io::read_csv_table(path);
      },
      py::arg("path"), "The table in a CSV file; all columns are text.");
  m.def(
      "to_csv", [](const Table& table) { return py::bytes(io::write_csv(table)); },
      py::arg("table"), "The table as CSV: UTF-8, LF, header first.");
  m.def(
      "read_file", [](const std::string& path) { return py::bytes(io::read_file(path)); },
      py::arg("path"));
  m.def(
      "write_file",
      [](const std::string& path, const std::string& bytes) { io::write_file(path, bytes); },
      py::arg("path"), py::arg("content"), "Written beside and renamed.");
  m.def(
      "write_folder",
      [](const std::string& folder, const Files& files, bool force) {
        std::vector<std::pair<std::string, std::string>> out;
        out.reserve(files.size());
        for (const auto& [name, bytes] : files) out.emplace_back(name, std::string(bytes));
        const py::gil_scoped_release released;
        io::write_folder(folder, out, force);
      },
      py::arg("folder"), py::arg("files"), py::arg("force"),
      "Puts files into a folder: written beside and renamed.");

  m.def("assignments", [](const Plan& plan) { return io::assignments(plan); }, py::arg("plan"));
  m.def("unfilled", [](const Plan& plan) { return io::unfilled(plan); }, py::arg("plan"));
  m.def("loads", [](const Plan& plan) { return io::loads(plan); }, py::arg("plan"));
  m.def("coverage", [](const Plan& plan) { return io::coverage(plan); }, py::arg("plan"));
  m.def("terms", [](const Plan& plan) { return io::terms(plan); }, py::arg("plan"));
  m.def("receipt_json", &io::receipt_json, py::arg("plan"));
  m.def(
      "plan_html",
      [](const Plan& plan, std::string title, bool names, bool homes) {
        return io::plan_html(plan, page_options(std::move(title), names, homes));
      },
      py::arg("plan"), py::arg("title"), py::arg("names"), py::arg("homes"));
  m.def(
      "plan_files",
      [](const Plan& plan, std::string title, bool names, bool homes) {
        return to_files(io::plan_files(plan, page_options(std::move(title), names, homes)));
      },
      py::arg("plan"), py::arg("title"), py::arg("names"), py::arg("homes"),
      "Names and bytes of the files of a plan.");

  m.def(
      "notice_files",
      [](const turnout::Standing& standing, std::string language, const std::string& mask,
         std::string place, std::string community, std::string objections,
         std::optional<turnout::Standing> previous) {
        io::NoticeOptions options;
        options.language = std::move(language);
        options.mask_names = !mask.empty();
        options.mask = mask == "last"     ? io::NameMask::last
                       : mask == "hidden" ? io::NameMask::hidden
                                          : io::NameMask::first;
        options.previous = std::move(previous);
        options.place = std::move(place);
        options.community = std::move(community);
        options.objections = std::move(objections);
        return to_files(io::notice_files(standing, options));
      },
      py::arg("standing"), py::arg("language"), py::arg("mask"), py::arg("place"),
      py::arg("community"), py::arg("objections"), py::arg("previous"),
      "Names and bytes of the files of a notice.");
}

}  // namespace turnout_python
